import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { ChainedRecord } from '../proof/proof-record.ts';
import { tenant } from './sqlite-tenant.ts';

/** The reads of the consent records and of the words behind them. */
export interface ProofReader {
  readChain(chain: string): readonly ChainedRecord[];
  listRecords(chain: string, number: number, limit: number): readonly ChainedRecord[];
  readText(hash: string): string | undefined;
}

/** The insert of one link of a chain: a record that stands is never touched, a second one of its number is an error. */
export function prepareRecordWrite(database: DatabaseSync): (record: ChainedRecord) => void {
  const insert = database.prepare(
    'INSERT INTO consent_records (tenant, chain, number, previous, hash, body) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return ({ chain, number, previous, hash, body }) => {
    insert.run(tenant, chain, number, previous, hash, body);
  };
}

/** The insert of the words of a consent, each kept once. */
export function prepareTextWrite(database: DatabaseSync): (hash: string, text: string) => void {
  const insert = database.prepare(
    'INSERT INTO consent_texts (tenant, hash, text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  return (hash, text) => {
    insert.run(tenant, hash, text);
  };
}

/** Prepares the reads of records and words. */
export function prepareProofReads(database: DatabaseSync): ProofReader {
  const fields = 'chain, number, previous, hash, body';
  const chainBy = database.prepare(
    `SELECT ${fields} FROM consent_records WHERE tenant = ? AND chain = ? ORDER BY number`,
  );
  const records = database.prepare(
    `SELECT ${fields} FROM consent_records WHERE tenant = ? AND (chain, number) > (?, ?) ORDER BY chain, number LIMIT ?`,
  );
  const textBy = database.prepare('SELECT text FROM consent_texts WHERE tenant = ? AND hash = ?');
  return {
    readChain: (chain) => chainBy.all(tenant, chain).map(recordOf),
    listRecords: (chain, number, limit) => records.all(tenant, chain, number, limit).map(recordOf),
    readText(hash) {
      const text = textBy.get(tenant, hash)?.text;
      return typeof text === 'string' ? text : undefined;
    },
  };
}

const recordOf = (row: Record<string, SQLOutputValue>): ChainedRecord => ({
  chain: String(row.chain),
  number: Number(row.number),
  hash: String(row.hash),
  previous: String(row.previous),
  body: String(row.body),
});
