import {
  type Channel,
  type Consent,
  consentStateOf,
  type Identifier,
  isRefusal,
  lapseOf,
} from '@rialto/core/model';
import type { Profile, ProofHead } from '../profile/profile.ts';
import { hashWords } from './hash-record.ts';
import { isoOf } from './iso-of.ts';
import { keepUntil } from './keep-until.ts';
import { type ChainedRecord, type ProofRecord, readProofRecord } from './proof-record.ts';
import { type ChainFault, verifyChain } from './verify-chain.ts';

/** The version of {@link ConsentDossier} that this program writes. */
const dossierSchema = 'rialto.consent-dossier/1';

/** What stands in one cell now. Times are ISO 8601. */
export interface DossierCell {
  readonly purpose: string;
  readonly channel?: string | undefined;
  readonly state: string;
  /** When the person decided so. */
  readonly since?: string | undefined;
  /** When it lapses. */
  readonly until?: string | undefined;
  readonly last_used_at?: string | undefined;
  readonly objected_at?: string | undefined;
  /** Two profiles became one and had answered differently: the refusal stands until the person decides. */
  readonly conflict?: true | undefined;
  readonly reach?: readonly string[] | undefined;
  readonly product_groups?: readonly string[] | undefined;
  /** Until when the proof must be kept, where a statute says (UWG §7a). */
  readonly keep_until?: string | undefined;
}

/** One record, as it is stored and as it reads. */
export interface DossierRecord extends ChainedRecord {
  /** Left out where the body cannot be read. */
  readonly record?: ProofRecord | undefined;
}

/** One chain: the person's own, or that of a profile that was found to be hers. */
interface DossierChain {
  readonly chain: string;
  /** Where it ends, as the profile says, or the record of the merge. */
  readonly end: ProofHead;
  readonly records: readonly DossierRecord[];
}

/** Everything that proves one person's consents. */
export interface ConsentDossier {
  readonly schema: string;
  readonly made_at: string;
  /** By which identifier the person was found, in the form in which the hub keeps it. */
  readonly found_by: Identifier;
  readonly profile: string;
  /** Whether every chain is whole by itself; `rialto-hub consent verify` also compares with the log. */
  readonly whole: boolean;
  readonly faults: readonly ChainFault[];
  readonly state: readonly DossierCell[];
  /** The person's own chain first, then those that were absorbed. */
  readonly chains: readonly DossierChain[];
  /** The words behind the hashes, as far as the hub was told them. */
  readonly texts: readonly { readonly hash: string; readonly text: string }[];
}

/** What a dossier is made of. */
export interface DossierParts {
  readonly foundBy: Identifier;
  readonly profile: Profile;
  readonly chains: readonly {
    readonly end: ProofHead;
    readonly chain: string;
    readonly records: readonly ChainedRecord[];
  }[];
  readonly texts: ConsentDossier['texts'];
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Puts together what proves one person's consents, pure: how things stand, every record, the words.
 *
 * @example
 * ```ts
 * const dossier = makeDossier({ foundBy, profile, chains, texts, now: clock.now() });
 * ```
 */
export function makeDossier({ foundBy, profile, chains, texts, now }: DossierParts): ConsentDossier {
  const wrong = new Set(texts.filter(({ hash, text }) => hashWords(text) !== hash).map(({ hash }) => hash));
  const read = chains.map(({ chain, end, records }) => ({
    chain,
    end,
    records: records.map((record) => ({ ...record, record: readProofRecord(record.body) })),
  }));
  const faults = read.flatMap(({ chain, records, end }) => [
    ...verifyChain(chain, records, end),
    ...records
      .filter(({ record }) => wrong.has(record?.text_hash ?? ''))
      .map(({ number }): ChainFault => ({ chain, number, problem: 'text' })),
  ]);
  const all = read.flatMap(({ records }) => records.flatMap(({ record }) => record ?? []));
  return {
    schema: dossierSchema,
    made_at: new Date(now).toISOString(),
    found_by: foundBy,
    profile: profile.id,
    whole: faults.length === 0,
    faults,
    state: stateOf(profile.consent, keepUntil(all), now),
    chains: read,
    texts,
  };
}

/**
 * The records of all chains, newest first by the hub's clock.
 *
 * @example
 * ```ts
 * newestFirst(dossier)[0]?.record?.kind; // 'decision'
 * ```
 */
export const newestFirst = ({ chains }: ConsentDossier): readonly DossierRecord[] =>
  chains
    .flatMap(({ records }) => records)
    .toSorted((a, b) => compare(timeOf(b), timeOf(a)) || compare(a.chain, b.chain) || b.number - a.number);

const timeOf = ({ record }: DossierRecord): string => record?.recorded_at ?? '';
const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

function stateOf(consent: Consent, keep: ReadonlyMap<string, number>, now: number): readonly DossierCell[] {
  return Object.entries(consent)
    .toSorted(([a], [b]) => compare(a, b))
    .map(([key, cell]) => {
      const [purpose = '', channel] = key.split('@') as [string, Channel?];
      const { at, usedAt, objected, conflict, reach, productGroups } = cell;
      return {
        purpose,
        channel,
        state: consentStateOf(consent, purpose, now, channel),
        // A use of what nobody ever permitted is noted at a cell without a decision.
        since: cell.state === 'unset' ? undefined : isoOf(at),
        // A refusal does not lapse: it stands until the person decides.
        until: isRefusal(cell.state) ? undefined : isoOf(lapseOf(cell, channel)),
        last_used_at: isoOf(usedAt),
        objected_at: isoOf(objected),
        conflict,
        reach,
        product_groups: productGroups,
        keep_until: isoOf(keep.get(key)),
      };
    });
}
