import { RialtoError } from '@rialto/core/model';
import type { Merge } from '../identity/resolve.ts';
import { arrivalsOf, createArrivedNumbers, wellFormedArrival } from '../ingest/arrived-numbers.ts';
import { decideBatch } from '../ingest/decide-batch.ts';
import { pairKey } from '../ingest/pair-key.ts';
import type { ChainedRecord } from '../proof/proof-record.ts';
import { changedBy } from './changed-by.ts';
import { decodeEvent, encodeEvent } from './encode-event.ts';
import { namedTexts } from './named-texts.ts';
import type { ArrivedRange, LogEntry, Store, StoredKey, StoredLink } from './store.ts';
import { createAmountSums } from './sum-amounts.ts';
import { createWorkingView } from './working-view.ts';

/** As SQLite orders text: by its UTF-8 bytes. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const byIdentifier = (a: StoredLink['identifier'], b: StoredLink['identifier']): number =>
  byBytes(a.kind, b.kind) || byBytes(a.value, b.value);

type Place = Pick<ChainedRecord, 'chain' | 'number'>;
const byPlace = (a: Place, b: Place): number => byBytes(a.chain, b.chain) || a.number - b.number;

type RangePlace = Omit<ArrivedRange, 'to'>;
const byRange = (a: RangePlace, b: RangePlace): number =>
  byBytes(a.source, b.source) || byBytes(a.queue, b.queue) || a.from - b.from;

/**
 * A store that forgets: for tests and for a hub that is tried out. Everything is in memory and grows with
 * the log.
 *
 * @example
 * ```ts
 * const hub = await createHub({ store: 'memory:' });
 * ```
 */
export function createMemoryStore(): Store {
  const view = createWorkingView();
  const log: LogEntry[] = [];
  const entries = new Map<string, LogEntry>();
  const merges: Merge[] = [];
  const chains = new Map<string, ChainedRecord[]>();
  const texts = new Map<string, string>();
  const arrived = createArrivedNumbers();
  const keys = new Map<string, StoredKey>();
  let isClosed = false;
  const whileOpen = async <Answer>(work: () => Answer): Promise<Answer> => {
    if (isClosed) throw new RialtoError('closed', 'The store is closed.');
    return work();
  };

  return {
    commit: (batch, given = new Map(), refused = []) =>
      whileOpen(() => {
        const events = batch.map(encodeEvent).map(decodeEvent);
        const changes = decideBatch(events, view);
        view.apply(changes);
        for (const arrival of [...arrivalsOf(events), ...refused.map(wellFormedArrival)])
          arrived.add(arrival);
        for (const { event, profileId } of changes.entries) {
          const entry: LogEntry = { sequence: log.length + 1, profileId, event };
          log.push(entry);
          entries.set(pairKey(event.source, event.messageId), entry);
        }
        for (const [hash, text] of namedTexts(changes.entries, given)) {
          if (!texts.has(hash)) texts.set(hash, text);
        }
        merges.push(...changes.merges);
        for (const record of changes.records) {
          const chain = chains.get(record.chain);
          if (chain) chain.push(record);
          else chains.set(record.chain, [record]);
        }
        return { results: changes.results, changed: changedBy(changes) };
      }),
    findProfile: (identifier) =>
      whileOpen(() => {
        const [kind, value] = [identifier.kind.toWellFormed(), identifier.value.toWellFormed()];
        const id = view.profileIdOf({ kind, value });
        return id === undefined ? undefined : view.profile(id);
      }),
    readLog: (sequence, limit) => whileOpen(() => log.slice(sequence, sequence + limit)),
    findEntry: (source, messageId) =>
      whileOpen(() => entries.get(pairKey(source.toWellFormed(), messageId.toWellFormed()))),
    findKnown: (source, messageIds) =>
      whileOpen(() => {
        const by = source.toWellFormed();
        return messageIds.filter((id) => entries.has(pairKey(by, id.toWellFormed())));
      }),
    listProfiles: (after, limit) =>
      whileOpen(() =>
        view
          .profiles()
          .filter(({ id }) => byBytes(id, after) > 0)
          .toSorted((a, b) => byBytes(a.id, b.id))
          .slice(0, limit),
      ),
    listLinks: (after, limit) =>
      whileOpen(() =>
        view
          .links()
          .filter(({ identifier }) => !after || byIdentifier(identifier, after) > 0)
          .toSorted((a, b) => byIdentifier(a.identifier, b.identifier))
          .slice(0, limit),
      ),
    listMerges: () => whileOpen(() => [...merges]),
    readChain: (chain) => whileOpen(() => [...(chains.get(chain) ?? [])]),
    listRecords: (after, limit) =>
      whileOpen(() =>
        [...chains.values()]
          .flat()
          .filter((record) => !after || byPlace(record, after) > 0)
          .toSorted(byPlace)
          .slice(0, limit),
      ),
    readText: (hash) => whileOpen(() => texts.get(hash)),
    listArrivals: (after, limit) =>
      whileOpen(() =>
        arrived
          .queues()
          .flatMap(({ source, queue, ranges }) => ranges.map(([from, to]) => ({ source, queue, from, to })))
          .filter((range) => !after || byRange(range, after) > 0)
          .toSorted(byRange)
          .slice(0, limit),
      ),
    counts: () =>
      whileOpen(() => {
        const sums = createAmountSums();
        for (const { event } of log) sums.add(event);
        return {
          events: log.length,
          profiles: view.profiles().length,
          identifiers: view.links().length,
          revenue: sums.result(),
        };
      }),
    addKey: (key) =>
      whileOpen(() => {
        if (keys.has(key.id)) throw new RialtoError('invalid-option', `There is a key ${key.id} already.`);
        keys.set(key.id, key);
      }),
    listKeys: () => whileOpen(() => [...keys.values()]),
    revokeKey: (id, at) =>
      whileOpen(() => {
        const key = keys.get(id);
        if (!key || key.revokedAt !== undefined) return false;
        keys.set(id, { ...key, revokedAt: at });
        return true;
      }),
    async close() {
      isClosed = true;
    },
  };
}
