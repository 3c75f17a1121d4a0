import { type Consent, type JsonObject, mergeConsent } from '@rialto/core/model';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { decidedAt, decidedCell, decidedCells } from '../profile/fold-consent.ts';
import type { Profile, ProofHead } from '../profile/profile.ts';
import { canonicalJson } from './canonical-json.ts';
import { hashEvent, hashRecord, hashWords } from './hash-record.ts';
import { isoOf } from './iso-of.ts';
import {
  type ChainedRecord,
  type ProofCell,
  type ProofConflict,
  type ProofRecord,
  proofSchema,
} from './proof-record.ts';

/** Where a chain ends before its first record. */
const beginning: ProofHead = { count: 0, head: '' };

/**
 * The record that an event adds to the chain of the profile that it went into, pure; undefined for an event that decides
 * nothing and uses nothing.
 *
 * @param head - where the chain ends so far
 * @param consent - what the person permits before the event
 * @example
 * ```ts
 * const record = chainRecord(event, profile.id, profile.proof, profile.consent);
 * ```
 */
export function chainRecord(
  event: PreparedEvent,
  chain: string,
  head: ProofHead | undefined,
  consent: Consent = {},
): ChainedRecord | undefined {
  if (event.name === 'Consent Used') return link(event, chain, head, { kind: 'use', ...useOf(event) });
  const counted = decidedCells(event, consent);
  if (counted.length === 0) return undefined;
  const isRecord = event.name === 'Consent Recorded';
  return link(event, chain, head, {
    kind: isRecord ? 'decision' : 'objection',
    decided_at: isoOf(decidedAt(event)),
    cells: isRecord ? statedCells(event, consent) : counted.map((cell) => ({ counted: cell })),
  });
}

/**
 * The record that a merge adds to the survivor's chain, pure: where the absorbed chain ended, and the answers that
 * disagreed. Undefined where nobody ever decided anything.
 *
 * @example
 * ```ts
 * const record = chainMerge(event, survivor, absorbed);
 * ```
 */
export function chainMerge(
  event: PreparedEvent,
  survivor: Profile,
  absorbed: Profile,
): ChainedRecord | undefined {
  if (!survivor.proof && !absorbed.proof) return undefined;
  return link(event, survivor.id, survivor.proof, {
    kind: 'merge',
    merge: {
      absorbed: { chain: absorbed.id, ...(absorbed.proof ?? beginning) },
      conflicts: conflictsOf(survivor.consent, absorbed.consent),
    },
  });
}

/** Where a chain ends after a record. */
export const headOf = ({ number, hash }: ChainedRecord): ProofHead => ({ count: number, head: hash });

function link(
  event: PreparedEvent,
  chain: string,
  { count, head } = beginning,
  said: Pick<ProofRecord, 'kind'> & Partial<ProofRecord>,
): ChainedRecord {
  const number = count + 1;
  const record: ProofRecord = {
    schema: proofSchema,
    chain,
    number,
    who: event.identifiers,
    recorded_at: isoOf(event.receivedAt),
    original_timestamp: event.originalTimestamp,
    source: event.source,
    message_id: event.messageId,
    event: event.name,
    event_hash: hashEvent(canonicalJson(event)),
    key: event.trusted ? 'secret' : 'write',
    channel: event.channel,
    place: event.place,
    ...(said.kind === 'merge' ? {} : circumstancesOf(event)),
    ...said,
  };
  const body = canonicalJson(record);
  return { chain, number, hash: hashRecord(head, body), previous: head, body };
}

/** Named fields only: whatever else a message carries stays out of the proof. */
function circumstancesOf({ properties, place, context }: PreparedEvent): Partial<ProofRecord> {
  const { reach, text } = properties;
  const touchpoint = (context?.touchpoint ?? {}) as JsonObject;
  return {
    place: statedText(properties.place) ?? place,
    staff: statedText(properties.staff) ?? statedText(touchpoint.staff),
    actor: statedText(properties.actor),
    method: statedText(properties.method),
    ui: statedText(properties.ui),
    policy_version: statedText(properties.policy_version),
    // An older log may hold the words themselves; a stated hash that is not theirs counts for nothing.
    text_hash: typeof text === 'string' ? hashWords(text) : statedText(properties.text_hash),
    locale: statedText(properties.locale),
    evidence: statedText(properties.evidence),
    reach: Array.isArray(reach) ? reach.flatMap((channel) => statedText(channel) ?? []) : undefined,
    valid_until: statedText(properties.valid_until),
  };
}

function statedText(value: JsonObject[string] | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Cell by cell, so that what one cell said stands beside what became of it. */
function statedCells(event: PreparedEvent, consent: Consent): readonly ProofCell[] {
  const { cells } = event.properties;
  return (Array.isArray(cells) ? cells : []).map((stated) => {
    const [counted] = decidedCell(stated, event, consent);
    return { stated, counted };
  });
}

function useOf({ properties, happenedAt, receivedAt }: PreparedEvent): Partial<ProofRecord> {
  return {
    used_at: isoOf(Math.min(happenedAt, receivedAt)),
    use: {
      purpose: statedText(properties.purpose),
      channel: statedText(properties.channel),
      campaign_id: statedText(properties.campaign_id),
      reference: statedText(properties.reference),
    },
  };
}

/** Cells that both had answered, and not alike. A question is no answer. */
function conflictsOf(survivor: Consent, absorbed: Consent): readonly ProofConflict[] {
  const merged = mergeConsent(survivor, absorbed);
  return Object.keys(merged)
    .toSorted()
    .flatMap((cell) => {
      const [a, b, stands] = [survivor, absorbed, merged].map((consent) =>
        Object.hasOwn(consent, cell) ? consent[cell]?.state : undefined,
      );
      const isConflict = a && b && stands && a !== b && merged[cell]?.conflict;
      return isConflict ? [{ cell, survivor: a, absorbed: b, stands }] : [];
    });
}
