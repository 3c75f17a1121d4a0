import { beforeEach, describe, expect, it } from 'vitest';
import { accept, type PageHub, storedOnDevice, type TestGate, testGate } from '../test/page-hub.ts';
import { order, pageTrackers, product, type StartTracker } from '../test/page-trackers.ts';

let hub: PageHub;
let gate: TestGate;
let start: StartTracker;
beforeEach(async () => {
  ({ hub, gate, start } = await pageTrackers());
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('before a decision', () => {
  it('stores nothing, sends nothing and makes no id', async () => {
    const tracker = start();
    tracker.page();
    tracker.track('Product Viewed', product);
    expect(await tracker.flush()).toEqual({ delivered: 0, dropped: 0, rejected: 0, pending: 2 });
    expect(tracker.anonymousId()).toBeUndefined();
    expect(hub.requests).toEqual([]);
    expect(localStorage).toHaveLength(0);
    expect(document.cookie).toBe('');
    expect(await storedOnDevice()).toBeUndefined();
  });

  it('sends what is necessary, without an id and without what only a permitted device tells', async () => {
    const tracker = start();
    tracker.track('Order Completed', order);
    expect(await tracker.flush()).toMatchObject({ delivered: 1 });
    const [message] = hub.taken();
    expect(message).toMatchObject({
      event: 'Order Completed',
      channel: 'web',
      context: { library: { name: '@rialto/browser' } },
    });
    expect(message).not.toHaveProperty('anonymousId');
    expect(message?.context).not.toHaveProperty('timezone');
    expect(await storedOnDevice()).toBeUndefined();
  });
});

describe('a grant', () => {
  it('promotes what was held, with its own time, its stamp and the new id', async () => {
    const tracker = start();
    const at = Date.now();
    const held = tracker.track('Product Viewed', product);
    const tracked = Date.now();
    tracker.track('Offer Accepted', { offer_id: 'o1' });
    gate.set('granted', 'analytics');
    expect(await held.durable).toEqual({ status: 'stored' });
    expect(await storedOnDevice()).toHaveLength(1);
    await tracker.flush();
    const [message] = hub.taken();
    expect(hub.names()).toEqual(['Product Viewed']);
    expect(message?.anonymousId).toMatch(uuid);
    expect(message?.anonymousId).toBe(tracker.anonymousId());
    expect(localStorage.getItem('rialto:id')).toBe(tracker.anonymousId());
    expect(Date.parse(message?.timestamp ?? '')).toBeGreaterThanOrEqual(at);
    expect(Date.parse(message?.timestamp ?? '')).toBeLessThanOrEqual(tracked);
    expect(message?.context?.consent).toEqual({ categoryPreferences: { analytics: true }, deferred: true });
    expect(message?.context).toMatchObject({ locale: navigator.language, page: { path: location.pathname } });
  });

  it('moves to the device what waits in memory', async () => {
    hub.answer(() => Response.error(), 'always');
    const tracker = start();
    tracker.track('Order Completed', order);
    gate.set('granted');
    tracker.track('Product Viewed', product);
    await tracker.flush();
    expect(await storedOnDevice()).toHaveLength(2);
  });

  it('is told to the hub before the events that it released', async () => {
    const tracker = start();
    tracker.track('Product Viewed', product);
    gate.choose('granted');
    await tracker.flush();
    expect(hub.names()).toEqual(['Consent Recorded', 'Product Viewed']);
    const [record, event] = hub.taken();
    expect(record?.anonymousId).toBe(event?.anonymousId);
  });
});

describe('a refusal', () => {
  it('purges what was held, and makes no id to tell of it', async () => {
    const tracker = start();
    const { delivered } = tracker.track('Product Viewed', product);
    gate.choose('denied');
    expect(await delivered).toEqual({ status: 'dropped', reason: 'refused:analytics' });
    await tracker.flush();
    expect(hub.requests).toEqual([]);
    expect(localStorage).toHaveLength(0);
    expect(await storedOnDevice()).toBeUndefined();
  });

  it('is told of a person who is signed in, without an id of the device', async () => {
    const tracker = start();
    tracker.identify('c-42');
    gate.choose('denied');
    await tracker.flush();
    expect(hub.names()).toEqual(['identify', 'Consent Recorded']);
    for (const message of hub.taken()) {
      expect(message.userId).toBe('c-42');
      expect(message).not.toHaveProperty('anonymousId');
    }
    expect(localStorage).toHaveLength(0);
  });

  it('in force when the page begins clears what an earlier page has left', async () => {
    gate.set('granted');
    const earlier = start();
    earlier.identify('c-42');
    await earlier.flush();
    await earlier.close();
    gate = testGate();
    gate.set('denied');
    const tracker = start({ consent: gate });
    await tracker.flush();
    expect(localStorage).toHaveLength(0);
    expect(await storedOnDevice()).toBeUndefined();
  });
});

describe('a withdrawal', () => {
  it('drops the queue of its purpose instead of flushing it', async () => {
    gate.set('granted');
    hub.answer(() => Response.error(), 'always');
    const tracker = start();
    const lost: string[] = [];
    tracker.on('dropped', ({ reason }) => lost.push(reason));
    tracker.track('Product Viewed', product);
    tracker.track('Offer Accepted', { offer_id: 'o1' });
    await tracker.flush();
    gate.set('withdrawn', 'analytics');
    await tracker.flush();
    expect(lost).toEqual(['refused:analytics']);
    expect((await storedOnDevice())?.map(({ body }) => JSON.parse(body).event)).toEqual(['Offer Accepted']);
    expect(tracker.anonymousId()).toMatch(uuid);
  });

  it('of the last purpose deletes id, user and database, and says whose it was', async () => {
    gate.set('granted');
    const tracker = start();
    tracker.identify('c-42');
    const id = tracker.anonymousId();
    expect(localStorage.getItem('rialto:user')).toBe('c-42');
    const told = new Promise((resolve) =>
      tracker.on('delivered', ({ messageId }) => {
        const message = hub.taken().find((one) => one.messageId === messageId);
        if (message?.event === 'Consent Recorded') resolve(message);
      }),
    );
    gate.choose('withdrawn');
    expect(localStorage).toHaveLength(0);
    expect(tracker.anonymousId()).toBeUndefined();
    // Nobody flushes: a withdrawal does not wait.
    expect(await told).toMatchObject({ anonymousId: id, userId: 'c-42' });
    expect(await storedOnDevice()).toBeUndefined();
    tracker.track('Order Completed', order);
    await tracker.flush();
    expect(hub.taken().at(-1)).not.toHaveProperty('anonymousId');
  });
});

describe('a withdrawal that another page had a part in', () => {
  it('C7, P1, M9: is told under the id that another tab has made', async () => {
    const tracker = start();
    const other = testGate();
    other.set('granted');
    gate.set('granted'); // the other tab's grant is heard here, before the other has made its id
    const id = start({ consent: other }).anonymousId();
    gate.choose('withdrawn');
    await tracker.flush();
    expect(hub.names()).toEqual(['Consent Recorded']);
    expect(hub.taken()[0]?.anonymousId).toBe(id);
    expect(localStorage).toHaveLength(0);
  });

  it('C7, P1: is told also where the other tab granted a moment ago', async () => {
    const tracker = start();
    const other = testGate();
    other.set('granted');
    const id = start({ consent: other }).anonymousId();
    gate.choose('withdrawn');
    await tracker.flush();
    expect(hub.taken()[0]?.anonymousId).toBe(id);
  });

  it('D5: on a page without a tracker ends the id, although something else was never decided', async () => {
    gate.set('granted', 'analytics');
    hub.answer(() => Response.error(), 'always');
    const earlier = start();
    earlier.track('Product Viewed', product);
    await earlier.flush();
    await earlier.close();
    expect(await storedOnDevice()).toHaveLength(1);
    gate = testGate();
    gate.set('withdrawn', 'analytics');
    start({ consent: gate });
    expect(localStorage).toHaveLength(0);
    await expect.poll(storedOnDevice).toBeUndefined();
  });
});

describe('identity', () => {
  it('is kept for the next page, and forgotten by reset', async () => {
    gate.set('granted');
    const first = start();
    first.identify('c-42', { email: 'a@example.org' });
    const id = first.anonymousId();
    await first.flush();
    await first.close();
    const second = start();
    second.page('Home', { section: 'top' });
    await second.flush();
    expect(hub.taken().at(-1)).toMatchObject({
      type: 'page',
      name: 'Home',
      anonymousId: id,
      userId: 'c-42',
      properties: { section: 'top', path: location.pathname },
    });
    second.reset();
    expect(localStorage).toHaveLength(0);
    second.page();
    await second.flush();
    expect(hub.taken().at(-1)?.anonymousId).not.toBe(id);
    expect(hub.taken().at(-1)).not.toHaveProperty('userId');
  });

  it('changes hands with reset: the next person cannot release what was held of the last', async () => {
    const tracker = start();
    tracker.identify('c-42');
    const { delivered } = tracker.track('Product Viewed', product);
    tracker.reset();
    gate.set('granted');
    expect(await delivered).toEqual({ status: 'dropped', reason: 'reset' });
  });
});

describe('delivery', () => {
  it('keeps events over a page without a hub, and sends them from the next', async () => {
    gate.set('granted');
    hub.answer(() => Promise.reject(new TypeError('Failed to fetch')), 'always');
    const first = start();
    first.track('Product Viewed', product);
    expect(await first.flush()).toMatchObject({ delivered: 0, pending: 1 });
    await first.close();
    hub.answer(
      (request) =>
        Response.json({
          results: request.messages.map(({ messageId }) => ({ messageId, status: 'accepted' })),
        }),
      'always',
    );
    const second = start();
    expect(await second.flush()).toMatchObject({ delivered: 1, pending: 0 });
    expect(hub.names()).toEqual(['Product Viewed']);
    expect(await storedOnDevice()).toEqual([]);
  });

  it('sends what an earlier page has left when the person decides only now', async () => {
    gate.set('granted');
    hub.answer(() => Promise.reject(new TypeError('Failed to fetch')), 'always');
    const first = start();
    first.track('Product Viewed', product);
    await first.flush();
    await first.close();
    hub.answer(accept, 'always');
    gate = testGate();
    const second = start({ consent: gate });
    second.track('Cart Viewed', {});
    gate.set('granted');
    await second.flush();
    expect(hub.names()).toEqual(['Product Viewed', 'Cart Viewed']);
  });

  it('waits as long as a 503 says, and not for a flush', async () => {
    gate.set('granted');
    const times: number[] = [];
    hub.onRequest(() => times.push(performance.now()));
    hub.answer(() => new Response('', { status: 503, headers: { 'retry-after': '1' } }));
    const tracker = start();
    const problems: string[] = [];
    tracker.on('error', ({ code }) => problems.push(code));
    const { delivered } = tracker.track('Product Viewed', product);
    await tracker.flush();
    expect(await tracker.flush()).toMatchObject({ pending: 1 });
    expect(await delivered).toEqual({ status: 'accepted' });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(problems).toEqual(['hub_unreachable']);
  });

  it('sends with keepalive, in batches that keepalive can carry, and with the key in a header', async () => {
    gate.set('granted');
    const tracker = start();
    for (let count = 0; count < 6; count += 1)
      tracker.track('Product Viewed', { ...product, name: 'x'.repeat(20_000) });
    expect(await tracker.flush()).toMatchObject({ delivered: 6 });
    expect(hub.requests.length).toBeGreaterThan(1);
    for (const { init, url } of hub.requests) {
      expect(url).toBe('https://hub.test/v1/batch');
      expect(init.keepalive).toBe(true);
      expect(init.headers).toMatchObject({ 'x-write-key': 'wk_demo' });
    }
  });

  it('sends by itself, soon', async () => {
    gate.set('granted');
    const tracker = start({ queue: { flushAfter: 1 } });
    expect(await tracker.track('Product Viewed', product).delivered).toEqual({ status: 'accepted' });
  });

  it('says once that it cannot store, and goes on in memory', async () => {
    gate.set('granted');
    const { setItem } = Storage.prototype;
    const { put } = IDBObjectStore.prototype;
    const full = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    Storage.prototype.setItem = full;
    IDBObjectStore.prototype.put = full;
    try {
      const tracker = start();
      const problems: string[] = [];
      tracker.on('error', ({ code }) => problems.push(code));
      tracker.track('Product Viewed', product);
      tracker.track('Product Viewed', product);
      expect(await tracker.flush()).toMatchObject({ delivered: 2, pending: 0 });
      expect(problems).toEqual(['storage_fallback']);
      expect(new Set(hub.taken().map(({ anonymousId }) => anonymousId)).size).toBe(1);
    } finally {
      Storage.prototype.setItem = setItem;
      IDBObjectStore.prototype.put = put;
    }
  });
});

describe('garbage', () => {
  const cycle: Record<string, unknown> = {};
  Object.assign(cycle, { self: cycle });
  const trap = {
    get price(): number {
      throw new Error('trap');
    },
  };
  const garbage = [
    undefined,
    null,
    0,
    NaN,
    '',
    'text',
    true,
    Symbol('s'),
    1n,
    [],
    {},
    cycle,
    trap,
    { a: 1n },
    () => {},
    new Date(NaN),
    document.body,
    Object.create(null),
  ];

  it('never throws into the page', async () => {
    gate.set('granted');
    const started = start();
    const tracker = started as unknown as Record<
      'track' | 'page' | 'identify',
      (...args: unknown[]) => { delivered: Promise<unknown> }
    >;
    for (const one of garbage) {
      for (const other of garbage) {
        const receipts = [
          tracker.track(one, other),
          tracker.track('Product Viewed', one, other),
          tracker.track('Product Viewed', {}, { timestamp: one, touchpoint: other }),
          tracker.page(one, other, { timestamp: one }),
          tracker.identify(one, other),
          tracker.identify('c-42', one),
        ];
        for (const { delivered } of receipts) expect(delivered).toBeInstanceOf(Promise);
      }
    }
    await started.flush();
    for (const { messageId, timestamp } of hub.taken()) {
      expect(messageId).toMatch(/^[0-9a-f-]{36}$/);
      expect(Number.isNaN(Date.parse(timestamp))).toBe(false);
    }
  });

  it('lets an event that nobody knows wait for every purpose', async () => {
    const tracker = start() as unknown as { track(event: string): { delivered: Promise<unknown> } };
    const { delivered } = tracker.track('__proto__');
    gate.set('granted', 'analytics', 'personalization', 'marketing');
    gate.set('denied', 'linking');
    expect(await delivered).toEqual({ status: 'dropped', reason: 'refused:linking' });
  });

  it('takes a gate that throws or talks nonsense for a refusal', async () => {
    const faulty = [
      {
        decide: () => {
          throw new Error('no');
        },
        on: () => {
          throw new Error('no');
        },
      },
      { decide: () => ({ verdict: 'yes' }), on: () => undefined },
    ];
    for (const consent of faulty) {
      const tracker = start({ consent: consent as unknown as TestGate });
      expect(await tracker.track('Product Viewed', { product_id: 'A1' }).delivered).toEqual({
        status: 'dropped',
        reason: 'gate-failed',
      });
    }
    expect(localStorage).toHaveLength(0);
  });
});
