import type { Merge } from '../identity/resolve.ts';
import { type ArrivedQueue, arrivalsOf, createArrivedNumbers } from '../ingest/arrived-numbers.ts';
import { decideBatch } from '../ingest/decide-batch.ts';
import type { Profile } from '../profile/profile.ts';
import type { LogEntry, StoreCounts, StoredLink } from '../store/store.ts';
import { createAmountSums } from '../store/sum-amounts.ts';
import { createWorkingView } from '../store/working-view.ts';
import type { Difference } from './difference.ts';

/** What a log adds up to, as far as it was read. */
export interface Replay {
  /** Takes the next lines of the log, in order. */
  add(entries: readonly LogEntry[]): void;
  /** The last line that was read. */
  sequence(): number;
  profiles(): readonly Profile[];
  links(): readonly StoredLink[];
  merges(): readonly Merge[];
  /** The hashes of the records of each chain, by number: each stands for its record and all before it. */
  chains(): ReadonlyMap<string, readonly string[]>;
  /** The numbers of senders' queues that the lines have; what was refused or held is not among them. */
  arrived(): readonly ArrivedQueue[];
  counts(): StoreCounts;
  /** Lines that the log cannot have: written twice, or folded into somebody else. */
  differences(): readonly Difference[];
}

/**
 * Begins a replay of a log: the same decisions as at ingest, on nothing but the log. Only the gate is not
 * asked again, for what is in the log was accepted.
 *
 * @example
 * ```ts
 * const replay = createReplay();
 * replay.add(await store.readLog(replay.sequence(), 500));
 * ```
 */
export function createReplay(): Replay {
  const view = createWorkingView();
  const merges: Merge[] = [];
  const chains = new Map<string, string[]>();
  const differences: Difference[] = [];
  const sums = createAmountSums();
  const arrived = createArrivedNumbers();
  let sequence = 0;
  let events = 0;

  const check = (entry: LogEntry, expected: string | undefined, wasTaken: boolean): void => {
    const id = String(entry.sequence);
    if (!wasTaken) differences.push({ in: 'log', id, field: 'messageId', problem: 'needless' });
    else if (entry.profileId !== expected)
      differences.push({ in: 'log', id, field: 'profileId', problem: 'different' });
  };

  return {
    add(entries) {
      const lines = entries.map(({ event }) => event);
      const changes = decideBatch(lines, view, { replay: true });
      view.apply(changes);
      merges.push(...changes.merges);
      for (const arrival of arrivalsOf(lines)) arrived.add(arrival);
      for (const { chain, hash } of changes.records) {
        const hashes = chains.get(chain);
        if (hashes) hashes.push(hash);
        else chains.set(chain, [hash]);
      }
      const taken = new Map(changes.entries.map(({ event, profileId }) => [event, profileId]));
      for (const entry of entries) {
        check(entry, taken.get(entry.event), taken.has(entry.event));
        sums.add(entry.event);
        sequence = entry.sequence;
        events += 1;
      }
    },
    sequence: () => sequence,
    profiles: () => view.profiles(),
    links: () => view.links(),
    merges: () => merges,
    chains: () => chains,
    arrived: () => arrived.queues(),
    counts: () => ({
      events,
      profiles: view.profiles().length,
      identifiers: view.links().length,
      revenue: sums.result(),
    }),
    differences: () => differences,
  };
}
