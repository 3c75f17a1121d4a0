// A chunk of its own: a page loads it once the person permits to store. It shares no module with the tracker, or
// bundlers would part the tracker in two.
import type { EventStore, StoredEvent } from '@rialto/core/delivery';
import { promisifyRequest } from 'idb-keyval';

/** The event store of pages that may store. */
export interface IndexedDbEventStore extends EventStore {
  /**
   * Stores what is permitted at the moment of writing: opening the database takes time, in which a
   * permission may be withdrawn. All of it in one transaction: either every event is durable or none.
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
const queue = 'queue';
/** 2: knows an event by its id without looking through all. */
const version = 2;
const byId = 'id';

/**
 * By time of storing, not by messageId alone: a consent record must come before the events that it released.
 * With the bytes of the body, so that the size of all can be told without reading them.
 */
type Key = [storedAt: number, sequence: number, messageId: string, bytes: number];

/**
 * An {@link EventStore} in IndexedDB. Nothing is opened before the first use.
 * Several tabs may share it, so what lies where is looked up anew each time.
 *
 * @param onUnreadable - told of each record that is no event, after its removal; with its id if it has one
 */
export function createIndexedDbEventStore(
  onUnreadable: (messageId: string) => void = () => {},
): IndexedDbEventStore {
  let connection: Promise<IDBDatabase> | undefined;
  let sequence = 0;
  /** Where that lies which was read last. */
  let shown: readonly Key[] = [];
  const encoder = new TextEncoder();

  const forget = (): void => {
    connection = undefined;
    shown = [];
  };

  async function connect(): Promise<IDBDatabase> {
    const opening = indexedDB.open(database, version);
    opening.onupgradeneeded = () => prepare(opening.result);
    const db = await promisifyRequest(opening);
    // The browser closes it when its files are cleared.
    db.onclose = forget;
    // Another tab deletes the database after a withdrawal: give way, or it would wait for ever.
    db.onversionchange = () => {
      db.close();
      forget();
    };
    return db;
  }

  function open(): Promise<IDBDatabase> {
    if (!connection) {
      connection = connect();
      connection.catch(forget);
    }
    return connection;
  }

  async function within<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => Promise<T>,
  ): Promise<T> {
    const begin = async () => (await open()).transaction(queue, mode).objectStore(queue);
    const store = await begin().catch(() => {
      // Closed behind our back; Safari does so without saying it.
      forget();
      return begin();
    });
    try {
      return await work(store);
    } catch (error) {
      // Where it threw between two writes, the first would be there without the second.
      try {
        store.transaction.abort();
      } catch {
        // It is over already.
      }
      throw error;
    }
  }

  /** Durable when it resolves. */
  const write = <T>(work: (store: IDBObjectStore) => Promise<T>): Promise<T> =>
    within('readwrite', async (store) => {
      const result = await work(store);
      // Said aloud, so that it is done also where the page is gone before the last answer comes.
      store.transaction.commit();
      await done(store);
      return result;
    });

  /** Without a look at what is there it costs the same however much waits. */
  const put = (events: readonly StoredEvent[], permits: (event: StoredEvent) => boolean, look: boolean) =>
    write(async (store) => {
      const there = new Set(look ? (await keysIn(store)).map(idOf) : []);
      return events.filter((event) => {
        if (!permits(event)) return true;
        const { messageId, storedAt, body } = event;
        sequence += 1;
        if (!there.has(messageId))
          store.add(event, [storedAt, sequence, messageId, encoder.encode(body).length] satisfies Key);
        there.add(messageId);
        return false;
      });
    });

  const appendIf: IndexedDbEventStore['appendIf'] = (events, permits) =>
    put(events, permits, false).catch((error: unknown) => {
      if ((error as DOMException | null)?.name === 'ConstraintError') return put(events, permits, true);
      throw error;
    });

  const remove = (messageIds: readonly string[]): Promise<void> =>
    write(async (store) => {
      const wanted = new Set(messageIds);
      // What is removed is what was read before: nearly always all of a range, and then one request will do.
      const seen = shown.filter((key) => wanted.has(idOf(key)));
      const range =
        seen.length > 0 && seen.length === wanted.size ? IDBKeyRange.bound(seen[0], seen.at(-1)) : undefined;
      const there = await promisifyRequest(store.getAllKeys(range));
      const found = there.filter((key) => isKey(key) && wanted.has(idOf(key)));
      if (range && found.length === there.length) store.delete(range);
      else for (const key of found) store.delete(key);
    });

  /** The oldest events. What lies between them and is no event is taken out, or it would lie there for ever. */
  async function read(limit?: number): Promise<readonly StoredEvent[]> {
    const [keys, records] = await within('readonly', (store) =>
      Promise.all([
        promisifyRequest(store.getAllKeys(null, limit)),
        promisifyRequest<unknown[]>(store.getAll(null, limit)),
      ]),
    );
    const spoiled = keys.filter((_, index) => !isEvent(records[index]));
    if (spoiled.length === 0) {
      shown = keys.filter(isKey);
      return records as StoredEvent[];
    }
    await write(async (store) => {
      for (const key of spoiled) store.delete(key);
    });
    for (const record of records) if (!isEvent(record)) onUnreadable(idIn(record));
    return read(limit);
  }

  return {
    appendIf,
    async append(events) {
      await appendIf(events, () => true);
    },
    peek: read,
    remove,
    size: () =>
      within('readonly', async (store) => {
        const keys = await keysIn(store);
        return { events: keys.length, bytes: keys.reduce((sum, [, , , bytes]) => sum + bytes, 0) };
      }),
    async purge(matches) {
      const gone = (await read()).filter(matches).map(({ messageId }) => messageId);
      await remove(gone);
      return gone;
    },
    async destroy() {
      await promisifyRequest(indexedDB.deleteDatabase(database));
    },
    async close() {
      const last = connection;
      forget();
      (await last?.catch(() => {}))?.close();
    },
  };
}

/** Makes the place anew: no version that was ever published had another one. */
function prepare(db: IDBDatabase): void {
  if (db.objectStoreNames.contains(queue)) db.deleteObjectStore(queue);
  db.createObjectStore(queue).createIndex(byId, 'messageId', { unique: true });
}

/** Durable. `promisifyRequest` would hear of a failed request before the transaction knows its reason. */
const done = ({ transaction }: IDBObjectStore): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

const isKey = (key: IDBValidKey): key is Key => Array.isArray(key) && typeof key[3] === 'number';

const idOf = ([, , messageId]: Key): string => messageId;

const keysIn = async (store: IDBObjectStore): Promise<readonly Key[]> =>
  (await promisifyRequest(store.getAllKeys())).filter(isKey);

const idIn = (record: unknown): string => {
  const { messageId } = (record ?? {}) as Partial<Record<string, unknown>>;
  return typeof messageId === 'string' ? messageId : '';
};

/** Anybody on the origin may have written here: another script, an older version of ours, a disk that fails. */
function isEvent(record: unknown): record is StoredEvent {
  const { messageId, body, purposes, storedAt } = (record ?? {}) as Partial<StoredEvent>;
  return (
    typeof body === 'string' &&
    typeof messageId === 'string' &&
    // The hub answers by the id in the body; under another one it would wait for ever. To parse every body anew would take long.
    body.startsWith('{') &&
    body.endsWith('}') &&
    body.includes(`"messageId":${JSON.stringify(messageId)}`) &&
    Array.isArray(purposes) &&
    Number.isFinite(storedAt)
  );
}
