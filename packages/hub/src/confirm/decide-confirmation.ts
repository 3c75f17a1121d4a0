import { type Channel, type Consent, cellKey, type Purpose } from '@rialto/core/model';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { decidedAt, decidedCells, saidNoAt } from '../profile/fold-consent.ts';
import { answerIdOf, type ConfirmationKey } from './confirmation-token.ts';

/** Why a token confirms nothing. */
export type ConfirmationFault =
  | 'unknown_confirmation'
  | 'confirmation_used'
  | 'confirmation_expired'
  | 'confirmation_void';

/** What a token may confirm now, or why it confirms nothing. */
export type ConfirmationDecision =
  | { readonly kind: 'open'; readonly purposes: readonly Purpose[]; readonly channel: Channel }
  | { readonly kind: 'refused'; readonly code: ConfirmationFault };

/** What is known of a token. */
export interface KnownConfirmation {
  /** The message that asked; undefined where the log has none. */
  readonly request: PreparedEvent | undefined;
  /** Whether it was answered before. */
  readonly isAnswered: boolean;
  /** What those permit to whom the request's identifiers lead. */
  readonly consents: readonly Consent[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The channel that an answer from an address proves, and no other (BGH I ZR 164/09: a mailbox proves no telephone). */
export function channelOfContact(kind: string): 'email' | 'sms' | undefined {
  if (kind === 'email') return 'email';
  return kind === 'phone' ? 'sms' : undefined;
}

/**
 * Decides what a token confirms, pure: once, within its time, and only as long as the person has not said no since
 * she was asked.
 *
 * @example
 * ```ts
 * decideConfirmation({ request, isAnswered: false, consents: [profile.consent], now }).kind; // 'open'
 * ```
 */
export function decideConfirmation(known: KnownConfirmation): ConfirmationDecision {
  const { request, isAnswered, consents, now } = known;
  const asked = request && askedBy(request);
  if (!request || !asked) return { kind: 'refused', code: 'unknown_confirmation' };
  if (isAnswered) return { kind: 'refused', code: 'confirmation_used' };
  if (asked.until <= now) return { kind: 'refused', code: 'confirmation_expired' };
  if (isVoid(request, asked, consents)) return { kind: 'refused', code: 'confirmation_void' };
  return { kind: 'open', purposes: asked.purposes, channel: asked.channel };
}

/** Whether the person said no since she was asked. */
export function isVoid(
  request: PreparedEvent,
  { purposes, channel }: Pick<Asked, 'purposes' | 'channel'>,
  consents: readonly Consent[],
): boolean {
  const askedAt = decidedAt(request);
  return purposes.some((purpose) =>
    consents.some((consent) => isRefusedSince(consent, purpose, channel, askedAt)),
  );
}

interface Asked {
  readonly purposes: readonly Purpose[];
  readonly channel: Channel;
  readonly until: number;
}

/** What a message asks to be confirmed. One that came by a page's key asks nothing: a page must not make up letters. */
function askedBy(request: PreparedEvent): Asked | undefined {
  const { trusted, identifiers, properties } = request;
  const until = Date.parse(String(properties.confirm_by ?? ''));
  const contact = identifiers
    .map(({ kind }) => channelOfContact(kind))
    .find((channel) => channel !== undefined);
  if (!trusted || Number.isNaN(until) || contact === undefined) return undefined;
  const purposes = decidedCells(request)
    .filter(({ state, channel }) => state === 'pending' && channel === contact)
    .map(({ purpose }) => purpose);
  return purposes.length > 0 ? { purposes: [...new Set(purposes)], channel: contact, until } : undefined;
}

/** At the same instant too: the stricter answer stands. */
function isRefusedSince(consent: Consent, purpose: Purpose, channel: Channel, since: number): boolean {
  return [cellKey(purpose), cellKey(purpose, channel)].some((key) => {
    const cell = Object.hasOwn(consent, key) ? consent[key] : undefined;
    return cell !== undefined && saidNoAt(cell) >= since;
  });
}

/** What a grant takes over from the question: the words, and how far they reach. */
const keptProperties = ['text_hash', 'locale', 'policy_version', 'reach', 'valid_until'] as const;

/**
 * The message that answers a request: the person's own grant, for what was asked and for the channel of the mailbox.
 *
 * @example
 * ```ts
 * await store.commit([confirmedEvent(request, key, decision, clock.now())]);
 * ```
 */
export function confirmedEvent(
  request: PreparedEvent,
  key: ConfirmationKey,
  { purposes, channel }: Extract<ConfirmationDecision, { kind: 'open' }>,
  now: number,
): PreparedEvent {
  const kept = keptProperties.flatMap((name) => {
    const value = request.properties[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...request,
    messageId: answerIdOf(key),
    happenedAt: now,
    receivedAt: now,
    originalTimestamp: undefined,
    sentAt: undefined,
    channel,
    place: undefined,
    context: undefined,
    properties: {
      ...Object.fromEntries(kept),
      cells: purposes.map((purpose) => ({ purpose, channel, state: 'granted' })),
      method: 'doi_confirm',
      actor: 'customer',
      evidence: `sha256:${key.hash}`,
      // The fold holds the answer against what was refused in between: two of them may come at once.
      asked_at: new Date(decidedAt(request)).toISOString(),
      caused_by: request.messageId,
    },
  };
}
