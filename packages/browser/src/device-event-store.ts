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
  /** Loads what stores on the device: its code too is not there before it may be used (docs/decisions/0009-lazy-chunks.md). */
  readonly createDurable: () => IndexedDbEventStore | Promise<IndexedDbEventStore>;
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
  let durable: Promise<IndexedDbEventStore> | undefined;
  const unsaved = new Set<StoredEvent>();
  let line: Promise<unknown> = Promise.resolve();

  function open(): void {
    durable = (async () => createDurable())();
    // Who waits for it copes; a later need tries again.
    durable.catch(() => {
      durable = undefined;
    });
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = line.then(work);
    line = result.catch(() => {});
    return result;
  }

  /** Does it on the device if there is one to store on; answers `instead` where it fails. */
  async function onDevice<T>(work: (store: IndexedDbEventStore) => Promise<T>, instead: T): Promise<T> {
    if (!durable) return instead;
    try {
      return await work(await durable);
    } catch {
      onFallback();
      return instead;
    }
  }

  /** Does it in memory, then on the device. */
  const onBoth = async <T>(work: (store: EventStore) => Promise<T>, instead: T): Promise<readonly [T, T]> => [
    await work(memory),
    await onDevice(work, instead),
  ];

  const storeOrKeep = async (events: readonly StoredEvent[]): Promise<void> =>
    memory.append(await onDevice((store) => store.appendIf(events, mayStore), events));

  async function leave(): Promise<void> {
    if (!durable && (await exists())) open();
    await memory.append(await onDevice((store) => store.peek(all), []));
    await onDevice((store) => store.destroy(), undefined);
    durable = undefined;
  }

  if (parts.start === 'granted') open();
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
      inTurn(async () => (await onBoth((store) => store.peek(limit), [])).flat().slice(0, limit)),
    remove: (messageIds) =>
      inTurn(async () => {
        await onBoth((store) => store.remove(messageIds), undefined);
      }),
    size: () =>
      inTurn(async () => {
        const [kept, stored] = await onBoth((store) => store.size(), { events: 0, bytes: 0 });
        return { events: kept.events + stored.events, bytes: kept.bytes + stored.bytes };
      }),
    purge: (matches) => inTurn(async () => (await onBoth((store) => store.purge(matches), [])).flat()),
    grant: () =>
      inTurn(async () => {
        if (!durable) open();
        const waiting = await memory.peek(all);
        await memory.remove(waiting.map(({ messageId }) => messageId));
        if (waiting.length > 0) await storeOrKeep(waiting);
      }),
    revoke: () => inTurn(leave),
    close: () => inTurn(() => onDevice((store) => store.close(), undefined)),
  };
}
