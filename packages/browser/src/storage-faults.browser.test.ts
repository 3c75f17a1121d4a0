// What a device can do to a tracker: no room, no storage, somebody else's records, too much at once.
import { beforeEach, describe, expect, it } from 'vitest';
import { type PageHub, storedOnDevice, wipeDevice } from '../test/page-hub.ts';
import { type PageTrackers, pageTrackers, product } from '../test/page-trackers.ts';
import type { Tracker } from './index.ts';

let hub: PageHub;
let page: PageTrackers;
let problems: string[];
let dropped: { messageId: string; reason: string }[];

beforeEach(async () => {
  page = await pageTrackers();
  ({ hub } = page);
  page.gate.set('granted');
  problems = [];
  dropped = [];
});

function start(): Tracker {
  const tracker = page.start({ queue: { flushAfter: 3_600_000, flushAt: 100_000 } });
  tracker.on('error', ({ code }) => problems.push(code));
  tracker.on('dropped', (event) => dropped.push(event));
  return tracker;
}

/** Replaces something of the browser's while a test runs. */
async function instead<Owner extends object>(
  owner: Owner,
  name: keyof Owner,
  value: unknown,
  run: () => Promise<void>,
): Promise<void> {
  const original = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { configurable: true, writable: true, value });
  try {
    await run();
  } finally {
    if (original) Object.defineProperty(owner, name, original);
    else Reflect.deleteProperty(owner, name);
  }
}
const down = () => hub.answer(() => Promise.reject(new TypeError('Failed to fetch')), 'always');
const fails = (name: string) => () => {
  throw new DOMException('no', name);
};
const range = (length: number) => Array.from({ length }, (_, index) => index);

describe('a page that cannot store', () => {
  it.each<[string, object, string, unknown]>([
    ['has no IndexedDB', globalThis, 'indexedDB', undefined],
    ['may not open a database', IDBFactory.prototype, 'open', fails('SecurityError')],
    [
      'is told so late, as in private windows',
      IDBFactory.prototype,
      'open',
      () => {
        const request = new EventTarget() as IDBOpenDBRequest;
        queueMicrotask(() => request.onerror?.(new Event('error')));
        return request;
      },
    ],
    ['may open it and not read', IDBDatabase.prototype, 'transaction', fails('InvalidStateError')],
    ['has no room', IDBObjectStore.prototype, 'add', fails('QuotaExceededError')],
  ])('L4: because it %s, sends from memory and says so once', async (_, owner, name, value) => {
    await instead(owner as Record<string, unknown>, name, value, async () => {
      const tracker = start();
      const receipts = range(3).map(() => tracker.track('Product Viewed', product));
      await Promise.all(receipts.map(({ durable }) => durable));
      tracker.track('Product Viewed', product);
      expect(await tracker.flush()).toMatchObject({ delivered: 4, pending: 0, dropped: 0 });
      expect(problems).toEqual(['storage_fallback']);
      expect(hub.taken()).toHaveLength(4);
      await tracker.close();
    });
  });

  it('L4: for a while, stores again afterwards', async () => {
    const tracker = start();
    await instead(IDBObjectStore.prototype, 'add', fails('QuotaExceededError'), async () => {
      await tracker.track('Product Viewed', product).durable;
      expect(await storedOnDevice()).toEqual([]);
    });
    await tracker.track('Product Viewed', product).durable;
    expect(await storedOnDevice()).toHaveLength(2);
    expect(problems).toEqual(['storage_fallback']);
  });

  it('because its database was deleted, makes it anew and goes on', async () => {
    const tracker = start();
    await tracker.track('Product Viewed', product).durable;
    await wipeDevice();
    const { delivered } = tracker.track('Offer Accepted', { offer_id: 'o1' });
    await tracker.flush();
    expect(await delivered).toEqual({ status: 'accepted' });
    expect(problems).toEqual([]);
  });
});

it('L6: garbage in the store is dropped as unreadable, and costs no neighbour', async () => {
  down();
  const earlier = start();
  await earlier.track('Product Viewed', product).durable;
  await earlier.close();
  const db = await new Promise<IDBDatabase>((resolve) => {
    const opening = indexedDB.open('rialto');
    opening.onsuccess = () => resolve(opening.result);
  });
  const transaction = db.transaction('queue', 'readwrite');
  const place = transaction.objectStore('queue');
  place.put('somebody else’s', 0);
  place.put({ messageId: 'old', body: { event: 'of an older version' }, storedAt: 1 }, 1);
  place.put({ messageId: 'torn', body: '{"messageId":"to', purposes: ['necessary'], storedAt: 1 }, 'z');
  await new Promise<void>((resolve) => {
    transaction.oncomplete = () => resolve();
  });
  db.close();
  hub.answer(
    ({ messages }) =>
      Response.json({ results: messages.map(({ messageId }) => ({ messageId, status: 'accepted' })) }),
    'always',
  );
  const tracker = start();
  tracker.track('Offer Accepted', { offer_id: 'o1' });
  expect(await tracker.flush()).toMatchObject({ delivered: 2, pending: 0 });
  expect(hub.names()).toEqual(['Product Viewed', 'Offer Accepted']);
  expect(dropped.map(({ messageId, reason }) => `${messageId}: ${reason}`).toSorted()).toEqual([
    ': unreadable',
    'old: unreadable',
    'torn: unreadable',
  ]);
  expect(await storedOnDevice()).toEqual([]);
});

describe('many events', () => {
  it('L1, L3: 50 of one task are one transaction, and it begins before the next task', async () => {
    const tracker = start();
    tracker.track('Product Viewed', product);
    await tracker.flush();
    const begun: string[] = [];
    const ids: string[] = [];
    const { transaction } = IDBDatabase.prototype;
    await instead(
      IDBDatabase.prototype,
      'transaction',
      function (this: IDBDatabase, ...rest: Parameters<IDBDatabase['transaction']>) {
        begun.push(rest[1] ?? 'readonly');
        return transaction.apply(this, rest);
      },
      async () => {
        const receipts = range(50).map(() => tracker.track('Product Viewed', product));
        ids.push(...receipts.map(({ messageId }) => messageId));
        const { port1, port2 } = new MessageChannel();
        await new Promise((resolve) => {
          port1.onmessage = resolve;
          port2.postMessage(undefined);
        });
        expect(begun).toEqual(['readwrite']);
        await Promise.all(receipts.map(({ durable }) => durable));
        expect(begun).toEqual(['readwrite']);
      },
    );
    const stored = (await storedOnDevice())?.map(({ body }) => JSON.parse(body).messageId);
    expect(stored).toEqual(ids);
  });

  it('L7: 10,000 with the hub down: 1,000 wait, and of each other it is said that it was dropped', {
    timeout: 60_000,
  }, async () => {
    down();
    const tracker = start();
    for (const _ of range(100)) {
      await Promise.all(range(100).map(() => tracker.track('Product Viewed', product).durable));
    }
    expect(dropped).toHaveLength(9_000);
    expect(new Set(dropped.map(({ reason }) => reason))).toEqual(new Set(['queue_full']));
    expect(await storedOnDevice()).toHaveLength(1_000);
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    const left = hub.requests.at(-1);
    expect(new Blob([String(left?.init.body)]).size).toBeLessThanOrEqual(60 * 1024);
  });

  it('L7: of 5 MiB are the most that wait', async () => {
    down();
    const tracker = start();
    const large = { ...product, name: 'x'.repeat(30_000) };
    for (const _ of range(20)) {
      await Promise.all(range(10).map(() => tracker.track('Product Viewed', large).durable));
    }
    const stored = (await storedOnDevice()) ?? [];
    expect(new Blob(stored.map(({ body }) => body)).size).toBeLessThanOrEqual(5 * 1024 * 1024);
    expect(stored.length + dropped.length).toBe(200);
  });
});
