import { byteLength, type EventStore, type StoredEvent } from '@rialto/core/delivery';
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
 * Several tabs may share it: each sends what it finds, and the hub takes every messageId once.
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

  async function matching(store: IDBObjectStore, matches: (event: StoredEvent) => boolean): Promise<Key[]> {
    const [keys, events] = await Promise.all([
      promisifyRequest(store.getAllKeys()),
      promisifyRequest<StoredEvent[]>(store.getAll()),
    ]);
    return (keys as unknown as Key[]).filter((_, index) => {
      const event = events[index];
      return event !== undefined && matches(event);
    });
  }

  const appendIf: IndexedDbEventStore['appendIf'] = (events, permits) =>
    within('readwrite', async (store) => {
      const declined: StoredEvent[] = [];
      const keys = store.getAllKeys();
      keys.onsuccess = () => {
        const known = new Set((keys.result as unknown as Key[]).map(([, , messageId]) => messageId));
        for (const event of events) {
          const { messageId, storedAt } = event;
          if (!permits(event)) declined.push(event);
          else if (!known.has(messageId)) {
            known.add(messageId);
            sequence += 1;
            store.put(event, [storedAt, sequence, messageId]);
          }
        }
      };
      await promisifyRequest(store.transaction);
      return declined;
    });

  return {
    appendIf,
    async append(events) {
      await appendIf(events, () => true);
    },
    peek: (limit) =>
      within('readonly', (store) => promisifyRequest<StoredEvent[]>(store.getAll(null, limit))),
    remove: (messageIds) =>
      within('readwrite', async (store) => {
        const keys = store.getAllKeys();
        keys.onsuccess = () => {
          const wanted = new Set(messageIds);
          for (const key of keys.result as unknown as Key[]) if (wanted.has(key[2])) store.delete([...key]);
        };
        await promisifyRequest(store.transaction);
      }),
    size: () =>
      within('readonly', async (store) => {
        const events = await promisifyRequest<StoredEvent[]>(store.getAll());
        return { events: events.length, bytes: events.reduce((sum, { body }) => sum + byteLength(body), 0) };
      }),
    purge: (matches) =>
      within('readwrite', async (store) => {
        const keys = await matching(store, matches);
        for (const key of keys) store.delete([...key]);
        await promisifyRequest(store.transaction);
        return keys.map(([, , messageId]) => messageId);
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

/** Whether an earlier page has left a database; asking does not make one. */
export async function databaseExists(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === database);
  } catch {
    return false;
  }
}
