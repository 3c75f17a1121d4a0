import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RialtoError } from '@rialto/core/model';
import { applicationId, schemaVersion, stepsAfter } from './sqlite-schema.ts';

/** How long a connection waits for another process's transaction, ms. */
const busyTimeout = 5_000;

/** How long the log before the database may stay on disk after a checkpoint, bytes. */
const journalSizeLimit = 64 * 1024 * 1024;

/**
 * Makes the file and its directory where they are missing, readable by the owner alone, and brings its
 * tables up to this program's version.
 *
 * @throws RialtoError `store-newer`, `invalid-option` (somebody else's database) or `store-unavailable`
 */
export function prepareFile(path: string): void {
  guard(path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    const database = connect(path);
    try {
      migrate(database, path);
    } finally {
      database.close();
    }
  });
}

/** The one connection that writes, for the worker. */
export function openForWriting(path: string): DatabaseSync {
  return guard(path, () => {
    const database = connect(path);
    // FULL: an acknowledged commit survives a power cut. The checkpoint of 4,000 pages runs in the worker.
    database.exec(`PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
      PRAGMA journal_size_limit = ${journalSizeLimit}; PRAGMA cache_size = -65536;`);
    return database;
  });
}

/** A connection that cannot write; it sees the last commit and waits for nobody. */
export function openForReading(path: string): DatabaseSync {
  return guard(path, () => {
    const database = new DatabaseSync(path, { readOnly: true });
    database.exec(`PRAGMA busy_timeout = ${busyTimeout}; PRAGMA cache_size = -32768;`);
    return database;
  });
}

function connect(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
    enterWal(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite answers "locked" at once, without the busy timeout, when two connections enter WAL together. */
function enterWal(database: DatabaseSync): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (attempt === 50 || !isBusy(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function migrate(database: DatabaseSync, path: string): void {
  // Asked again inside the transaction: another process may be migrating the same file.
  if (isCurrent(database, path)) return;
  transaction(database, () => {
    if (isCurrent(database, path)) return;
    for (const { sql, fill } of stepsAfter(numberOf(database, 'user_version'))) {
      database.exec(sql);
      fill?.(database);
    }
    database.exec(`PRAGMA user_version = ${schemaVersion}; PRAGMA application_id = ${applicationId};`);
  });
}

/** Runs work in one transaction: all of it, or none. */
export function transaction<Answer>(database: DatabaseSync, work: () => Answer): Answer {
  // IMMEDIATE: what is read must still hold when it is written, also with a second process at the file.
  database.exec('BEGIN IMMEDIATE');
  try {
    const answer = work();
    database.exec('COMMIT');
    return answer;
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself, as it does on a full disk; Node 22.13 cannot tell whether it has.
    }
    throw error;
  }
}

function isCurrent(database: DatabaseSync, path: string): boolean {
  const version = numberOf(database, 'user_version');
  const owner = numberOf(database, 'application_id');
  const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n);
  if (owner !== applicationId && (owner !== 0 || version !== 0 || tables > 0)) {
    throw new RialtoError(
      'invalid-option',
      `${path} is the database of another program, not a Rialto store.`,
    );
  }
  if (version > schemaVersion) {
    throw new RialtoError(
      'store-newer',
      `${path} was written by a newer Rialto (tables version ${version}, this program knows up to ${schemaVersion}). Update @rialto/hub.`,
    );
  }
  return version === schemaVersion;
}

const numberOf = (database: DatabaseSync, pragma: 'user_version' | 'application_id'): number =>
  Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);

/** SQLite's primary result code (https://sqlite.org/rescode.html); undefined for what is not SQLite's. */
export function resultCode(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : Number.NaN;
  return Number.isNaN(code) ? undefined : code & 0xff;
}

const isBusy = (error: unknown): boolean => [5, 6].includes(resultCode(error) ?? 0);

/** What each result code means for whoever runs the hub. */
const advice: Readonly<Record<number, string>> = {
  5: 'another process holds it',
  6: 'another process holds it',
  8: 'it may not be written to',
  10: 'the disk reports an error',
  11: 'it is damaged; restore a backup',
  13: 'the disk is full',
  14: 'it cannot be opened; check that the directory is there and writable',
  26: 'it is not a SQLite database, or it is damaged',
};

/**
 * Any error of the file as a RialtoError. Messages of SQLite name tables and columns, never values.
 *
 * @example
 * ```ts
 * throw storeError('./data/rialto.db', error);
 * ```
 */
export function storeError(path: string, error: unknown): RialtoError {
  if (error instanceof RialtoError) return error;
  const text = textOf(error);
  const hint = advice[resultCode(error) ?? 0];
  const why = hint ? `${hint} (${text})` : text;
  return new RialtoError('store-unavailable', `The store ${path} is not available: ${why}.`, {
    cause: error,
  });
}

function textOf(error: unknown): string {
  // A parser's message quotes what it could not read, which may be personal.
  if (error instanceof SyntaxError) return 'a document in it is damaged';
  return error instanceof Error ? error.message : String(error);
}

/** Runs work on the file; whatever it throws comes out as a RialtoError. */
export function guard<Answer>(path: string, work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    throw storeError(path, error);
  }
}
