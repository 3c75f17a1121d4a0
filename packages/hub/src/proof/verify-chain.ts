import type { ProofHead } from '../profile/profile.ts';
import { hashRecord } from './hash-record.ts';
import { type ChainedRecord, readProofRecord } from './proof-record.ts';

/** One place where a chain is broken. */
export interface ChainFault {
  readonly chain: string;
  /** The number of the record; 0 for the chain as a whole. */
  readonly number: number;
  /**
   * - `changed`: body, hash or the hash before are not what they were
   * - `misplaced`: it was made for another place or another chain
   * - `missing`: there is no record of this number
   * - `needless`: nothing in the log made it
   * - `not-as-logged`: the log says something else
   * - `head`: the profile says that the chain ends elsewhere
   * - `text`: the words that were kept are not those of the hash
   */
  readonly problem: 'changed' | 'misplaced' | 'missing' | 'needless' | 'not-as-logged' | 'head' | 'text';
}

/**
 * Where a chain is broken, pure: a changed byte, a record that is missing or stands elsewhere, an end cut off.
 *
 * @param records - in the order in which they are stored
 * @param head - where the chain ends, as somebody else knows it: the profile, a merge, a note on paper
 * @example
 * ```ts
 * verifyChain('p_5f2b…', records, profile.proof); // [] when it is whole
 * ```
 */
export function verifyChain(
  chain: string,
  records: readonly ChainedRecord[],
  head: ProofHead | undefined,
): readonly ChainFault[] {
  const faults: ChainFault[] = [];
  const add = (number: number, problem: ChainFault['problem']) => faults.push({ chain, number, problem });
  let last: Last = { count: 0, hashes: [''] };
  for (const record of records) {
    for (let number = last.count + 1; number < record.number; number += 1) add(number, 'missing');
    if (record.number <= last.count) add(record.number, 'needless');
    else for (const problem of problemsOf(record, chain, last)) add(record.number, problem);
    // A hash that was changed must not make the next record look changed as well.
    last = { count: record.number, hashes: [record.hash, hashRecord(record.previous, record.body)] };
  }
  const [count, end] = [head?.count ?? 0, head?.head ?? ''];
  for (let number = last.count + 1; number <= count; number += 1) add(number, 'missing');
  for (let number = count + 1; number <= last.count; number += 1) add(number, 'needless');
  if (last.count === count && last.hashes[0] !== end) add(count, 'head');
  return faults;
}

/** The number of the record before, and its hash as it is stored and as it should be. */
interface Last {
  readonly count: number;
  readonly hashes: readonly string[];
}

function problemsOf(record: ChainedRecord, chain: string, last: Last): ChainFault['problem'][] {
  const said = readProofRecord(record.body);
  const isWhole = said !== undefined && hashRecord(record.previous, record.body) === record.hash;
  const follows = record.number !== last.count + 1 || last.hashes.includes(record.previous);
  const isHere = said?.chain === chain && said.number === record.number && record.chain === chain;
  return [
    ...(isWhole && follows ? [] : (['changed'] as const)),
    ...(said === undefined || isHere ? [] : (['misplaced'] as const)),
  ];
}
