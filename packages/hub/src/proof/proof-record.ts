import type { Channel, ConsentCell, ConsentState, Identifier, JsonObject } from '@rialto/core/model';
import type { ProofHead } from '../profile/profile.ts';

/** The version of {@link ProofRecord} that this program writes. */
export const proofSchema = 'rialto.consent-record/1';

/** One link of a chain, as it is stored: never changed, never removed. */
export interface ChainedRecord {
  /** The profile into whose chain it was added. */
  readonly chain: string;
  /** From 1. */
  readonly number: number;
  /** `sha256:…` over the hash before and the body; see `hashRecord`. */
  readonly hash: string;
  /** The hash of the record before; empty for the first. */
  readonly previous: string;
  /** The record as canonical JSON (RFC 8785): docs/specs/consent-proof.md lists its fields. */
  readonly body: string;
}

/** A cell of a decision. */
export interface ProofCell {
  /** As the message said it; left out where it is the kind of message that says it (an unsubscribe). */
  readonly stated?: JsonObject[string] | undefined;
  /** As it counted: a permission that lacks its confirmation or its evidence is `pending`; left out where it was nothing. */
  readonly counted?: ConsentCell | undefined;
}

/** A cell in which two profiles that became one disagreed. */
export interface ProofConflict {
  /** `marketing@email` */
  readonly cell: string;
  readonly survivor: ConsentState;
  readonly absorbed: ConsentState;
  /** What stands until the person decides. */
  readonly stands: ConsentState;
}

/**
 * What a record says, field by field: docs/specs/consent-proof.md. Times are ISO 8601. Never an address of the network and
 * never a user agent: only the fields that are named here are taken over (GDPR Article 5(1)(c)).
 */
export interface ProofRecord {
  readonly schema: string;
  readonly chain: string;
  readonly number: number;
  readonly kind: 'decision' | 'objection' | 'use' | 'merge';
  /** Whose it is, as the log keeps identifiers: those that contact a person by hash. */
  readonly who: readonly Identifier[];
  /** When the person decided or objected. */
  readonly decided_at?: string | undefined;
  /** When the permission was used. */
  readonly used_at?: string | undefined;
  /** When the hub took it, by its own clock. */
  readonly recorded_at?: string | undefined;
  /** As the client's clock said, raw. */
  readonly original_timestamp?: string | undefined;
  readonly source: string;
  readonly message_id: string;
  readonly event: string;
  /** The hash of the whole event in the log: what changes there is found. */
  readonly event_hash: string;
  /** Which kind of key brought it: a server's, or one that stands in a page. */
  readonly key: 'secret' | 'write';
  readonly channel: Channel;
  readonly place?: string | undefined;
  readonly staff?: string | undefined;
  readonly actor?: string | undefined;
  readonly method?: string | undefined;
  readonly ui?: string | undefined;
  readonly policy_version?: string | undefined;
  readonly text_hash?: string | undefined;
  readonly locale?: string | undefined;
  readonly evidence?: string | undefined;
  readonly reach?: readonly string[] | undefined;
  readonly valid_until?: string | undefined;
  /** Every cell that was shown, refusals included. */
  readonly cells?: readonly ProofCell[] | undefined;
  readonly use?:
    | {
        readonly purpose?: string | undefined;
        readonly channel?: string | undefined;
        readonly campaign_id?: string | undefined;
        readonly reference?: string | undefined;
      }
    | undefined;
  readonly merge?:
    | {
        readonly absorbed: { readonly chain: string } & ProofHead;
        readonly conflicts: readonly ProofConflict[];
      }
    | undefined;
}

/**
 * Reads a stored body; undefined for what is none, as after somebody changed it.
 *
 * @example
 * ```ts
 * readProofRecord(record.body)?.kind; // 'decision'
 * ```
 */
export function readProofRecord(body: string): ProofRecord | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const { chain, kind, who, schema } = (value ?? {}) as Partial<Record<keyof ProofRecord, unknown>>;
    const isOurs = typeof chain === 'string' && typeof kind === 'string' && schema === proofSchema;
    return isOurs && Array.isArray(who) ? (value as ProofRecord) : undefined;
  } catch {
    return undefined;
  }
}
