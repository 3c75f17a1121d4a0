import type { DatabaseSync } from 'node:sqlite';
import { rebuildProof } from './rebuild-proof.ts';

/** One step: the tables it makes, and what fills them from what the file holds already. */
export interface SchemaStep {
  readonly sql: string;
  readonly fill?: (database: DatabaseSync) => void;
}

/**
 * The tables, as the steps that lead to them: the file's `user_version` says how many it has taken. A step
 * that was released is never changed, only followed by another.
 *
 * Every key begins with the tenant, so that the same tables can be spread over several machines later; in a
 * file there is one tenant so far. Money is whole millionths in 64 bits. `event` is the prepared event as JSON;
 * the columns beside it repeat what is looked up, grouped or summed.
 *
 * `consent_records` is only added to, and the file itself sees to it: docs/specs/consent-proof.md.
 *
 * `sequences` says which numbers of a sender's queue have come, a bit for each of the 1,024 of a
 * block, and no bits for a block that is whole. It holds more than the
 * log: of what consent refused or held, that its number came.
 *
 * A merge is a row in `merges` and nothing else: log and identifiers keep the profile that they were written
 * with. `aliases` is the same knowledge flattened, absorbed → the profile that stands, so that a read is one
 * look-up.
 */
const steps: readonly SchemaStep[] = [
  {
    sql: `
  CREATE TABLE log (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    source TEXT NOT NULL,
    message_id TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    channel TEXT NOT NULL,
    amount_micros INTEGER,
    currency TEXT,
    training INTEGER NOT NULL,
    profile_id TEXT,
    event TEXT NOT NULL,
    UNIQUE (tenant, source, message_id)
  ) STRICT;
  CREATE INDEX log_by_profile ON log (tenant, profile_id, happened_at) WHERE profile_id IS NOT NULL;
  CREATE INDEX log_by_name ON log (tenant, name, happened_at);
  CREATE INDEX log_amounts ON log (tenant, currency, amount_micros) WHERE currency IS NOT NULL AND training = 0;

  CREATE TABLE identifiers (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    profile_id TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, value)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE merges (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    absorbed TEXT NOT NULL,
    survivor TEXT NOT NULL,
    because TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (tenant, absorbed)
  ) STRICT;

  CREATE TABLE aliases (
    tenant TEXT NOT NULL,
    absorbed TEXT NOT NULL,
    survivor TEXT NOT NULL,
    PRIMARY KEY (tenant, absorbed)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX aliases_by_survivor ON aliases (tenant, survivor);

  CREATE TABLE profiles (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
  ) STRICT;

  CREATE TABLE keys (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    revoked_at INTEGER,
    UNIQUE (tenant, id)
  ) STRICT;
  `,
  },
  {
    sql: `
  CREATE TABLE consent_records (
    tenant TEXT NOT NULL,
    chain TEXT NOT NULL,
    number INTEGER NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, chain, number)
  ) STRICT;
  CREATE TRIGGER consent_records_stay BEFORE UPDATE ON consent_records
    BEGIN SELECT RAISE(ABORT, 'consent records are only added'); END;
  CREATE TRIGGER consent_records_remain BEFORE DELETE ON consent_records
    BEGIN SELECT RAISE(ABORT, 'consent records are only added'); END;

  CREATE TABLE consent_texts (
    tenant TEXT NOT NULL,
    hash TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (tenant, hash)
  ) STRICT;
  `,
    fill: rebuildProof,
  },
  {
    // Nothing fills it: no message that an older program took had a number.
    sql: `
  CREATE TABLE sequences (
    tenant TEXT NOT NULL,
    source TEXT NOT NULL,
    queue TEXT NOT NULL,
    block INTEGER NOT NULL,
    bits BLOB,
    PRIMARY KEY (tenant, source, queue, block)
  ) STRICT, WITHOUT ROWID;
  `,
  },
];

/** The version of the tables that this program writes. */
export const schemaVersion = steps.length;

/** The steps that a file of some version still has to take. */
export const stepsAfter = (version: number): readonly SchemaStep[] => steps.slice(version);

/** 'Rlto': says in the file's header whose it is (SQLite file format, section 1.3.17). */
export const applicationId = 0x52_6c_74_6f;
