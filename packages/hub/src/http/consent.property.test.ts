import { type Consent, consentStateOf, definePlan, foldConsent } from '@rialto/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createTestHub, testKeys } from '../../test/test-hub.ts';

const optional = ['analytics', 'personalization', 'marketing', 'linking', 'profiling'] as const;
const needs: Readonly<Record<string, readonly string[]>> = {
  'Order Placed': ['necessary'],
  'Shelf Seen': ['analytics'],
  'Offer Shown': ['personalization', 'analytics'],
  'Letter Read': ['marketing'],
  'Score Set': ['profiling', 'marketing', 'linking'],
};
const properties = z.looseObject({});
const plan = definePlan({
  purposes: ['profiling'],
  events: {
    ...Object.fromEntries(Object.entries(needs).map(([name, purposes]) => [name, { properties, purposes }])),
    'Consent Recorded': { properties, purposes: ['necessary'] },
  },
});

const stamp = fc.option(
  fc.dictionary(fc.constantFrom(...optional, 'necessary', 'unheard of'), fc.boolean()),
  { nil: undefined },
);
const person = fc.constantFrom('ada', 'ben', 'cleo');
const event = fc.record({
  kind: fc.constant('event' as const),
  event: fc.constantFrom(...Object.keys(needs)),
  person,
  stamp,
});
const decision = fc.record({
  kind: fc.constant('decision' as const),
  person,
  purpose: fc.constantFrom(...optional),
  state: fc.constantFrom('granted', 'denied', 'withdrawn'),
});
const batches = fc.array(
  fc.record({
    key: fc.constantFrom<'write' | 'secret'>('write', 'secret'),
    messages: fc.array(fc.oneof({ weight: 4, arbitrary: event }, { weight: 1, arbitrary: decision }), {
      maxLength: 12,
    }),
  }),
  { maxLength: 5 },
);

type Sent = {
  readonly person: string;
  readonly event: string;
  readonly stamp: Record<string, boolean> | undefined;
  readonly trusted: boolean;
};

/** Said again from the contract, not from the code: everything that an event needs is granted and nothing of it is refused. */
function isPermitted({ event: name, stamp: given, trusted }: Sent, recorded: Consent, now: number): boolean {
  return (needs[name] ?? ['unknown']).every((purpose) => {
    if (purpose === 'necessary') return true;
    const state = consentStateOf(recorded, purpose, now);
    if (state !== 'granted' && state !== 'unset') return false;
    const stamped = given && Object.hasOwn(given, purpose) ? given[purpose] : undefined;
    return stamped ?? (trusted && state === 'granted');
  });
}

it('never logs an event of which a purpose is not granted, by stamp or by record, and loses none that is', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (sent) => {
      const { post, store, clock } = createTestHub({ plan });
      const recorded = new Map<string, Consent>();
      const permitted: string[] = [];
      let id = 0;
      for (const { key, messages } of sent) {
        // Decisions at the same instant are another matter: the stricter stands.
        await clock.advance(1_000);
        const batch = messages.map((message) => {
          id += 1;
          const common = { type: 'track', messageId: String(id), userId: message.person };
          if (message.kind === 'decision') {
            const { purpose, state } = message;
            const cells = [{ purpose, state: state as 'granted' }];
            recorded.set(message.person, foldConsent(recorded.get(message.person) ?? {}, cells, clock.now()));
            return { ...common, event: 'Consent Recorded', properties: { cells } };
          }
          const trusted = key === 'secret';
          if (isPermitted({ ...message, trusted }, recorded.get(message.person) ?? {}, clock.now()))
            permitted.push(String(id));
          const context = message.stamp ? { consent: { categoryPreferences: message.stamp } } : undefined;
          return { ...common, event: message.event, ...(context ? { context } : {}) };
        });
        expect((await post('/v1/batch', { batch }, { 'x-write-key': testKeys[key] })).status).toBe(200);
      }
      const log = await store.readLog(0, 10_000);
      const events = log.filter(({ event: { name } }) => name !== 'Consent Recorded');
      expect(events.map(({ event: { messageId } }) => messageId)).toEqual(permitted);
    }),
    { numRuns: 150 },
  );
}, 60_000);

it('holds and keeps nothing of a page view by a client that stamps no consent', async () => {
  const { post, store } = createTestHub();
  const page = { type: 'page', messageId: '1', anonymousId: 'a-1', properties: { path: '/' } };
  expect(await (await post('/v1/batch', { batch: [page] })).json()).toEqual({
    results: [{ messageId: '1', status: 'held', code: 'consent_undecided' }],
  });
  expect(await store.counts()).toMatchObject({ events: 0, profiles: 0, identifiers: 0 });
});
