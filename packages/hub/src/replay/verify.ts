import { isDeepStrictEqual } from 'node:util';
import type { Merge } from '../identity/resolve.ts';
import type { Profile } from '../profile/profile.ts';
import type { ChainFault } from '../proof/verify-chain.ts';
import type { Store, StoredLink } from '../store/store.ts';
import { compareArrivals, type QueueReport } from './compare-arrivals.ts';
import { compareProof } from './compare-proof.ts';
import type { Difference } from './difference.ts';
import type { Replay } from './replay-log.ts';
import { settle } from './settle.ts';

/** What {@link verifyStore} found. */
export interface Verification {
  readonly ok: boolean;
  /** Recounted from the log. */
  readonly events: number;
  readonly profiles: number;
  readonly identifiers: number;
  /** Sums by currency, decimal strings, recounted from the events themselves. */
  readonly revenue: Readonly<Record<string, string>>;
  /**
   * What has come of senders' queues, and what has not: the queues with the most gaps. A gap does not make the store
   * wrong. While a hub is at work, `rejected` may count what came in meanwhile.
   */
  readonly sequences: readonly QueueReport[];
  /** How many queues there are in all. */
  readonly sequenceCount: number;
  /** The first differences. */
  readonly differences: readonly Difference[];
  /** How many there are in all. */
  readonly differenceCount: number;
}

/** Differences, and queues, that are listed; the rest are counted. */
const listed = 50;
/** Profiles or links that are read at a time. */
const page = 500;

/**
 * Proves that the store is what its log says: replays the whole log in memory and compares profiles, links,
 * merges and sums. The log is read in pages, the replayed profiles are held.
 *
 * @example
 * ```ts
 * const { ok, revenue } = await verifyStore(store);
 * ```
 */
export async function verifyStore(store: Store): Promise<Verification> {
  const { found, counts, queues } = await settle(
    store,
    async (replay) => {
      // First, right after the log: what a hub at work takes in between would look as if it were not in the log.
      const { queues, differences } = await compareArrivals(store, replay.arrived());
      return {
        found: [...replay.differences(), ...(await compare(store, replay)), ...differences],
        counts: replay.counts(),
        queues,
      };
    },
    (one) => one.found.length === 0,
  );
  const { events, profiles, identifiers, revenue } = counts;
  return {
    ok: found.length === 0,
    events,
    profiles,
    identifiers,
    revenue,
    sequences: queues.slice(0, listed),
    sequenceCount: queues.length,
    differences: found.slice(0, listed),
    differenceCount: found.length,
  };
}

async function compare(store: Store, replay: Replay): Promise<Difference[]> {
  return [
    ...(await compareProfiles(store, replay)),
    ...(await compareLinks(store, replay)),
    ...compareMerges(await store.listMerges(), replay.merges()),
    ...(await compareProof(store, replay)).faults.map(asDifference),
    ...(await compareCounts(store, replay)),
  ];
}

function asDifference({ chain, number, problem }: ChainFault): Difference {
  const isKnown = problem === 'missing' || problem === 'needless';
  return {
    in: problem === 'text' ? 'text' : 'record',
    id: chain,
    field: String(number),
    problem: isKnown ? problem : 'different',
  };
}

async function compareProfiles(store: Store, replay: Replay): Promise<Difference[]> {
  const expected = new Map(replay.profiles().map((profile) => [profile.id, profile]));
  const found: Difference[] = [];
  for (let last = ''; ; ) {
    const stored = await store.listProfiles(last, page);
    for (const profile of stored) {
      found.push(...profileDifferences(profile, expected.get(profile.id)));
      expected.delete(profile.id);
    }
    const next = stored.at(-1)?.id;
    if (next === undefined) break;
    last = next;
  }
  for (const id of expected.keys()) found.push({ in: 'profile', id, field: '', problem: 'missing' });
  return found;
}

function profileDifferences(stored: Profile, expected: Profile | undefined): Difference[] {
  if (!expected) return [{ in: 'profile', id: stored.id, field: '', problem: 'needless' }];
  // As JSON, which is how a store keeps it: there a field that is undefined is no field.
  const [is, should] = [asJson(stored), asJson(expected)];
  return [...new Set([...Object.keys(is), ...Object.keys(should)])].flatMap((field) =>
    isDeepStrictEqual(is[field], should[field])
      ? []
      : [{ in: 'profile' as const, id: stored.id, field, problem: 'different' as const }],
  );
}

const asJson = (profile: Profile): Record<string, unknown> => JSON.parse(JSON.stringify(profile));

const linkKey = ({ identifier }: StoredLink): string => JSON.stringify([identifier.kind, identifier.value]);

async function compareLinks(store: Store, replay: Replay): Promise<Difference[]> {
  const expected = new Map(replay.links().map((link) => [linkKey(link), link]));
  const found: Difference[] = [];
  const add = ({ identifier, profileId }: StoredLink, problem: Difference['problem']) =>
    found.push({ in: 'link', id: profileId, field: identifier.kind, problem });
  for (let last: StoredLink | undefined; ; ) {
    const stored = await store.listLinks(last?.identifier, page);
    for (const link of stored) {
      const should = expected.get(linkKey(link));
      if (!should) add(link, 'needless');
      else if (should.profileId !== link.profileId) add(link, 'different');
      expected.delete(linkKey(link));
    }
    last = stored.at(-1);
    if (!last) break;
  }
  for (const link of expected.values()) add(link, 'missing');
  return found;
}

function compareMerges(stored: readonly Merge[], expected: readonly Merge[]): Difference[] {
  const rest = new Map(expected.map((merge) => [merge.absorbed, merge]));
  const found: Difference[] = [];
  const add = (id: string, field: string, problem: Difference['problem']) =>
    found.push({ in: 'merge', id, field, problem });
  for (const merge of stored) {
    const should = rest.get(merge.absorbed);
    rest.delete(merge.absorbed);
    if (!should) add(merge.absorbed, '', 'needless');
    else
      for (const field of ['survivor', 'because', 'at'] as const)
        if (merge[field] !== should[field]) add(merge.absorbed, field, 'different');
  }
  for (const absorbed of rest.keys()) add(absorbed, '', 'missing');
  return found;
}

async function compareCounts(store: Store, replay: Replay): Promise<Difference[]> {
  const [is, should] = [await store.counts(), replay.counts()];
  const counts = (['events', 'profiles', 'identifiers'] as const).flatMap((field) =>
    is[field] === should[field]
      ? []
      : [{ in: 'counts' as const, id: '', field, problem: 'different' as const }],
  );
  const sums = [is.revenue, should.revenue].map((revenue) => new Map(Object.entries(revenue)));
  const currencies = new Set(sums.flatMap((sum) => [...sum.keys()]));
  return [
    ...counts,
    ...[...currencies].flatMap((id) =>
      sums[0]?.get(id) === sums[1]?.get(id)
        ? []
        : [{ in: 'counts' as const, id, field: 'revenue', problem: 'different' as const }],
    ),
  ];
}
