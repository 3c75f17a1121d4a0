import type { StoredEvent } from '@rialto/core/delivery';
import { eventStoreContract, storedEvent } from '@rialto/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { storedOnDevice, wipeDevice } from '../../test/page-hub.ts';
import { createDeviceEventStore, type DeviceEventStoreParts } from '../device-event-store.ts';
import { browserClock } from './browser-clock.ts';
import { databaseExists } from './database-exists.ts';
import { type DeviceParts, openDevice } from './device.ts';
import { createDurableStore } from './durable-store.ts';
import { createIndexedDbEventStore, type IndexedDbEventStore } from './indexeddb-event-store.ts';

beforeEach(wipeDevice);

const device = (change: Partial<DeviceEventStoreParts> = {}) =>
  createDeviceEventStore({
    createDurable: openDevice,
    clock: browserClock,
    onUnreadable: () => {},
    exists: databaseExists,
    start: 'granted',
    mayStore: () => true,
    onFallback: () => {},
    ...change,
  });
/** The device as it is, but for what the test changes. */
const changed = (change: Partial<IndexedDbEventStore>) => (parts: DeviceParts) => ({
  sharers: openDevice(parts).sharers,
  store: createDurableStore(parts, { ...createIndexedDbEventStore(), ...change }),
});
const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ messageId }) => messageId);

const durable = (open: () => ReturnType<typeof device>) => () => ({
  open: async () => open(),
  reopen: async () => open(),
});
const runner = { describe, it, expect };
const broken = async (): Promise<never> => {
  throw new DOMException('no', 'QuotaExceededError');
};
eventStoreContract(
  'IndexedDB',
  () => ({
    open: async () => createIndexedDbEventStore(),
    reopen: async () => createIndexedDbEventStore(),
  }),
  runner,
);
eventStoreContract('a device that permits', durable(device), runner);
eventStoreContract(
  'a device that does not permit',
  () => ({ open: async () => device({ start: 'undecided', mayStore: () => false }) }),
  runner,
);
eventStoreContract(
  'a device whose storage is broken',
  () => ({
    open: async () =>
      device({
        createDurable: changed({
          appendIf: broken,
          append: broken,
          peek: broken,
          remove: broken,
          size: broken,
          purge: broken,
          destroy: broken,
          close: broken,
        }),
      }),
  }),
  runner,
);

it('L3: gives events in the order of storing, whatever their ids', async () => {
  const store = createIndexedDbEventStore();
  await store.append([storedEvent('z')]);
  await store.append([storedEvent('a')]);
  expect(idsOf(await store.peek(10))).toEqual(['z', 'a']);
  await store.close();
});

it('L2: opens nothing without permission, moves on a grant, and leaves nothing after a revocation', async () => {
  let permitted = false;
  const store = device({ start: 'undecided', mayStore: () => permitted });
  await store.append([storedEvent('a')]);
  expect(await storedOnDevice()).toBeUndefined();
  permitted = true;
  await store.grant();
  expect((await storedOnDevice())?.length).toBe(1);
  await store.append([storedEvent('b')]);
  permitted = false;
  await store.revoke();
  expect(await storedOnDevice()).toBeUndefined();
  expect(idsOf(await store.peek(10))).toEqual(['a', 'b']);
  await store.append([storedEvent('c')]);
  expect(await storedOnDevice()).toBeUndefined();
  await store.close();
});

it('L2: asks at the moment of writing: what is refused while the database opens is not written', async () => {
  let permitted = true;
  const store = device({ mayStore: () => permitted });
  const appended = store.append([storedEvent('a')]);
  permitted = false;
  await appended;
  expect(await storedOnDevice()).toEqual([]);
  expect(idsOf(await store.peek(10))).toEqual(['a']);
  await store.revoke();
  await store.close();
});

it('clears what an earlier page has left when the person refuses by now, and makes no database to do so', async () => {
  const earlier = device();
  await earlier.append([storedEvent('order')]);
  await earlier.close();
  const store = device({ start: 'refused', mayStore: () => false });
  expect(idsOf(await store.peek(10))).toEqual(['order']);
  expect(await storedOnDevice()).toBeUndefined();
  await store.close();
  const next = device({ start: 'refused', mayStore: () => false });
  await next.size();
  expect(await storedOnDevice()).toBeUndefined();
});

it('gives way when another tab deletes the database, and stores again afterwards', async () => {
  const [here, there] = [device(), device()];
  await here.append([storedEvent('a')]);
  expect(idsOf(await there.peek(10))).toEqual(['a']);
  await here.revoke();
  await there.append([storedEvent('b')]);
  expect(idsOf(await there.peek(10))).toEqual(['b']);
  await there.close();
});

it('falls back to memory for what does not fit, and says so', async () => {
  let told = 0;
  const store = device({ createDurable: changed({ appendIf: broken }), onFallback: () => (told += 1) });
  await store.append([storedEvent('a')]);
  expect(told).toBe(1);
  expect(idsOf(await store.peek(10))).toEqual(['a']);
  await store.close();
});

it('falls back to memory while what stores cannot be loaded, and tries again at the next need', async () => {
  const offline = [true, true, false, false];
  let told = 0;
  const store = device({
    createDurable: async (parts) => {
      if (offline.shift()) throw new TypeError('Failed to fetch dynamically imported module');
      return openDevice(parts);
    },
    onFallback: () => (told += 1),
  });
  await store.append([storedEvent('a')]);
  expect([told, await storedOnDevice()]).toEqual([1, undefined]);
  await store.grant();
  expect(idsOf(await store.peek(10))).toEqual(['a']);
  await store.grant();
  expect(await storedOnDevice()).toHaveLength(1);
  await store.close();
});

it('deletes what earlier pages left also where what stores could not be loaded before', async () => {
  const earlier = device();
  await earlier.append([storedEvent('order')]);
  await earlier.close();
  const offline = [true];
  const store = device({
    createDurable: async (parts) => {
      if (offline.shift()) throw new TypeError('Failed to fetch dynamically imported module');
      return openDevice(parts);
    },
  });
  expect(await store.peek(10)).toEqual([]);
  await store.revoke();
  expect(await storedOnDevice()).toBeUndefined();
  expect(idsOf(await store.peek(10))).toEqual(['order']);
  await store.close();
});
