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
  /** Where each event lies, as far as this tab has seen: looking it up each time would cost the whole queue. */
  let seen: Map<string, Key> | undefined;

  function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    use ??= createStore(database, 'queue');
    return use(mode, (store) => {
      const { db } = store.transaction;
      // Another tab deletes the database after a withdrawal: give way, or it would wait for ever.
      db.onversionchange = () => {
        db.close();
        use = undefined;
        seen = undefined;
      };
      return work(store);
    });
  }

  const note = (keys: readonly IDBValidKey[]): Map<string, Key> => {
    seen ??= new Map();
    for (const key of keys as unknown as readonly Key[]) seen.set(key[2], key);
    return seen;
  };

  async function entries(
    store: IDBObjectStore,
    limit?: number,
  ): Promise<readonly (readonly [Key, StoredEvent])[]> {
    const [keys, events] = await Promise.all([
      promisifyRequest(store.getAllKeys(null, limit)),
      promisifyRequest<StoredEvent[]>(store.getAll(null, limit)),
    ]);
    note(keys);
    return events.map((event, at) => [keys[at] as unknown as Key, event]);
  }

  async function remove(store: IDBObjectStore, messageIds: readonly string[]): Promise<void> {
    const known = seen ?? note(await promisifyRequest(store.getAllKeys()));
    for (const messageId of messageIds) {
      const key = known.get(messageId);
      if (key) store.delete([...key]);
    }
    await promisifyRequest(store.transaction);
    for (const messageId of messageIds) known.delete(messageId);
  }

  const appendIf: IndexedDbEventStore['appendIf'] = (events, permits) =>
    within('readwrite', async (store) => {
      const declined: StoredEvent[] = [];
      const known = seen ?? note(await promisifyRequest(store.getAllKeys()));
      try {
        for (const event of events) {
          const { messageId, storedAt } = event;
          if (!permits(event)) declined.push(event);
          else if (!known.has(messageId)) {
            sequence += 1;
            const key: Key = [storedAt, sequence, messageId];
            store.put(event, [...key]);
            known.set(messageId, key);
          }
        }
      } catch (error) {
        seen = undefined;
        store.transaction.abort();
        throw error;
      }
      await promisifyRequest(store.transaction).catch((error: unknown) => {
        seen = undefined;
        throw error;
      });
      return declined;
    });

  return {
    appendIf,
    async append(events) {
      await appendIf(events, () => true);
    },
    peek: (limit) =>
      within('readonly', async (store) => (await entries(store, limit)).map(([, event]) => event)),
    remove: (messageIds) => within('readwrite', (store) => remove(store, messageIds)),
    size: () =>
      within('readonly', async (store) => {
        const events = await promisifyRequest<StoredEvent[]>(store.getAll());
        return { events: events.length, bytes: events.reduce((sum, { body }) => sum + byteLength(body), 0) };
      }),
    purge: (matches) =>
      within('readwrite', async (store) => {
        const found = await entries(store);
        const gone = found.filter(([, event]) => matches(event)).map(([, { messageId }]) => messageId);
        await remove(store, gone);
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

/** Whether an earlier page has left a database; asking does not make one. */
export async function databaseExists(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === database);
  } catch {
    return false;
  }
}
