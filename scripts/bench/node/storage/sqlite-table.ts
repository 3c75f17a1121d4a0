import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StoredEvent } from '@rialto/core/delivery';

/** A queue as a table, in the thread that calls. Every call is one transaction with its own fsync. */
export interface SqliteTable {
  append(events: readonly StoredEvent[]): void;
  peek(limit: number): readonly StoredEvent[];
  remove(messageIds: readonly string[]): void;
  size(): number;
  close(): void;
}

type Row = Record<string, string | number>;

const schema = `
  CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL UNIQUE,
    priority INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    purposes TEXT NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS events_in_order ON events (priority, number);`;

/** As durable as the journal: WAL, and a sync with each commit. */
export function openSqliteTable(directory: string): SqliteTable {
  const database = new DatabaseSync(join(directory, 'queue.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  database.exec(schema);
  const add = database.prepare(
    'INSERT OR IGNORE INTO events (message_id, priority, stored_at, purposes, body) VALUES (?, ?, ?, ?, ?)',
  );
  const first = database.prepare('SELECT * FROM events ORDER BY priority, number LIMIT ?');
  const drop = database.prepare('DELETE FROM events WHERE message_id = ?');
  const count = database.prepare('SELECT count(*) AS events FROM events');

  function inTransaction(work: () => void): void {
    database.exec('BEGIN');
    work();
    database.exec('COMMIT');
  }

  return {
    append: (events) =>
      inTransaction(() => {
        for (const { messageId, storedAt, purposes, body } of events)
          add.run(messageId, 1, storedAt, purposes.join(' '), body);
      }),
    peek: (limit) => (first.all(limit) as Row[]).map(eventOf),
    remove: (messageIds) =>
      inTransaction(() => {
        for (const messageId of messageIds) drop.run(messageId);
      }),
    size: () => Number((count.get() as Row).events),
    close: () => database.close(),
  };
}

const eventOf = (row: Row): StoredEvent => ({
  messageId: String(row.message_id),
  body: String(row.body),
  purposes: [],
  storedAt: Number(row.stored_at),
});
