import type { DatabaseSync } from 'node:sqlite';
import { decideBatch } from '../ingest/decide-batch.ts';
import { hashWords, wordsOf } from '../proof/hash-record.ts';
import { decodeEvent } from './encode-event.ts';
import { prepareRecordWrite, prepareTextWrite } from './sqlite-proof.ts';
import { tenant } from './sqlite-tenant.ts';
import { createWorkingView } from './working-view.ts';

/** Lines of the log that are read at a time. */
const page = 500;

/**
 * Makes the chains of consent records of a file that was written before there were any: replays the log, as `verify` does,
 * and writes what each decision would have added. The profiles are written anew with it, for they hold where their chain ends.
 *
 * Runs inside the transaction that makes the tables: a file has all of its chains, or is as it was.
 */
export function rebuildProof(database: DatabaseSync): void {
  const log = database.prepare(
    'SELECT sequence, event FROM log WHERE tenant = ? AND sequence > ? ORDER BY sequence LIMIT ?',
  );
  const writeRecord = prepareRecordWrite(database);
  const keepText = prepareTextWrite(database);
  const writeProfile = database.prepare(
    'UPDATE profiles SET version = ?, document = ? WHERE tenant = ? AND id = ?',
  );
  const view = createWorkingView();
  for (let last = 0; ; ) {
    const rows = log.all(tenant, last, page);
    const events = rows.map(({ event }) => decodeEvent(String(event)));
    const changes = decideBatch(events, view, { replay: true });
    view.apply(changes);
    for (const record of changes.records) writeRecord(record);
    for (const { name, properties } of events) {
      // The words may stand in an older log itself.
      const text = name === 'Consent Recorded' ? properties.text : undefined;
      if (typeof text === 'string') keepText(hashWords(text), wordsOf(text));
    }
    const sequence = rows.at(-1)?.sequence;
    if (sequence === undefined) break;
    last = Number(sequence);
  }
  for (const profile of view.profiles()) {
    writeProfile.run(profile.version, JSON.stringify(profile), tenant, profile.id);
  }
}
