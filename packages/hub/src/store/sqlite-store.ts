import { resolve } from 'node:path';
import { RialtoError } from '@rialto/core/model';
import { wellFormedArrival } from '../ingest/arrived-numbers.ts';
import { encodeEvent } from './encode-event.ts';
import { guard, openForReading, prepareFile } from './sqlite-file.ts';
import { createSqliteReader } from './sqlite-reader.ts';
import { createSqliteThread } from './sqlite-thread.ts';
import type { Store } from './store.ts';

/** Options of {@link createSqliteStore}. */
export interface SqliteStoreOptions {
  /** The file. It and its directory are made where they are missing, for the owner alone. */
  readonly path: string;
  /**
   * Events that may wait for the disk; beyond that a commit is refused at once, so that clients wait with
   * their queues instead of the hub with its memory.
   * @default 20000
   */
  readonly maxWaiting?: number | undefined;
}

/** The defaults of {@link SqliteStoreOptions}. */
const sqliteStoreDefaults = { maxWaiting: 20_000 } satisfies Partial<SqliteStoreOptions>;

/**
 * The embedded store: one SQLite file. A thread of its own writes, durable before the answer; reads run on the
 * calling thread through a connection that waits for nobody. Several processes may open the same file.
 *
 * @throws RialtoError `store-unavailable`, `store-newer` or `invalid-option` when the file cannot be used
 * @example
 * ```ts
 * const store = createSqliteStore({ path: './data/rialto.db' });
 * ```
 */
export function createSqliteStore({
  path: given,
  maxWaiting = sqliteStoreDefaults.maxWaiting,
}: SqliteStoreOptions): Store {
  const path = resolve(given);
  prepareFile(path);
  const database = openForReading(path);
  const reader = guard(path, () => {
    try {
      return createSqliteReader(database);
    } catch (error) {
      database.close();
      throw error;
    }
  });
  const thread = createSqliteThread({ path, maxWaiting });
  let closing: Promise<void> | undefined;

  const assertOpen = (): void => {
    if (closing) throw new RialtoError('closed', 'The store is closed.');
  };
  const read = async <Answer>(work: () => Answer): Promise<Answer> => {
    assertOpen();
    return guard(path, work);
  };
  const close = async (): Promise<void> => {
    // The reader first: the last connection to leave clears the journal away, and this one could not.
    database.close();
    await thread.close();
  };

  return {
    async commit(batch, texts, refused = []) {
      assertOpen();
      return thread.commit(batch.map(encodeEvent), texts, refused.map(wellFormedArrival));
    },
    findProfile: ({ kind, value }) =>
      read(() => reader.findProfile(kind.toWellFormed(), value.toWellFormed())),
    readLog: (sequence, limit) => read(() => reader.readLog(sequence, limit)),
    findEntry: (source, messageId) =>
      read(() => reader.findEntry(source.toWellFormed(), messageId.toWellFormed())),
    findKnown: (source, messageIds) =>
      read(() => {
        const by = source.toWellFormed();
        return messageIds.filter((id) => reader.isKnown(by, id.toWellFormed()));
      }),
    listProfiles: (id, limit) => read(() => reader.listProfiles(id, limit)),
    listLinks: (after, limit) => read(() => reader.listLinks(after?.kind ?? '', after?.value ?? '', limit)),
    listMerges: () => read(() => reader.listMerges()),
    readChain: (chain) => read(() => reader.readChain(chain)),
    listRecords: (after, limit) =>
      read(() => reader.listRecords(after?.chain ?? '', after?.number ?? 0, limit)),
    readText: (hash) => read(() => reader.readText(hash)),
    listArrivals: (after, limit) =>
      read(() => reader.listArrivals(after?.source ?? '', after?.queue ?? '', after?.from ?? 0, limit)),
    counts: () => read(() => reader.counts()),
    async addKey(key) {
      assertOpen();
      await thread.addKey(key);
    },
    listKeys: () => read(() => reader.listKeys()),
    async revokeKey(id, at) {
      assertOpen();
      return thread.revokeKey(id, at);
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
