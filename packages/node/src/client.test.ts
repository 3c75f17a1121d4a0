import type { ConsentGate } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { next, openLane, passTime, sale, secretKey } from '../test/client.ts';
import { type ScriptedAnswer, startStandInHub } from '../test/stand-in-hub.ts';
import { bytesIn, temporaryDirectory } from '../test/temp-directory.ts';

const batch = '/v1/batch';

describe('a sale', () => {
  it('reaches the hub with the key, the channel, the touchpoint and its own time', async () => {
    const { hub, client } = await openLane();
    const sent = client.track({
      ...sale(),
      identifiers: [{ kind: 'loyalty_card', value: '4711' }],
      timestamp: new Date('2026-11-20T10:00:00Z'),
      context: { touchpoint: { staff: 'anna' } },
    });
    expect(await sent.durable).toEqual({ status: 'stored' });
    expect(await client.flush()).toEqual({ delivered: 1, dropped: 0, rejected: 0, pending: 0 });
    expect(await sent.delivered).toEqual({ status: 'accepted' });
    expect(hub.requests[0]?.headers['x-write-key']).toBe(secretKey);
    expect(hub.messages).toEqual([
      {
        type: 'track',
        event: 'Sale Completed',
        messageId: sent.messageId,
        userId: 'c-42',
        channel: 'store',
        timestamp: '2026-11-20T10:00:00.000Z',
        properties: sale().properties,
        context: {
          touchpoint: { id: 'till-4', staff: 'anna' },
          externalIds: [{ id: '4711', type: 'loyalty_card', collection: 'users', encoding: 'none' }],
          consent: { categoryPreferences: {} },
        },
        sequence: { queue: expect.stringMatching(/^q_[0-9a-f]{16}$/), number: 1 },
      },
    ]);
  });

  it('that is reported twice under its receipt number is one event', async () => {
    const { hub, client } = await openLane();
    const receipts = [client.track(sale('receipt-7')), client.track(sale('receipt-7'))];
    await client.flush();
    expect(await Promise.all(receipts.map(({ delivered }) => delivered))).toEqual([
      { status: 'accepted' },
      { status: 'accepted' },
    ]);
    expect(hub.messages).toHaveLength(1);
    const later = client.track(sale('receipt-7'));
    await client.flush();
    expect(await later.delivered).toEqual({ status: 'duplicate' });
  });

  it('is sent by itself, when enough wait or after a while', async () => {
    const { client, clock } = await openLane({ flushAt: 2, flushAfter: 3_000 });
    const pair = [client.track(sale()), client.track(sale())];
    await Promise.all(pair.map(({ delivered }) => delivered));
    const alone = client.track(sale());
    await alone.durable;
    await clock.advance(3_000);
    expect(await alone.delivered).toEqual({ status: 'accepted' });
  });

  it('that the hub rejects is announced with what is wrong', async () => {
    const { hub, client } = await openLane();
    const issues = [{ path: 'properties.total', message: 'expected an amount' }];
    hub.answer(batch, (body) => ({
      body: {
        results: [
          {
            messageId: JSON.parse(body).batch[0].messageId,
            status: 'rejected',
            code: 'invalid_properties',
            issues,
          },
        ],
      },
    }));
    const sent = client.track(sale());
    expect(await client.flush()).toMatchObject({ rejected: 1, pending: 0 });
    expect(await sent.delivered).toEqual({ status: 'rejected', code: 'invalid_properties', issues });
  });
});

describe('every other verb', () => {
  it('takes one object with the fields of the Segment specification', async () => {
    const { hub, client } = await openLane();
    const consent = { analytics: true, linking: true };
    client.page({ anonymousId: 'a-1', name: 'Home', category: 'Shop', properties: { path: '/' }, consent });
    client.screen({ anonymousId: 'a-1', name: 'Basket', consent });
    client.identify({ userId: 'c-42', traits: { name: 'Ada' } });
    client.group({ userId: 'c-42', groupId: 'household-7', traits: { size: 3 } });
    client.alias({ userId: 'c-42', previousId: 'a-1', consent });
    await client.flush();
    expect(hub.messages).toMatchObject([
      { type: 'page', anonymousId: 'a-1', name: 'Home', category: 'Shop', properties: { path: '/' } },
      { type: 'screen', name: 'Basket' },
      { type: 'identify', userId: 'c-42', traits: { name: 'Ada' } },
      { type: 'group', groupId: 'household-7', traits: { size: 3 } },
      { type: 'alias', userId: 'c-42', previousId: 'a-1' },
    ]);
  });
});

describe('a hub that', () => {
  it('answers 503 with Retry-After is left alone for so long, even by a flush', async () => {
    const { hub, client, clock, news } = await openLane();
    hub.answer(batch, { status: 503, headers: { 'retry-after': '7' } });
    const sent = client.track(sale());
    expect(await client.flush()).toMatchObject({ delivered: 0, pending: 1 });
    expect(news).toEqual(['error:hub_unreachable']);
    await clock.advance(6_900);
    expect(await client.flush()).toMatchObject({ pending: 1 });
    expect(hub.requests).toHaveLength(1);
    await clock.advance(600);
    expect(await sent.delivered).toEqual({ status: 'accepted' });
  });

  it('refuses the key (401) keeps the events waiting, and says so', async () => {
    const { hub, client, clock, news } = await openLane();
    hub.answer(batch, { status: 401, body: { code: 'bad_key' } });
    const sent = client.track(sale());
    expect(await client.flush()).toMatchObject({ pending: 1, dropped: 0 });
    expect(news).toEqual(['error:hub_refused']);
    await clock.advance(60_000);
    expect(await sent.delivered).toEqual({ status: 'accepted' });
  });

  it('finds a batch too large (413) gets it in halves', async () => {
    const { hub, client } = await openLane();
    const sizes: number[] = [];
    hub.always(batch, ({ raw }): ScriptedAnswer | undefined => {
      const size = JSON.parse(raw).batch.length;
      sizes.push(size);
      return size > 3 ? { status: 413 } : undefined;
    });
    for (let count = 0; count < 10; count += 1) client.track(sale());
    expect(await client.flush()).toMatchObject({ delivered: 10, pending: 0 });
    expect(sizes.slice(0, 3)).toEqual([10, 5, 2]);
    expect(new Set(hub.messages.map(({ messageId }) => messageId)).size).toBe(10);
  });

  it('cannot read one message (400) gets all others, and that one is announced as dropped', async () => {
    const { hub, client } = await openLane();
    hub.always(batch, ({ raw }) =>
      raw.includes('poison') ? { status: 400, body: { code: 'unreadable' } } : undefined,
    );
    const ids = ['a', 'b', 'poison', 'c', 'd'];
    const sent = new Map(ids.map((id) => [id, client.track(sale(id))]));
    expect(await client.flush()).toMatchObject({ delivered: 4, dropped: 1, pending: 0 });
    expect(await sent.get('poison')?.delivered).toEqual({ status: 'dropped', reason: 'unreadable' });
  });

  it.each<[string, ScriptedAnswer]>([
    ['is the login page of a Wi-Fi', { headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' }],
    ['answers something else in JSON', { body: { ok: true } }],
    ['hangs up', { hangUp: true }],
    ['answers 500', { status: 500 }],
    ['has no such path', { status: 404 }],
    ['answers 400 without a code, as proxies do', { status: 400, body: 'Bad Request' }],
  ])('%s does not get rid of the event', async (_what, answer) => {
    const { hub, client, clock, news } = await openLane();
    hub.answer(batch, answer);
    const sent = client.track(sale());
    expect(await client.flush()).toMatchObject({ delivered: 0, dropped: 0, pending: 1 });
    expect(news).toEqual(['error:hub_unreachable']);
    await clock.advance(500);
    expect(await sent.delivered).toEqual({ status: 'accepted' });
  });

  it('sends us elsewhere is not followed: the secret key goes nowhere else', async () => {
    const { hub, client } = await openLane();
    const elsewhere = await startStandInHub();
    for (const status of [301, 302, 307, 308]) {
      hub.answer(batch, { status, headers: { location: `${elsewhere.endpoint}/v1/batch` } });
    }
    client.track(sale());
    expect(await client.flush()).toMatchObject({ pending: 1 });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('does not answer at all costs no more than the timeout of the flush', async () => {
    const { hub, client, clock } = await openLane();
    hub.answer(batch, { silent: true });
    client.track(sale());
    expect(await passTime(clock, client.flush({ timeout: 800 }))).toMatchObject({ pending: 1 });
  });
});

describe('a disk that is gone', () => {
  it('leaves 64 MiB of memory to what waits, and what finds no room there is announced', async () => {
    const { hub, client, news } = await openLane({ queue: { path: '/dev/null/queue' }, flushAt: 10_000 });
    hub.always(batch, () => ({ status: 503, headers: { 'retry-after': '300' } }));
    await next(client, 'error');
    const page = 'x'.repeat(30_000);
    const receipts = Array.from({ length: 2_300 }, () => client.track({ ...sale(), context: { page } }));
    const kept = (await Promise.all(receipts.map(({ durable }) => durable))).filter(
      ({ status }) => status === 'stored',
    );
    expect(news.filter((line) => line === 'dropped:queue_full')).toHaveLength(2_300 - kept.length);
    // As many as fit, each with its 30,000 letters and some 300 bytes around them.
    expect(kept.length).toBeGreaterThan((64 * 1024 * 1024) / 30_500);
    expect(kept.length).toBeLessThan((64 * 1024 * 1024) / 30_000);
  });
});

describe('whatever is passed to a tracking call', () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  let deep: unknown = 'bottom';
  for (let level = 0; level < 100_000; level += 1) deep = { deep };
  const throwing = {
    get event(): string {
      throw new Error('theirs');
    },
  };
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error('theirs');
      },
      ownKeys: () => {
        throw new Error('theirs');
      },
    },
  );

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'invalid_message'],
    ['null', null, 'invalid_message'],
    ['a number', 7, 'invalid_message'],
    ['a text', 'Sale Completed', 'invalid_message'],
    ['an array', [], 'invalid_message'],
    ['no event', {}, 'invalid_message'],
    ['an empty event', { event: '' }, 'invalid_message'],
    ['an event that is a number', { event: 7 }, 'invalid_message'],
    ['a getter that throws', throwing, 'not_serialisable'],
    ['a hostile proxy', hostile, 'not_serialisable'],
    ['a cycle', { ...sale(), properties: cycle }, 'not_serialisable'],
    ['a BigInt', { ...sale(), properties: { total: 1n } }, 'not_serialisable'],
    ['100,000 levels', { ...sale(), properties: { deep } }, 'not_serialisable'],
    [
      'a toJSON that throws',
      {
        ...sale(),
        properties: {
          toJSON: () => {
            throw new Error('theirs');
          },
        },
      },
      'not_serialisable',
    ],
    ['a name that throws', { ...sale(), context: { externalIds: [throwing] } }, 'not_serialisable'],
    ['33 KB', { ...sale(), properties: { note: 'x'.repeat(33 * 1024) } }, 'message_too_large'],
    ['50 MB', { ...sale(), properties: { note: 'x'.repeat(50 * 1024 * 1024) } }, 'message_too_large'],
    ['consent that throws', { event: 'Product Viewed', consent: hostile }, 'not_serialisable'],
    [
      'consent that is no decision',
      { event: 'Product Viewed', userId: 'c', consent: 'yes' },
      'undecided:analytics',
    ],
    [
      'a consent state that nobody knows',
      { event: 'Product Viewed', consent: { analytics: 'sure' } },
      'undecided:analytics',
    ],
    ['an event that nobody knows', { event: '__proto__', consent: {} }, 'undecided:analytics'],
  ])('%s is dropped, counted and announced, and nothing is thrown', async (_what, call, reason) => {
    const { hub, client, news } = await openLane();
    const sent = client.track(call as never);
    expect(await sent.durable).toEqual({ status: 'dropped', reason });
    expect(await sent.delivered).toEqual({ status: 'dropped', reason });
    expect(sent.messageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(news).toEqual([`dropped:${reason}`]);
    expect(hub.requests).toEqual([]);
  });

  it.each<[string, object]>([
    ['a customer number', { userId: 42 }],
    ['a time that is none', { timestamp: 'yesterday' }],
    ['a symbol for a time', { timestamp: Symbol('s') }],
    ['identifiers that are none', { identifiers: [null] }],
    ['an id that is too long', { messageId: 'x'.repeat(200) }],
    ['a context that is none', { context: 'store' }],
    ['names that are none', { context: { externalIds: 7 } }],
    ['functions and undefined', { properties: { total: 1, currency: 'EUR', f: () => 1, u: undefined } }],
  ])('%s does not cost the sale', async (_what, change) => {
    const { hub, client } = await openLane();
    client.track({ ...sale(), ...change } as never);
    await client.flush();
    expect(hub.messages).toMatchObject([{ event: 'Sale Completed', userId: expect.any(String) }]);
  });

  it('counts in the report of a flush what was dropped meanwhile', async () => {
    const { client } = await openLane();
    const flushed = client.flush();
    client.track(undefined as never);
    expect(await flushed).toMatchObject({ dropped: 1 });
  });

  it('may be changed by the caller afterwards', async () => {
    const { hub, client } = await openLane();
    const properties = { total: 10, currency: 'EUR' };
    client.track({ event: 'Sale Completed', properties });
    properties.total = 99;
    await client.flush();
    expect(hub.messages).toMatchObject([{ properties: { total: 10 } }]);
  });
});

describe('listeners', () => {
  it('that throw or reject are reported and harm nobody', async () => {
    const { client, news } = await openLane();
    client.on('delivered', () => {
      throw new Error('theirs');
    });
    client.on('delivered', (async () => {
      throw new Error('theirs too');
    }) as () => void);
    client.track(sale());
    const reported = next(client, 'error');
    await client.flush();
    await reported;
    await Promise.resolve();
    expect(news.toSorted()).toEqual(['delivered:accepted', 'error:listener_failed', 'error:listener_failed']);
  });

  it('hear no more after they have stopped', async () => {
    const { client } = await openLane();
    let heard = 0;
    const stop = client.on('delivered', () => {
      heard += 1;
    });
    stop();
    client.track(sale());
    await client.flush();
    expect(heard).toBe(0);
  });
});

describe('close', () => {
  it('sends what waits, may be called twice, and drops what comes afterwards', async () => {
    const { hub, client, news } = await openLane();
    client.track(sale());
    await Promise.all([client.close(), client.close()]);
    expect(hub.messages).toHaveLength(1);
    const late = client.track(sale());
    expect(await late.durable).toEqual({ status: 'dropped', reason: 'closed' });
    expect(await late.delivered).toEqual({ status: 'dropped', reason: 'closed' });
    expect(news).toEqual(['delivered:accepted', 'dropped:closed']);
    await client.close();
  });

  it('gives the directory free, also where the gate throws when it is left', async () => {
    const queue = { path: temporaryDirectory() };
    const throwing = () => {
      throw new Error('theirs');
    };
    const consent: ConsentGate = {
      decide: () => ({ verdict: 'pass', reason: 'granted' }),
      on: () => throwing,
    };
    const { client } = await openLane({ queue, consent });
    await client.close();
    const { client: again, news } = await openLane({ queue });
    await again.track(sale()).durable;
    expect(news).toEqual([]);
  });

  it('leaves on disk what the hub did not take in time, and the next start sends it', async () => {
    const path = temporaryDirectory();
    const { hub, client, clock } = await openLane({ queue: { path } });
    hub.answer(batch, { silent: true });
    const { messageId } = client.track(sale());
    await passTime(clock, client.close({ timeout: 500 }));
    await hub.abandoned;
    expect(bytesIn(path)).toContain(messageId);
    const again = await openLane({ queue: { path }, flushAt: 1 });
    expect((await next(again.client, 'delivered')).messageId).toBe(messageId);
    await passTime(again.clock, again.client.close());
    expect(bytesIn(path)).not.toContain(messageId);
  });
});
