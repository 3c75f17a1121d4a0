import { createMemoryEventStore, type EventStore, type StoredEvent } from '@rialto/core/delivery';
import type { IndexedDbEventStore } from './adapters/indexeddb-event-store.ts';

/** The store of a page: memory until the person permits to store on the device, and after a refusal. */
export interface DeviceEventStore extends EventStore {
  /** Permission came: what waits in memory moves to the device. */
  grant(): Promise<void>;
  /** Permission went: what may still be sent moves to memory, and the database is deleted. */
  revoke(): Promise<void>;
  /** What is still on its way into the store. */
  unsaved(): readonly StoredEvent[];
}

/** What {@link createDeviceEventStore} needs. */
export interface DeviceEventStoreParts {
  readonly createDurable: () => IndexedDbEventStore;
  /** Whether an earlier page has left a database. */
  readonly exists: () => Promise<boolean>;
  /** What the person permits when the page begins; `refused` clears what an earlier page has left. */
  readonly start: 'granted' | 'refused' | 'undecided';
  /** Asked at the moment of writing. */
  readonly mayStore: (event: StoredEvent) => boolean;
  /** The device cannot store, or can no more; events wait in memory instead. */
  readonly onFallback: () => void;
}

/** More than a queue ever holds, and no more than IndexedDB takes for a count. */
const all = 2 ** 31;

/** Composes memory and IndexedDB. Everything happens in turn, so that no event is in neither or in both. */
export function createDeviceEventStore(parts: DeviceEventStoreParts): DeviceEventStore {
  const { createDurable, exists, mayStore, onFallback } = parts;
  const memory = createMemoryEventStore();
  let durable = parts.start === 'granted' ? createDurable() : undefined;
  const unsaved = new Set<StoredEvent>();
  let line: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = line.then(work);
    line = result.catch(() => {});
    return result;
  }

  /** Does it on the device if there is one to store on; answers `instead` where it fails. */
  async function onDevice<T>(work: (store: IndexedDbEventStore) => Promise<T>, instead: T): Promise<T> {
    if (!durable) return instead;
    try {
      return await work(durable);
    } catch {
      onFallback();
      return instead;
    }
  }

  const storeOrKeep = async (events: readonly StoredEvent[]): Promise<void> =>
    memory.append(await onDevice((store) => store.appendIf(events, mayStore), events));

  async function leave(): Promise<void> {
    if (!durable && (await exists())) durable = createDurable();
    if (!durable) return;
    await memory.append(await onDevice((store) => store.peek(all), []));
    await onDevice((store) => store.destroy(), undefined);
    durable = undefined;
  }

  if (parts.start === 'refused') void inTurn(leave);

  return {
    append(events) {
      for (const event of events) unsaved.add(event);
      return inTurn(() => storeOrKeep(events)).finally(() => {
        for (const event of events) unsaved.delete(event);
      });
    },
    unsaved: () => [...unsaved],
    peek: (limit) =>
      inTurn(async () => {
        const first = await memory.peek(limit);
        const left = limit - first.length;
        return left > 0 ? [...first, ...(await onDevice((store) => store.peek(left), []))] : first;
      }),
    remove: (messageIds) =>
      inTurn(async () => {
        await memory.remove(messageIds);
        await onDevice((store) => store.remove(messageIds), undefined);
      }),
    size: () =>
      inTurn(async () => {
        const inMemory = await memory.size();
        const stored = await onDevice((store) => store.size(), { events: 0, bytes: 0 });
        return { events: inMemory.events + stored.events, bytes: inMemory.bytes + stored.bytes };
      }),
    purge: (matches) =>
      inTurn(async () => [
        ...(await memory.purge(matches)),
        ...(await onDevice((store) => store.purge(matches), [])),
      ]),
    grant: () =>
      inTurn(async () => {
        durable ??= createDurable();
        const waiting = await memory.peek(all);
        if (waiting.length === 0) return;
        await memory.remove(waiting.map(({ messageId }) => messageId));
        await storeOrKeep(waiting);
      }),
    revoke: () => inTurn(leave),
    close: () => inTurn(() => onDevice((store) => store.close(), undefined)),
  };
}
