import type { DatabaseSync } from 'node:sqlite';
import { decideBatch } from '../ingest/decide-batch.ts';
import { hashWords, wordsOf } from '../proof/hash-record.ts';
import { decodeEvent } from './encode-event.ts';
import { tenant } from './sqlite-tenant.ts';
import { prepareWrites } from './sqlite-writes.ts';
import { createWorkingView } from './working-view.ts';

/** Lines of the log that are read at a time. */
const page = 500;

/**
 * Makes the chains of consent records of a file that was written before there were any: replays the log, as `verify` does,
 * and writes what each decision would have added. Profiles, links and merges are written anew with it: the chains are those
 * of the people whom today's decisions find, who may be others than an older program found.
 *
 * Runs inside the transaction that makes the tables: a file has all of its chains, or is as it was.
 */
export function rebuildProof(database: DatabaseSync): void {
  const log = database.prepare(
    'SELECT sequence, event FROM log WHERE tenant = ? AND sequence > ? ORDER BY sequence LIMIT ?',
  );
  const goesTo = database.prepare(
    'UPDATE log SET profile_id = ? WHERE tenant = ? AND sequence = ? AND profile_id IS NOT ?',
  );
  for (const table of ['identifiers', 'merges', 'aliases', 'profiles']) {
    database.prepare(`DELETE FROM ${table} WHERE tenant = ?`).run(tenant);
  }
  const write = prepareWrites(database);
  const view = createWorkingView();
  for (let last = 0; ; ) {
    const rows = log.all(tenant, last, page);
    const events = rows.map(({ event }) => decodeEvent(String(event)));
    const changes = decideBatch(events, view, { replay: true });
    view.apply(changes);
    const people = new Map(changes.entries.map(({ event, profileId = null }) => [event, profileId]));
    for (const [at, event] of events.entries()) {
      const profileId = people.get(event) ?? null;
      goesTo.run(profileId, tenant, Number(rows[at]?.sequence), profileId);
    }
    for (const link of changes.links) write.link(link);
    for (const merge of changes.merges) write.merge(merge);
    for (const record of changes.records) write.record(record);
    for (const { name, properties } of events) {
      // The words may stand in an older log itself.
      const text = name === 'Consent Recorded' ? properties.text : undefined;
      if (typeof text === 'string') write.text(hashWords(text), wordsOf(text));
    }
    const sequence = rows.at(-1)?.sequence;
    if (sequence === undefined) break;
    last = Number(sequence);
  }
  for (const profile of view.profiles()) write.profile(profile);
}
