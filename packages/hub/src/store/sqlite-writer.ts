import type { DatabaseSync } from 'node:sqlite';
import { RialtoError } from '@rialto/core/model';
import { arrivalsOf, createArrivedNumbers } from '../ingest/arrived-numbers.ts';
import type { BatchView } from '../ingest/batch-view.ts';
import { decideBatch } from '../ingest/decide-batch.ts';
import type { Arrival } from '../ingest/prepared-event.ts';
import type { Profile } from '../profile/profile.ts';
import { changedBy } from './changed-by.ts';
import { decodeEvent } from './encode-event.ts';
import { namedTexts } from './named-texts.ts';
import { transaction } from './sqlite-file.ts';
import { prepareArrivalWrite } from './sqlite-sequences.ts';
import { tenant } from './sqlite-tenant.ts';
import { prepareWrites } from './sqlite-writes.ts';
import type { CommitResult, ConsentTexts, StoredKey } from './store.ts';
import { createWorkingView } from './working-view.ts';

/** Encoded events, the words that they name, and the places of what was refused before. */
interface WrittenBatch {
  readonly events: readonly string[];
  readonly texts: ConsentTexts;
  readonly refused: readonly Arrival[];
}

/** Writes to the file; every call is one transaction, durable when it returns. */
export interface SqliteWriter {
  /** Decides and stores batches of encoded events, one answer for each; all of them or, on an error, none. */
  commit(batches: readonly WrittenBatch[]): readonly CommitResult[];
  addKey(key: StoredKey): void;
  revokeKey(id: string, at: number): boolean;
}

/**
 * Prepares the statements of a connection that may write.
 *
 * @example
 * ```ts
 * const [answer] = createSqliteWriter(openForWriting(path)).commit([{ events: batch.map(encodeEvent), texts, refused: [] }]);
 * ```
 */
export function createSqliteWriter(database: DatabaseSync): SqliteWriter {
  const view = createSqliteView(database);
  const write = prepareWrites(database);
  const writeArrived = prepareArrivalWrite(database);
  const addKey = database.prepare(
    'INSERT INTO keys (tenant, id, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const revokeKey = database.prepare(
    'UPDATE keys SET revoked_at = ? WHERE tenant = ? AND id = ? AND revoked_at IS NULL',
  );
  return {
    commit: (batches) =>
      transaction(database, () => {
        const working = createWorkingView(view);
        const arrived = createArrivedNumbers();
        const answers = batches.map(({ events: encoded, texts, refused }) => {
          const events = encoded.map(decodeEvent);
          for (const arrival of [...arrivalsOf(events), ...refused]) arrived.add(arrival);
          const changes = decideBatch(events, working);
          working.apply(changes);
          const textOf = new Map(events.map((event, at) => [event, encoded[at] ?? '']));
          for (const entry of changes.entries) write.entry(entry, textOf.get(entry.event));
          for (const link of changes.links) write.link(link);
          for (const merge of changes.merges) write.merge(merge);
          for (const record of changes.records) write.record(record);
          for (const [hash, text] of namedTexts(changes.entries, texts)) write.text(hash, text);
          return { results: changes.results, changed: changedBy(changes) };
        });
        // Once at the end: what several batches changed is written once.
        for (const queue of arrived.queues()) writeArrived(queue);
        for (const profile of working.profiles()) write.profile(profile);
        return answers;
      }),
    addKey(key) {
      const { changes } = addKey.run(tenant, key.id, JSON.stringify(key));
      if (changes === 0) throw new RialtoError('invalid-option', `There is a key ${key.id} already.`);
    },
    revokeKey: (id, at) => revokeKey.run(at, tenant, id).changes > 0,
  };
}

/** What the file holds, asked key by key: in one process a look-up costs microseconds, bulk loading gains nothing. */
function createSqliteView(database: DatabaseSync): BatchView {
  const known = database.prepare(
    'SELECT 1 AS hit FROM log WHERE tenant = ? AND source = ? AND message_id = ?',
  );
  const profileId = database.prepare(
    `SELECT coalesce(a.survivor, i.profile_id) AS id
       FROM identifiers i LEFT JOIN aliases a ON a.tenant = i.tenant AND a.absorbed = i.profile_id
      WHERE i.tenant = ? AND i.kind = ? AND i.value = ?`,
  );
  const profile = database.prepare('SELECT document FROM profiles WHERE tenant = ? AND id = ?');
  return {
    isKnown: (source, messageId) => known.get(tenant, source, messageId) !== undefined,
    profileIdOf({ kind, value }) {
      const id = profileId.get(tenant, kind, value)?.id;
      return typeof id === 'string' ? id : undefined;
    },
    profile(id) {
      const document = profile.get(tenant, id)?.document;
      return typeof document === 'string' ? (JSON.parse(document) as Profile) : undefined;
    },
  };
}
