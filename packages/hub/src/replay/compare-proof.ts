import { hashWords } from '../proof/hash-record.ts';
import { type ChainedRecord, readProofRecord } from '../proof/proof-record.ts';
import { type ChainFault, verifyChain } from '../proof/verify-chain.ts';
import type { Store } from '../store/store.ts';
import type { Replay } from './replay-log.ts';

/** What was compared, and where it is broken. */
export interface ProofComparison {
  readonly chains: number;
  readonly records: number;
  readonly faults: readonly ChainFault[];
}

/** Records that are read at a time. */
const page = 500;

/**
 * Compares the stored chains with those that the log adds up to: each by itself, then hash by hash, then the words that
 * were kept with the hashes that the records name.
 *
 * @param only - the chains to look at; all where it is left out
 * @example
 * ```ts
 * const { faults } = await compareProof(store, replay);
 * ```
 */
export async function compareProof(
  store: Store,
  replay: Replay,
  only?: ReadonlySet<string>,
): Promise<ProofComparison> {
  const expected = new Map([...replay.chains()].filter(([chain]) => !only || only.has(chain)));
  const textFault = createTextCheck(store);
  const faults: ChainFault[] = [];
  let chains = 0;
  let records = 0;
  const compareChain = async (chain: string, stored: readonly ChainedRecord[]): Promise<void> => {
    faults.push(...chainFaults(chain, stored, expected.get(chain) ?? []));
    for (const record of stored) faults.push(...(await textFault(record)));
    expected.delete(chain);
    chains += Math.min(stored.length, 1);
    records += stored.length;
  };
  if (only) for (const chain of only) await compareChain(chain, await store.readChain(chain));
  else for await (const stored of chainsOf(store)) await compareChain(stored[0]?.chain ?? '', stored);
  // Whole chains that are not there; a person who never decided anything has none and lacks none.
  for (const [chain, hashes] of expected) faults.push(...chainFaults(chain, [], hashes));
  return { chains, records, faults };
}

/** A chain by itself, and beside what the log says of it. */
function chainFaults(
  chain: string,
  stored: readonly ChainedRecord[],
  hashes: readonly string[],
): readonly ChainFault[] {
  const head = { count: hashes.length, head: hashes.at(-1) ?? '' };
  const own = verifyChain(chain, stored, head);
  const known = new Set(own.map(({ number }) => number));
  const others = stored.flatMap(({ number, hash }): readonly ChainFault[] => {
    const isAsLogged = hashes[number - 1] === hash || number > hashes.length;
    return isAsLogged || known.has(number) ? [] : [{ chain, number, problem: 'not-as-logged' }];
  });
  return [...own, ...others];
}

/** Every chain of a store with its records, read in pages. */
async function* chainsOf(store: Store): AsyncGenerator<readonly ChainedRecord[]> {
  let chain: ChainedRecord[] = [];
  for (let last: ChainedRecord | undefined; ; ) {
    const records = await store.listRecords(last, page);
    for (const record of records) {
      if (chain[0] && chain[0].chain !== record.chain) {
        yield chain;
        chain = [];
      }
      chain.push(record);
    }
    last = records.at(-1);
    if (!last) break;
  }
  if (chain.length > 0) yield chain;
}

/** Whether the words behind a record are still those of its hash; each text is read once. */
function createTextCheck(store: Store): (record: ChainedRecord) => Promise<readonly ChainFault[]> {
  const judged = new Map<string, boolean>();
  return async ({ chain, number, body }) => {
    const hash = readProofRecord(body)?.text_hash;
    if (typeof hash !== 'string') return [];
    if (!judged.has(hash)) {
      const text = await store.readText(hash);
      // Words that were never told are no fault: the record says their hash, whoever wrote it keeps them.
      judged.set(hash, text === undefined || hashWords(text) === hash);
    }
    return judged.get(hash) ? [] : [{ chain, number, problem: 'text' }];
  };
}
