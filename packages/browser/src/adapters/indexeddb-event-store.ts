// A chunk of its own: a page loads it once the person permits to store. It shares no module with the tracker, or
// bundlers would part the tracker in two.
import type { EventStore, StoredEvent, StoreSize } from '@rialto/core/delivery';
import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';

/** The event store of pages that may store. */
export interface IndexedDbEventStore extends EventStore {
  /**
   * Stores what is permitted at the moment of writing: opening the database takes time, in which a
   * permission may be withdrawn.
   *
   * @returns what was not permitted, and not stored
   */
  appendIf(
    events: readonly StoredEvent[],
    permits: (event: StoredEvent) => boolean,
  ): Promise<readonly StoredEvent[]>;
  /** Deletes the database. */
  destroy(): Promise<void>;
}

const database = 'rialto';

/** By time of storing, not by messageId alone: a consent record must come before the events that it released. */
type Key = readonly [storedAt: number, sequence: number, messageId: string];

/**
 * An {@link EventStore} in IndexedDB. Nothing is opened before the first use.
 * Several tabs may share it: each sends what it finds, and the hub takes every messageId once. So what lies where
 * is looked up anew each time; a page's queue is short enough for that.
 */
export function createIndexedDbEventStore(): IndexedDbEventStore {
  let use: UseStore | undefined;
  let sequence = 0;

  function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    use ??= createStore(database, 'queue');
    return use(mode, (store) => {
      const { db } = store.transaction;
      // Another tab deletes the database after a withdrawal: give way, or it would wait for ever.
      db.onversionchange = () => {
        db.close();
        use = undefined;
      };
      return work(store);
    });
  }

  const appendIf: IndexedDbEventStore['appendIf'] = (events, permits) =>
    within('readwrite', async (store) => {
      const known = new Set((await keysOf(store)).map(([, , messageId]) => messageId));
      const declined: StoredEvent[] = [];
      for (const event of events) {
        const { messageId, storedAt } = event;
        if (!permits(event)) declined.push(event);
        else if (!known.has(messageId)) {
          sequence += 1;
          store.put(event, [storedAt, sequence, messageId]);
          known.add(messageId);
        }
      }
      await promisifyRequest(store.transaction);
      return declined;
    });

  return {
    appendIf,
    async append(events) {
      await appendIf(events, () => true);
    },
    peek: (limit) => within('readonly', (store) => eventsOf(store, limit)),
    remove: (messageIds) => within('readwrite', (store) => removeFrom(store, messageIds)),
    size: () => within('readonly', async (store) => sizeOf(await eventsOf(store))),
    purge: (matches) =>
      within('readwrite', async (store) => {
        const gone = (await eventsOf(store)).filter(matches).map(({ messageId }) => messageId);
        await removeFrom(store, gone);
        return gone;
      }),
    async destroy() {
      await promisifyRequest(indexedDB.deleteDatabase(database));
    },
    async close() {
      if (use) await within('readonly', async (store) => store.transaction.db.close());
      use = undefined;
    },
  };
}

const keysOf = (store: IDBObjectStore) =>
  promisifyRequest(store.getAllKeys() as unknown as IDBRequest<readonly Key[]>);

const eventsOf = (store: IDBObjectStore, limit?: number) =>
  promisifyRequest<StoredEvent[]>(store.getAll(null, limit));

async function removeFrom(store: IDBObjectStore, messageIds: readonly string[]): Promise<void> {
  const gone = new Set(messageIds);
  for (const key of await keysOf(store)) if (gone.has(key[2])) store.delete([...key]);
  await promisifyRequest(store.transaction);
}

const sizeOf = (events: readonly StoredEvent[]): StoreSize => ({
  events: events.length,
  bytes: new Blob(events.map(({ body }) => body)).size,
});
