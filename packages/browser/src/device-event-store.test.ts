import { createMemoryEventStore, type SharerNews, type StoredEvent } from '@rialto/core/delivery';
import { manualClock, storedEvent } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import type { Device, DeviceParts } from './adapters/device.ts';
import { createDeviceEventStore, type DeviceEventStoreParts } from './device-event-store.ts';

/** A device that remembers how events came to it. */
function fakeDevice() {
  const store = createMemoryEventStore();
  const groups: string[][] = [];
  const told: SharerNews[] = [];
  const happened: string[] = [];
  let hear: (news: SharerNews) => void = () => {};
  const open = ({ memory }: DeviceParts): Device => ({
    store: {
      ...store,
      async append(events) {
        groups.push(idsOf(events));
        await store.append(events);
      },
      async size() {
        const [kept, stored] = [await memory.size(), await store.size()];
        return { events: kept.events + stored.events, bytes: kept.bytes + stored.bytes };
      },
      async moveIn() {
        happened.push('moveIn');
        const found = await store.size();
        const waiting = await memory.peek(100);
        await memory.remove(idsOf(waiting));
        await store.append(waiting);
        return found;
      },
      async leave() {
        happened.push('leave');
        await memory.append(await store.peek(100));
        await store.purge(() => true);
      },
      async close() {
        happened.push('close');
      },
    },
    sharers: {
      inTurn: (work) => {
        happened.push('turn');
        return work();
      },
      tell: (news) => told.push(news),
      listen(listener) {
        hear = listener;
        return () => {};
      },
      close() {},
    },
  });
  return { open, store, groups, told, happened, hear: (news: SharerNews) => hear(news) };
}

const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ messageId }) => messageId);

function setUp(change: Partial<DeviceEventStoreParts> = {}) {
  const fake = fakeDevice();
  const clock = manualClock();
  let fallbacks = 0;
  const store = createDeviceEventStore({
    createDurable: fake.open,
    exists: async () => false,
    start: 'granted',
    mayStore: () => true,
    onUnreadable: () => {},
    onFallback: () => {
      fallbacks += 1;
    },
    clock,
    ...change,
  });
  return { ...fake, clock, page: store, fallbacks: () => fallbacks };
}

/** A loader that is steered. */
function slowly(open: (parts: DeviceParts) => Device) {
  let arrive: () => void = () => {};
  let fail: () => void = () => {};
  return {
    createDurable: (parts: DeviceParts) =>
      new Promise<Device>((resolve, reject) => {
        arrive = () => resolve(open(parts));
        fail = () => reject(new TypeError('Failed to fetch dynamically imported module'));
      }),
    arrive: () => arrive(),
    fail: () => fail(),
  };
}

describe('group commit', () => {
  it('L1: makes one write of 50 events of one task, in their order', async () => {
    const { page, groups } = setUp();
    const ids = Array.from({ length: 50 }, (_, index) => `m${index}`);
    await Promise.all(ids.map((id) => page.append([storedEvent(id)])));
    expect(groups).toEqual([ids]);
  });

  it('L1: makes one write of what comes while another is under way', async () => {
    const { page, groups } = setUp();
    const first = page.append([storedEvent('a')]);
    await page.size();
    const later = [page.append([storedEvent('b')]), page.append([storedEvent('c')])];
    await Promise.all([first, ...later]);
    expect(groups).toEqual([['a'], ['b', 'c']]);
  });

  it('L1: begins without a timer', async () => {
    const { page, groups, clock } = setUp();
    await page.size();
    void page.append([storedEvent('a')]);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    expect(groups).toEqual([['a']]);
    expect(clock.now()).toBe(manualClock().now());
  });
});

describe('what departs', () => {
  it('is what this page added and nobody has settled, oldest first', async () => {
    const { page } = setUp();
    const added = page.append([storedEvent('a'), storedEvent('b')]);
    expect(idsOf(page.departing())).toEqual(['a', 'b']);
    await added;
    await page.append([storedEvent('c')]);
    page.settle('b');
    page.settle('b');
    page.settle('nobody');
    expect(idsOf(page.departing())).toEqual(['a', 'c']);
  });

  it('is not what an earlier page has left', async () => {
    const { page, store } = setUp();
    await store.append([storedEvent('earlier')]);
    expect(idsOf(await page.peek(10))).toEqual(['earlier']);
    expect(page.departing()).toEqual([]);
  });

  it('L9: is the newest that keepalive could carry, however many there are', async () => {
    const { page } = setUp();
    const body = 'x'.repeat(480);
    for (let index = 0; index < 1_000; index += 1) void page.append([storedEvent(`m${index}`, { body })]);
    const kept = page.departing();
    expect(kept.reduce((sum, event) => sum + event.body.length, 0)).toBeGreaterThanOrEqual(60 * 1024);
    expect(kept).toHaveLength(128);
    expect(kept.at(-1)?.messageId).toBe('m999');
    for (const { messageId } of kept) page.settle(messageId);
    await page.append([storedEvent('last', { body })]);
    expect(idsOf(page.departing())).toEqual(['last']);
  });
});

describe('what stores on the device, loaded', () => {
  it('L4: late: events wait in memory after 5 seconds, move when it comes, and what was there before is told', async () => {
    const { open, store } = fakeDevice();
    const loader = slowly(open);
    const { page, clock, fallbacks } = setUp({ createDurable: loader.createDurable });
    const heard: SharerNews[] = [];
    page.sharers.listen((news) => heard.push(news));
    await store.append([storedEvent('earlier')]);
    const earlierSize = store.size();
    const sized = page.size();
    const added = page.append([storedEvent('a')]);
    await clock.advance(5_000);
    expect((await sized).events).toBe(0);
    await clock.advance(5_000);
    await added;
    expect(fallbacks()).toBeGreaterThan(0);
    loader.arrive();
    await clock.advance(0);
    expect(idsOf(await store.peek(10))).toEqual(['earlier', 'a']);
    expect(heard).toEqual([{ kind: 'added', count: 1, bytes: (await earlierSize).bytes }]);
  });

  it('never: events wait in memory, and a later grant tries again', async () => {
    const { open, store } = fakeDevice();
    const loader = slowly(open);
    const { page, clock, fallbacks } = setUp({ createDurable: loader.createDurable });
    const added = page.append([storedEvent('a')]);
    loader.fail();
    await added;
    expect(fallbacks()).toBe(1);
    expect(idsOf(await page.peek(10))).toEqual(['a']);
    const granted = page.grant();
    await clock.advance(0);
    loader.arrive();
    await granted;
    expect(idsOf(await store.peek(10))).toEqual(['a']);
  });

  it('after the person took the permission back: what is there is deleted all the same', async () => {
    const { open, happened, store } = fakeDevice();
    const loader = slowly(open);
    const { page, clock } = setUp({ createDurable: loader.createDurable });
    await store.append([storedEvent('earlier')]);
    const revoked = page.revoke();
    await clock.advance(5_000);
    await revoked;
    loader.arrive();
    await clock.advance(0);
    expect(happened).toEqual(['leave']);
    expect(idsOf(await page.peek(10))).toEqual(['earlier']);
  });

  it('after the page closed the tracker: is closed, and nothing is deleted', async () => {
    const { open, happened } = fakeDevice();
    const loader = slowly(open);
    const { page, clock } = setUp({ createDurable: loader.createDurable });
    const closed = page.close();
    await clock.advance(5_000);
    await closed;
    loader.arrive();
    await clock.advance(0);
    expect(happened).toEqual(['close']);
  });
});

it('a grant tells what an earlier page has left, for nobody has counted it', async () => {
  const { page, store } = setUp({ start: 'undecided' });
  const heard: SharerNews[] = [];
  page.sharers.listen((news) => heard.push(news));
  await store.append([storedEvent('x'), storedEvent('y')]);
  const { bytes } = await store.size();
  await page.append([storedEvent('a')]);
  await page.grant();
  await page.size();
  expect(idsOf(await store.peek(10))).toEqual(['x', 'y', 'a']);
  expect(heard).toEqual([{ kind: 'added', count: 2, bytes }]);
});

describe('the other tabs', () => {
  it('L2: are asked, told and heard only while the person permits to store', async () => {
    const { page, happened, told, hear } = setUp({ start: 'undecided' });
    const heard: SharerNews[] = [];
    page.sharers.listen((news) => heard.push(news));
    expect(await page.sharers.inTurn(async () => 1)).toBe(1);
    page.sharers.tell({ kind: 'added', count: 1, bytes: 1 });
    expect([happened, told]).toEqual([[], []]);
    await page.grant();
    expect(await page.sharers.inTurn(async () => 2)).toBe(2);
    page.sharers.tell({ kind: 'added', count: 2, bytes: 2 });
    hear({ kind: 'added', count: 3, bytes: 3 });
    expect(happened).toContain('turn');
    expect(told).toEqual([{ kind: 'added', count: 2, bytes: 2 }]);
    expect(heard).toEqual([{ kind: 'added', count: 3, bytes: 3 }]);
    await page.revoke();
    happened.length = 0;
    await page.sharers.inTurn(async () => 3);
    page.sharers.tell({ kind: 'added', count: 4, bytes: 4 });
    expect([happened, told.length]).toEqual([[], 1]);
  });
});
