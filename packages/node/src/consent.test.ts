import {
  type ConsentGate,
  type ConsentState,
  decideGate,
  definePlan,
  optionalPurposes,
  type Purpose,
  retailPlan,
} from '@rialto/core';
import { manualClock, seededRandom } from '@rialto/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLane, passTime, sale, secretKey } from '../test/client.ts';
import { type ScriptedAnswer, type SeenRequest, startStandInHub } from '../test/stand-in-hub.ts';
import { bytesIn, temporaryDirectory } from '../test/temp-directory.ts';
import type { CallConsent } from './call-gate.ts';
import { createClientWith } from './client.ts';

const may = '/v1/consent/may';
const view = { event: 'Product Viewed', userId: 'c-42', properties: { product_id: 'A1' } } as const;
const says = (state: ConsentState, validFor = 60): ScriptedAnswer => ({
  body: { may: state === 'granted', state, reason: state, validFor },
});
const asked = ({ url }: SeenRequest): boolean => url.pathname === may;

describe('decisions that a call brings', () => {
  it('let the event through and travel as its stamp', async () => {
    const { hub, client } = await openLane();
    client.track({ ...view, consent: { analytics: true, marketing: false, linking: 'withdrawn' } });
    await client.flush();
    expect(hub.messages).toMatchObject([
      {
        context: { consent: { categoryPreferences: { analytics: true, marketing: false, linking: false } } },
      },
    ]);
    expect(hub.messages[0]?.context?.consent?.categoryPreferences).not.toHaveProperty('personalization');
  });

  it.each<[string, CallConsent, string]>([
    ['a refusal', { analytics: false }, 'refused:analytics'],
    ['a withdrawal', { analytics: 'withdrawn' }, 'refused:analytics'],
    ['nothing for the purpose', { marketing: true }, 'undecided:analytics'],
    ['no decision at all', {}, 'undecided:analytics'],
    ['a permission for contact only', { analytics: 'soft_opt_in' }, 'undecided:analytics'],
  ])('with %s let it go, without asking the hub', async (_what, consent, reason) => {
    const { hub, client } = await openLane();
    expect(await client.track({ ...view, consent }).delivered).toEqual({ status: 'dropped', reason });
    expect(hub.requests).toEqual([]);
  });
});

describe('consent that is left to the hub', () => {
  it('is asked for the person and the purpose, and a grant sends the event as deferred', async () => {
    const { hub, client } = await openLane();
    hub.always(may, () => says('granted'));
    const sent = client.track(view);
    expect(await client.flush()).toMatchObject({ delivered: 1, pending: 0 });
    expect(await sent.durable).toEqual({ status: 'stored' });
    const [question] = hub.requests.filter(asked);
    expect(Object.fromEntries(question?.url.searchParams ?? [])).toEqual({
      purpose: 'analytics',
      kind: 'userId',
      value: 'c-42',
    });
    expect(question?.headers['x-write-key']).toBe(secretKey);
    expect(hub.messages[0]?.context?.consent).toEqual({
      categoryPreferences: { analytics: true },
      deferred: true,
    });
  });

  it.each<[string, object, object]>([
    ['userId', { userId: 'c', anonymousId: 'a' }, { kind: 'userId', value: 'c' }],
    [
      'the first identifier',
      { anonymousId: 'a', identifiers: [{ kind: 'email', value: 'ada@example.org' }] },
      { kind: 'email', value: 'ada@example.org' },
    ],
    ['anonymousId', { anonymousId: 'a' }, { kind: 'anonymousId', value: 'a' }],
  ])('is asked by %s', async (_what, person, query) => {
    const { hub, client } = await openLane();
    hub.always(may, () => says('granted'));
    const { userId: _, ...nobody } = view;
    client.track({ ...nobody, ...person });
    await client.flush();
    expect(Object.fromEntries(hub.requests[0]?.url.searchParams ?? [])).toMatchObject(query);
  });

  it('is not asked where nobody is named', async () => {
    const { hub, client } = await openLane();
    const { userId: _, ...nobody } = view;
    expect(await client.track(nobody).delivered).toEqual({ status: 'dropped', reason: 'refused:no-person' });
    expect(hub.requests).toEqual([]);
  });

  it('is not asked with a write key, which may not', async () => {
    const { hub, client } = await openLane({ key: 'wk_public' });
    expect(await client.track(view).delivered).toEqual({ status: 'dropped', reason: 'undecided:analytics' });
    expect(hub.requests).toEqual([]);
  });

  it('is not asked where the event needs no opt-in', async () => {
    const { hub, client } = await openLane();
    client.track(sale());
    await client.flush();
    expect(hub.requests.filter(asked)).toEqual([]);
  });

  it.each<[string, ScriptedAnswer, string]>([
    ['a refusal', says('denied'), 'refused:analytics'],
    ['an objection', says('objected'), 'refused:analytics'],
    ['an expired grant', says('expired'), 'refused:analytics'],
    ['nobody having decided', says('unset'), 'undecided:analytics'],
    ['a grant that contradicts itself', { body: { may: false, state: 'granted' } }, 'undecided:analytics'],
    ['a yes without a grant', { body: { may: true, state: 'unset' } }, 'undecided:analytics'],
    ['a state that nobody knows', { body: { may: true, state: 'sure' } }, 'undecided:analytics'],
    ['a person that the hub cannot read', { status: 400 }, 'undecided:analytics'],
    ['a hub that knows no such question', { status: 404 }, 'undecided:analytics'],
  ])('with the answer of %s drops the event', async (_what, answer, reason) => {
    const { hub, client } = await openLane();
    hub.always(may, () => answer);
    const sent = client.track(view);
    expect(await client.flush()).toMatchObject({ dropped: 1, pending: 0 });
    expect(await sent.durable).toEqual({ status: 'dropped', reason });
    expect(hub.messages).toEqual([]);
  });

  it('is asked once for many events of a person, and again when the answer has run out', async () => {
    const { hub, client, clock } = await openLane();
    hub.always(may, () => says('granted', 60));
    for (let count = 0; count < 10; count += 1) client.track(view);
    await client.flush();
    await client.track(view).durable;
    expect(hub.requests.filter(asked)).toHaveLength(1);
    await clock.advance(60_000);
    hub.always(may, () => says('withdrawn', 60));
    expect(await client.track(view).delivered).toEqual({ status: 'dropped', reason: 'refused:analytics' });
    expect(hub.requests.filter(asked)).toHaveLength(2);
  });

  it('is asked again as soon as the hub has a decision that was recorded here', async () => {
    const { hub, client } = await openLane();
    let state: ConsentState = 'unset';
    hub.always(may, () => says(state, 60));
    expect(await client.track(view).delivered).toEqual({ status: 'dropped', reason: 'undecided:analytics' });
    const cells = [{ purpose: 'analytics', state: 'granted' as const }];
    const decision = client.track({ event: 'Consent Recorded', userId: 'c-42', properties: { cells } });
    await client.flush();
    state = 'granted';
    await decision.delivered;
    expect(await client.track(view).durable).toEqual({ status: 'stored' });
  });

  it('is asked with back-off while the hub is away; the event stays in memory and keeps its time', async () => {
    const path = temporaryDirectory();
    const { hub, client, clock, news } = await openLane({ queue: { path } });
    hub.answer(may, { status: 503 }, { hangUp: true }, { body: 'Welcome to our Wi-Fi' });
    const tracked = new Date(clock.now()).toISOString();
    const sent = client.track({ ...view, properties: { product_id: 'held-marker' } });
    expect(await client.flush()).toMatchObject({ pending: 1, dropped: 0 });
    expect(news).toEqual(['error:hub_unreachable']);
    hub.always(may, () => says('granted'));
    expect(bytesIn(path)).not.toContain('held-marker');
    expect(await passTime(clock, sent.durable, 50)).toEqual({ status: 'stored' });
    expect(hub.requests.filter(asked)).toHaveLength(4);
    await client.flush();
    expect(hub.messages).toMatchObject([{ timestamp: tracked }]);
    expect(news).toEqual(['error:hub_unreachable', 'delivered:accepted']);
  });

  it('waits for a bounded number of events only; the oldest goes first, and nobody asks for it any more', async () => {
    const { hub, client, clock } = await openLane({ maxHeld: 2 });
    hub.answer(may, { status: 503 });
    hub.always(may, () => says('granted'));
    const sent = ['p-1', 'p-2', 'p-3'].map((userId) => client.track({ ...view, userId }));
    expect(await sent[0]?.delivered).toEqual({ status: 'dropped', reason: 'hold_full' });
    await passTime(clock, Promise.all(sent.slice(1).map(({ durable }) => durable)), 50);
    await client.flush();
    // Of two people, whose batches are under way at once, either may come first.
    expect(hub.messages.map(({ userId }) => userId).toSorted()).toEqual(['p-2', 'p-3']);
  });

  it('comes for everybody else when the hub stumbles over some', async () => {
    const { hub, client, clock } = await openLane();
    hub.always(may, ({ url }) =>
      url.searchParams.get('value')?.startsWith('bad') ? { status: 500 } : says('granted'),
    );
    for (const userId of ['bad-1', 'bad-2', 'bad-3', 'bad-4', 'bad-5', 'bad-6'])
      client.track({ ...view, userId });
    const good = client.track({ ...view, userId: 'good' });
    expect(await passTime(clock, good.durable, 20)).toEqual({ status: 'stored' });
  });

  it('that never came is announced at close', async () => {
    const { hub, client, clock } = await openLane();
    hub.always(may, () => ({ silent: true }));
    const sent = client.track(view);
    await passTime(clock, client.close({ timeout: 300 }));
    expect(await sent.delivered).toEqual({ status: 'dropped', reason: 'closed' });
  });
});

describe("the client's own gate", () => {
  function kiosk(first: ConsentState) {
    let state = first;
    const listeners = new Set<() => void>();
    const gate: ConsentGate = {
      decide: (purposes) => decideGate(purposes, () => state),
      on(_event, listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const change = (to: ConsentState): void => {
      state = to;
      for (const listener of listeners) listener();
    };
    return { gate, change, listeners };
  }

  it('holds, and lets go or sends when the person decides; the hub is not asked', async () => {
    const { gate, change, listeners } = kiosk('unset');
    const { hub, client } = await openLane({ consent: gate });
    const sent = client.track(view);
    expect(await client.flush()).toMatchObject({ pending: 1 });
    change('granted');
    await client.flush();
    expect(await sent.delivered).toEqual({ status: 'accepted' });
    expect(hub.requests.filter(asked)).toEqual([]);
    await client.close();
    expect(listeners.size).toBe(0);
  });

  it('drops what waits on disk when the person withdraws, and leaves decided calls alone', async () => {
    const path = temporaryDirectory();
    const { gate, change } = kiosk('granted');
    const { client } = await openLane({ consent: gate, queue: { path } });
    const mine = client.track({ ...view, properties: { product_id: 'withdrawn-marker' } });
    const theirs = client.track({ ...view, consent: { analytics: true } });
    await Promise.all([mine.durable, theirs.durable]);
    expect(bytesIn(path)).toContain('withdrawn-marker');
    change('withdrawn');
    expect(await mine.delivered).toEqual({ status: 'dropped', reason: 'refused:analytics' });
    expect(await client.flush()).toMatchObject({ delivered: 1, pending: 0 });
    expect(bytesIn(path)).not.toContain('withdrawn-marker');
  });

  it('that throws, answers nonsense or cannot be listened to refuses everything', async () => {
    const broken = {
      decide: () => {
        throw new Error('theirs');
      },
      on: () => {
        throw new Error('theirs');
      },
    };
    const { client } = await openLane({ consent: broken });
    expect(await client.track(view).delivered).toEqual({ status: 'dropped', reason: 'gate-failed' });
  });
});

describe('purposes', () => {
  it("come from the retailer's plan where there is one", async () => {
    const plan = definePlan({
      events: {
        'Fitting Booked': {
          properties: retailPlan.events['Appointment Booked'].properties,
          purposes: ['necessary'],
        },
      },
    });
    const hub = await startStandInHub();
    const options = {
      endpoint: hub.endpoint,
      key: secretKey,
      source: 's',
      channel: 'store',
      queue: 'memory',
      plan,
    } as const;
    const client = createClientWith<typeof plan>(options, { clock: manualClock(), random: seededRandom() });
    client.track({ event: 'Fitting Booked', properties: { store_id: 'hh-1' } });
    // @ts-expect-error the plan has no such event
    const unknown = client.track({ event: 'Fitting Bocked', userId: 'c', consent: { analytics: true } });
    expect(await unknown.delivered).toEqual({ status: 'dropped', reason: 'undecided:personalization' });
    await client.flush();
    expect(hub.messages).toMatchObject([{ event: 'Fitting Booked' }]);
    await client.close();
    await hub.close();
  });
});

describe('An event without a consent decision for its purposes', () => {
  const subsets = Array.from({ length: 16 }, (_, bits) =>
    optionalPurposes.filter((_purpose, at) => bits & (1 << at)),
  );
  const purposesOf = (subset: number): readonly Purpose[] =>
    subsets[subset]?.length ? (subsets[subset] ?? []) : ['necessary'];
  const plan = definePlan({
    events: Object.fromEntries(
      subsets.map((_, at) => [
        `Event ${at}`,
        { properties: retailPlan.events['Store Visited'].properties, purposes: purposesOf(at) },
      ]),
    ),
  });

  const decision = fc.constantFrom(
    true,
    false,
    'granted',
    'denied',
    'unset',
    'withdrawn',
    'nonsense',
    undefined,
  );
  const consent = fc.option(
    fc.record({ analytics: decision, personalization: decision, marketing: decision, linking: decision }),
    { nil: undefined, freq: 2 },
  );
  const event = fc.record({
    subset: fc.integer({ min: 0, max: 15 }),
    person: fc.constantFrom('p-1', 'p-2', undefined),
    consent,
  });
  const answer = fc.constantFrom<ScriptedAnswer>(
    ...[
      says('granted'),
      says('granted', 0),
      says('denied'),
      says('unset'),
      says('pending'),
      says('soft_opt_in'),
    ],
    ...[
      { status: 503 },
      { status: 400 },
      { body: 'no hub' },
      { body: { may: true } },
      { hangUp: true as const },
    ],
  );
  const answers = fc.dictionary(
    fc.constantFrom(...['p-1', 'p-2'].flatMap((p) => optionalPurposes.map((q) => `${p}/${q}`))),
    answer,
  );

  it('never reaches the disk nor the wire, whatever was decided and whatever the hub answers', async () => {
    const hub = await startStandInHub();
    const granted = (given: ScriptedAnswer | undefined): boolean =>
      (given?.body as { state?: string } | undefined)?.state === 'granted';
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), answers, async (events, hubSays) => {
        const path = temporaryDirectory();
        const from = hub.requests.length;
        hub.always('/v1/batch', () => ({ status: 503 }));
        hub.always(
          may,
          ({ url }) =>
            hubSays[`${url.searchParams.get('value')}/${url.searchParams.get('purpose')}`] ?? says('unset'),
        );
        const clock = manualClock();
        const client = createClientWith<typeof plan>(
          {
            endpoint: hub.endpoint,
            key: secretKey,
            source: 's',
            channel: 'store',
            queue: { path },
            plan,
            readTimeout: 60_000,
          },
          { clock, random: seededRandom(1) },
        );
        const marked = events.map((one, at) => ({ ...one, marker: `marker-${at}-` }));
        const allowed = (one: (typeof marked)[number]): boolean =>
          purposesOf(one.subset).every(
            (purpose) =>
              purpose === 'necessary' ||
              (one.consent
                ? [true, 'granted'].includes(one.consent[purpose as keyof typeof one.consent] ?? '')
                : one.person !== undefined && granted(hubSays[`${one.person}/${purpose}`])),
          );
        const passing = marked.flatMap((one) => {
          const { subset, person: userId, consent, marker } = one;
          const receipt = client.track({
            event: `Event ${subset}`,
            userId,
            consent: consent as CallConsent | undefined,
            properties: { marker },
          });
          return allowed(one) ? [receipt] : [];
        });
        await passTime(clock, Promise.all(passing.map(({ durable }) => durable)), 20);
        const onDisk = bytesIn(path);
        hub.always('/v1/batch', () => undefined);
        await passTime(clock, Promise.all(passing.map(({ delivered }) => delivered)), 20);
        await passTime(clock, client.close({ timeout: 100 }));
        const wire = hub.requests
          .slice(from)
          .map(({ url, raw }) => url.href + raw)
          .join('\n');
        for (const one of marked) {
          expect(onDisk.includes(one.marker), `${one.marker} on disk`).toBe(allowed(one));
          expect(wire.includes(one.marker), `${one.marker} on the wire`).toBe(allowed(one));
        }
        const left = bytesIn(path);
        for (const { marker } of marked) expect(left).not.toContain(marker);
      }),
      { numRuns: 60 },
    );
    await hub.close();
  }, 60_000);
});
