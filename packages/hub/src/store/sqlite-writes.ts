import type { DatabaseSync } from 'node:sqlite';
import { parseAmount } from '@rialto/core/model';
import type { BatchChanges } from '../ingest/batch-view.ts';
import type { Profile } from '../profile/profile.ts';
import { prepareRecordWrite, prepareTextWrite } from './sqlite-proof.ts';
import { tenant } from './sqlite-tenant.ts';

/** Prepares the writes of what a batch changed, row by row. */
export function prepareWrites(database: DatabaseSync) {
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
    text: prepareTextWrite(database),
    profile: (one: Profile) => profile.run(tenant, one.id, one.version, JSON.stringify(one)),
  };
}
