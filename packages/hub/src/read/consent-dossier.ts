import type { Identifier } from '@rialto/core/model';
import type { ProofHead } from '../profile/profile.ts';
import { type ConsentDossier, makeDossier } from '../proof/dossier.ts';
import { type ChainedRecord, readProofRecord } from '../proof/proof-record.ts';
import type { Store } from '../store/store.ts';

/**
 * Reads everything that proves one person's consents: her chain, those of every profile that was found to be her, and the words.
 *
 * @param foundBy - as the hub keeps identifiers
 * @param now - epoch milliseconds
 * @returns undefined where nobody has the identifier
 * @example
 * ```ts
 * const dossier = await readConsentDossier(store, identifier, clock.now());
 * ```
 */
export async function readConsentDossier(
  store: Store,
  foundBy: Identifier,
  now: number,
): Promise<ConsentDossier | undefined> {
  const profile = await store.findProfile(foundBy);
  if (!profile) return undefined;
  const chains = await readChains(store, profile.id, profile.proof ?? { count: 0, head: '' });
  const hashes = new Set(chains.flatMap(({ records }) => records.flatMap(textHashOf)));
  const texts: { hash: string; text: string }[] = [];
  for (const hash of hashes) {
    const text = await store.readText(hash);
    if (text !== undefined) texts.push({ hash, text });
  }
  return makeDossier({ foundBy, profile, chains, texts, now });
}

interface ReadChain {
  readonly chain: string;
  readonly end: ProofHead;
  readonly records: readonly ChainedRecord[];
}

/** A chain and those that it absorbed, each with the end that whoever absorbed it had noted. */
async function readChains(store: Store, chain: string, end: ProofHead): Promise<readonly ReadChain[]> {
  const chains = new Map<string, ReadChain>();
  const open = [{ chain, end }];
  for (let next = open.shift(); next; next = open.shift()) {
    if (chains.has(next.chain)) continue;
    const records = await store.readChain(next.chain);
    chains.set(next.chain, { ...next, records });
    for (const { body } of records) {
      const absorbed = readProofRecord(body)?.merge?.absorbed;
      if (absorbed && absorbed.count > 0) open.push({ chain: absorbed.chain, end: absorbed });
    }
  }
  return [...chains.values()].map(({ chain: id, end: { count, head }, records }) => ({
    chain: id,
    end: { count, head },
    records,
  }));
}

function textHashOf({ body }: ChainedRecord): readonly string[] {
  const hash = readProofRecord(body)?.text_hash;
  return typeof hash === 'string' ? [hash] : [];
}
