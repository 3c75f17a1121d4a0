import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Merge } from '../identity/resolve.ts';
import type { Profile } from '../profile/profile.ts';
import { decodeEvent } from './encode-event.ts';
import { type ProofReader, prepareProofReads } from './sqlite-proof.ts';
import { prepareArrivalReads } from './sqlite-sequences.ts';
import { tenant } from './sqlite-tenant.ts';
import type { ArrivedRange, LogEntry, StoreCounts, StoredKey, StoredLink } from './store.ts';
import { createAmountSums } from './sum-amounts.ts';

/** The reads of the store's port, answered at once from the last commit. */
export interface SqliteReader extends ProofReader {
  findProfile(kind: string, value: string): Profile | undefined;
  readLog(sequence: number, limit: number): readonly LogEntry[];
  findEntry(source: string, messageId: string): LogEntry | undefined;
  isKnown(source: string, messageId: string): boolean;
  listProfiles(id: string, limit: number): readonly Profile[];
  listLinks(kind: string, value: string, limit: number): readonly StoredLink[];
  listMerges(): readonly Merge[];
  listArrivals(source: string, queue: string, from: number, limit: number): readonly ArrivedRange[];
  counts(): StoreCounts;
  listKeys(): readonly StoredKey[];
}

/**
 * Prepares the statements of a connection that reads.
 *
 * @example
 * ```ts
 * createSqliteReader(openForReading(path)).findProfile('loyalty_card', '12345');
 * ```
 */
export function createSqliteReader(database: DatabaseSync): SqliteReader {
  const profileBy = database.prepare(
    `SELECT p.document FROM identifiers i
       LEFT JOIN aliases a ON a.tenant = i.tenant AND a.absorbed = i.profile_id
       JOIN profiles p ON p.tenant = i.tenant AND p.id = coalesce(a.survivor, i.profile_id)
      WHERE i.tenant = ? AND i.kind = ? AND i.value = ?`,
  );
  const log = database.prepare(
    'SELECT sequence, profile_id, event FROM log WHERE tenant = ? AND sequence > ? ORDER BY sequence LIMIT ?',
  );
  const entry = database.prepare(
    'SELECT sequence, profile_id, event FROM log WHERE tenant = ? AND source = ? AND message_id = ?',
  );
  // Of the index alone: the line itself is not read.
  const known = database.prepare(
    'SELECT 1 AS hit FROM log WHERE tenant = ? AND source = ? AND message_id = ?',
  );
  const profiles = database.prepare(
    'SELECT document FROM profiles WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?',
  );
  const links = database.prepare(
    `SELECT i.kind, i.value, coalesce(a.survivor, i.profile_id) AS profile_id FROM identifiers i
       LEFT JOIN aliases a ON a.tenant = i.tenant AND a.absorbed = i.profile_id
      WHERE i.tenant = ? AND (i.kind, i.value) > (?, ?) ORDER BY i.kind, i.value LIMIT ?`,
  );
  const merges = database.prepare(
    'SELECT absorbed, survivor, because, at FROM merges WHERE tenant = ? ORDER BY sequence',
  );
  const keys = database.prepare('SELECT document, revoked_at FROM keys WHERE tenant = ? ORDER BY sequence');
  return {
    findProfile(kind, value) {
      const row = profileBy.get(tenant, kind, value);
      return row && parse<Profile>(row.document);
    },
    readLog: (sequence, limit) => log.all(tenant, sequence, limit).map(entryOf),
    findEntry(source, messageId) {
      const row = entry.get(tenant, source, messageId);
      return row && entryOf(row);
    },
    isKnown: (source, messageId) => known.get(tenant, source, messageId) !== undefined,
    listProfiles: (id, limit) =>
      profiles.all(tenant, id, limit).map(({ document }) => parse<Profile>(document)),
    listLinks: (kind, value, limit) =>
      links.all(tenant, kind, value, limit).map((row) => ({
        identifier: { kind: String(row.kind), value: String(row.value) },
        profileId: String(row.profile_id),
      })),
    listMerges: () =>
      merges.all(tenant).map((row) => ({
        absorbed: String(row.absorbed),
        survivor: String(row.survivor),
        because: String(row.because),
        at: Number(row.at),
      })),
    ...prepareProofReads(database),
    listArrivals: prepareArrivalReads(database),
    counts: prepareCounts(database),
    listKeys: () =>
      keys.all(tenant).map((row) => ({
        ...parse<StoredKey>(row.document),
        ...(row.revoked_at === null ? {} : { revokedAt: Number(row.revoked_at) }),
      })),
  };
}

const entryOf = (row: Record<string, SQLOutputValue>): LogEntry => ({
  sequence: Number(row.sequence),
  profileId: row.profile_id === null ? undefined : String(row.profile_id),
  event: decodeEvent(String(row.event)),
});

const parse = <Document>(text: unknown): Document => JSON.parse(String(text)) as Document;

function prepareCounts(database: DatabaseSync): () => StoreCounts {
  const counts = database.prepare(
    `SELECT (SELECT count(*) FROM log WHERE tenant = ?1) AS events,
            (SELECT count(*) FROM profiles WHERE tenant = ?1) AS profiles,
            (SELECT count(*) FROM identifiers WHERE tenant = ?1) AS identifiers`,
  );
  // Wholes and millionths apart: sum() gives up beyond 64 bits.
  const sums = database.prepare(
    `SELECT currency, sum(amount_micros / 1000000) AS wholes, sum(amount_micros % 1000000) AS millionths
       FROM log WHERE tenant = ? AND currency IS NOT NULL AND training = 0
      GROUP BY currency`,
  );
  sums.setReadBigInts(true);
  return () => {
    const revenue = createAmountSums();
    for (const { currency, wholes, millionths } of sums.all(tenant)) {
      revenue.addMicros(
        String(currency),
        BigInt(wholes as bigint) * 1_000_000n + BigInt(millionths as bigint),
      );
    }
    const row = counts.get(tenant) ?? {};
    return {
      events: Number(row.events),
      profiles: Number(row.profiles),
      identifiers: Number(row.identifiers),
      revenue: revenue.result(),
    };
  };
}
