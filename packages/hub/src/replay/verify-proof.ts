import type { Identifier } from '@rialto/core/model';
import type { Profile, ProofHead } from '../profile/profile.ts';
import type { ChainFault } from '../proof/verify-chain.ts';
import type { Store } from '../store/store.ts';
import { compareProof, type ProofComparison } from './compare-proof.ts';
import type { Replay } from './replay-log.ts';
import { settle } from './settle.ts';

/** What {@link verifyProof} found. */
export interface ProofVerification {
  readonly ok: boolean;
  readonly chains: number;
  readonly records: number;
  /** The first places where a chain is broken. */
  readonly broken: readonly ChainFault[];
  /** How many there are in all. */
  readonly brokenCount: number;
}

/** Faults that are listed; the rest are counted. */
const listed = 50;
/** Profiles that are read at a time. */
const page = 500;

/**
 * Proves that the consent records are those that the log makes, in unbroken chains that end where the profiles say; for
 * one person, or for all.
 *
 * @param identifier - whose, as the hub keeps identifiers; all where it is left out
 * @returns undefined where nobody has the identifier
 * @example
 * ```ts
 * const { ok, broken } = (await verifyProof(store)) ?? {};
 * ```
 */
export async function verifyProof(
  store: Store,
  identifier?: Identifier,
): Promise<ProofVerification | undefined> {
  const found = await settle(
    store,
    (replay) => compareFor(store, replay, identifier),
    (one) => one === undefined || one.faults.length === 0,
  );
  if (!found) return undefined;
  const { chains, records, faults } = found;
  return {
    ok: faults.length === 0,
    chains,
    records,
    broken: faults.slice(0, listed),
    brokenCount: faults.length,
  };
}

async function compareFor(
  store: Store,
  replay: Replay,
  identifier: Identifier | undefined,
): Promise<ProofComparison | undefined> {
  const endOf = (chain: string): ProofHead | undefined => {
    const hashes = replay.chains().get(chain);
    return hashes && { count: hashes.length, head: hashes.at(-1) ?? '' };
  };
  if (!identifier) {
    const comparison = await compareProof(store, replay);
    const heads: ChainFault[] = [];
    for await (const profile of profilesOf(store)) heads.push(...headFault(profile, endOf(profile.id)));
    return { ...comparison, faults: [...comparison.faults, ...heads] };
  }
  const profile = await store.findProfile(identifier);
  if (!profile) return undefined;
  const comparison = await compareProof(store, replay, chainsOf(profile.id, replay));
  return { ...comparison, faults: [...comparison.faults, ...headFault(profile, endOf(profile.id))] };
}

/** A profile that says that its chain ends elsewhere. */
function headFault({ id, proof }: Profile, end: ProofHead | undefined): readonly ChainFault[] {
  const isSame = proof?.count === end?.count && proof?.head === end?.head;
  return isSame ? [] : [{ chain: id, number: proof?.count ?? 0, problem: 'head' }];
}

/** A person's chain and those of everybody who was found to be her. */
function chainsOf(profileId: string, replay: Replay): ReadonlySet<string> {
  const chains = new Set([profileId]);
  // Backwards: whoever absorbed another was absorbed later, if ever.
  for (const { absorbed, survivor } of replay.merges().toReversed())
    if (chains.has(survivor)) chains.add(absorbed);
  return chains;
}

async function* profilesOf(store: Store): AsyncGenerator<Profile> {
  for (let last = ''; ; ) {
    const profiles = await store.listProfiles(last, page);
    yield* profiles;
    const next = profiles.at(-1)?.id;
    if (next === undefined) return;
    last = next;
  }
}
