import type { DatabaseSync } from 'node:sqlite';
import { parseAmount, RialtoError } from '@rialto/core/model';
import type { BatchChanges, BatchView } from '../ingest/batch-view.ts';
import { decideBatch } from '../ingest/decide-batch.ts';
import type { Profile } from '../profile/profile.ts';
import { changedBy } from './changed-by.ts';
import { decodeEvent } from './encode-event.ts';
import { transaction } from './sqlite-file.ts';
import { prepareRecordWrite, prepareTextWrite } from './sqlite-proof.ts';
import { tenant } from './sqlite-tenant.ts';
import type { CommitResult, StoredKey } from './store.ts';
import { createWorkingView } from './working-view.ts';

/** Writes to the file; every call is one transaction, durable when it returns. */
export interface SqliteWriter {
  /** Decides and stores batches of encoded events, one answer for each; all of them or, on an error, none. */
  commit(batches: readonly (readonly string[])[]): readonly CommitResult[];
  addKey(key: StoredKey): void;
  revokeKey(id: string, at: number): boolean;
  keepText(hash: string, text: string): void;
}

/**
 * Prepares the statements of a connection that may write.
 *
 * @example
 * ```ts
 * const [answer] = createSqliteWriter(openForWriting(path)).commit([batch.map(encodeEvent)]);
 * ```
 */
export function createSqliteWriter(database: DatabaseSync): SqliteWriter {
  const view = createSqliteView(database);
  const write = prepareWrites(database);
  const addKey = database.prepare(
    'INSERT INTO keys (tenant, id, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const keepText = prepareTextWrite(database);
  const revokeKey = database.prepare(
    'UPDATE keys SET revoked_at = ? WHERE tenant = ? AND id = ? AND revoked_at IS NULL',
  );
  return {
    commit: (batches) =>
      transaction(database, () => {
        const working = createWorkingView(view);
        const answers = batches.map((texts) => {
          const events = texts.map(decodeEvent);
          const changes = decideBatch(events, working);
          working.apply(changes);
          const textOf = new Map(events.map((event, at) => [event, texts[at] ?? '']));
          for (const entry of changes.entries) write.entry(entry, textOf.get(entry.event));
          for (const link of changes.links) write.link(link);
          for (const merge of changes.merges) write.merge(merge);
          for (const record of changes.records) write.record(record);
          return { results: changes.results, changed: changedBy(changes) };
        });
        // Once at the end: a profile that several batches changed is written once.
        for (const profile of working.profiles()) write.profile(profile);
        return answers;
      }),
    addKey(key) {
      const { changes } = addKey.run(tenant, key.id, JSON.stringify(key));
      if (changes === 0) throw new RialtoError('invalid-option', `There is a key ${key.id} already.`);
    },
    revokeKey: (id, at) => revokeKey.run(at, tenant, id).changes > 0,
    keepText,
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

function prepareWrites(database: DatabaseSync) {
  const entry = database.prepare(
    `INSERT INTO log (tenant, source, message_id, type, name, happened_at, received_at, channel,
                      amount_micros, currency, training, profile_id, event)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const link = database.prepare(
    `INSERT INTO identifiers (tenant, kind, value, profile_id) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET profile_id = excluded.profile_id`,
  );
  const merge = database.prepare(
    'INSERT INTO merges (tenant, absorbed, survivor, because, at) VALUES (?, ?, ?, ?, ?)',
  );
  const follow = database.prepare('UPDATE aliases SET survivor = ? WHERE tenant = ? AND survivor = ?');
  const alias = database.prepare('INSERT INTO aliases (tenant, absorbed, survivor) VALUES (?, ?, ?)');
  const forget = database.prepare('DELETE FROM profiles WHERE tenant = ? AND id = ?');
  const profile = database.prepare(
    `INSERT INTO profiles (tenant, id, version, document) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version, document = excluded.document`,
  );
  return {
    entry({ event, profileId }: BatchChanges['entries'][number], text = JSON.stringify(event)) {
      const micros = event.amount === undefined ? undefined : parseAmount(event.amount);
      entry.run(
        tenant,
        event.source,
        event.messageId,
        event.type,
        event.name,
        Math.round(event.happenedAt),
        Math.round(event.receivedAt),
        event.channel,
        micros ?? null,
        micros === undefined ? null : (event.currency ?? null),
        event.training ? 1 : 0,
        profileId ?? null,
        text,
      );
    },
    link: ({ identifier, profileId }: BatchChanges['links'][number]) =>
      link.run(tenant, identifier.kind, identifier.value, profileId),
    merge({ absorbed, survivor, because, at }: BatchChanges['merges'][number]) {
      merge.run(tenant, absorbed, survivor, because, Math.round(at));
      follow.run(survivor, tenant, absorbed);
      alias.run(tenant, absorbed, survivor);
      forget.run(tenant, absorbed);
    },
    record: prepareRecordWrite(database),
    profile: (one: Profile) => profile.run(tenant, one.id, one.version, JSON.stringify(one)),
  };
}
