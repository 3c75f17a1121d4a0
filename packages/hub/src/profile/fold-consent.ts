import {
  type Channel,
  type Consent,
  type ConsentCell,
  type ConsentException,
  type ConsentState,
  cellKey,
  consentStates,
  type FoldedCell,
  foldConsent,
  isChannel,
  isRefusal,
  noteConsentUse,
} from '@rialto/core/model';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { contactChannels } from './contact-channels.ts';
import { parseTime } from './parse-time.ts';
import { textOf } from './read-properties.ts';

/**
 * What a person permits after an event: a consent record, an objection that came by message, the use of a permission.
 *
 * @example
 * ```ts
 * const consent = foldConsentEvent(profile.consent, event);
 * ```
 */
export function foldConsentEvent(consent: Consent, event: PreparedEvent): Consent {
  if (event.name === 'Consent Used') return foldUse(consent, event);
  const cells = decidedCells(event, consent);
  if (cells.length === 0) return consent;
  const terms = { until: untilOf(event), reach: reachOf(event) };
  const refusals = cells.filter(({ state }) => isRefusal(state));
  const others = cells.filter(({ state }) => !isRefusal(state));
  return foldConsent(
    foldConsent(consent, others, decidedAt(event), terms),
    refusals,
    decidedAt(event, 'refusal'),
    terms,
  );
}

const dayAlone = /^\d{4}-\d\d-\d\d$/;
const day = 86_400_000;

/**
 * When the person decided, by the hub's clock: the device wrote it by the clock that dated the message, so it is as wrong.
 * Nobody decides in the future: a clock that runs ahead would shut out every later decision. Of a day alone nobody knows
 * the hour: a refusal counts from its end, everything else from its start.
 */
export function decidedAt(
  { properties, happenedAt, receivedAt, originalTimestamp }: PreparedEvent,
  what: 'refusal' | 'other' = 'other',
): number {
  const text = String(properties.decided_at ?? '');
  const stated = parseTime(text);
  if (stated === undefined) return happenedAt;
  const skew = happenedAt - (parseTime(originalTimestamp) ?? happenedAt);
  const end = what === 'refusal' && dayAlone.test(text) ? day - 1 : 0;
  return Math.min(stated + end + skew, receivedAt);
}

function untilOf({ properties }: PreparedEvent): number | undefined {
  const until = Date.parse(String(properties.valid_until ?? ''));
  return Number.isNaN(until) ? undefined : until;
}

/** The channel in which it was given, and those that its text named. */
function reachOf({ properties, channel }: PreparedEvent): readonly Channel[] {
  return [channel, ...(Array.isArray(properties.reach) ? properties.reach.filter(isChannel) : [])];
}

/** A page's key is public: who reads it must not keep a permission alive that nobody used. */
function foldUse(consent: Consent, { trusted, properties, happenedAt, receivedAt }: PreparedEvent): Consent {
  if (!trusted) return consent;
  const purpose = textOf(properties, 'purpose');
  const { channel } = properties;
  if (!purpose || !isPurposeName.test(purpose) || !isChannel(channel)) return consent;
  return noteConsentUse(consent, purpose, channel, Math.min(happenedAt, receivedAt));
}

/** Ways of saying "no more e-mails". */
const emailObjections: readonly string[] = ['Email Unsubscribed', 'Unsubscribed', 'Email Marked as Spam'];

/** No `@`, which parts purpose and channel in the key of a cell, and no name that objects are born with. */
const isPurposeName = /^(?!__proto__$)[^@]{1,64}$/;

/**
 * The decisions that an event carries: a consent record, or an objection that came by message.
 *
 * @param consent - what the person permits so far: a past no may keep a grant waiting
 */
export function decidedCells(event: PreparedEvent, consent: Consent = {}): readonly ConsentCell[] {
  const { name, properties } = event;
  if (emailObjections.includes(name)) return [{ purpose: 'marketing', channel: 'email', state: 'withdrawn' }];
  if (name === 'Opt-Out Received') {
    const by = textOf(properties, 'message_channel', 'channel');
    return [{ purpose: 'marketing', state: 'objected', ...(isTaken(by, event) ? { channel: by } : {}) }];
  }
  if (name !== 'Consent Recorded' || !Array.isArray(properties.cells)) return [];
  return properties.cells.flatMap((cell: unknown) => decidedCell(cell, event, consent));
}

/** One cell of a consent record as it counts; none where it counts for nothing. */
export const decidedCell = (cell: unknown, event: PreparedEvent, consent: Consent): readonly ConsentCell[] =>
  readCell(cell, event).map((read) =>
    read.state === 'granted' && isHeldBack(read, event, consent) ? { ...read, state: 'pending' } : read,
  );

/**
 * Whether a past no keeps a grant waiting: an objection is lifted by no public key, and an answer to a question by nobody
 * who said no since she was asked.
 */
function isHeldBack(
  { purpose, channel }: ConsentCell,
  { trusted, properties }: PreparedEvent,
  consent: Consent,
): boolean {
  const cellOf = (key: string) => (Object.hasOwn(consent, key) ? consent[key] : undefined);
  const known = cellOf(cellKey(purpose, channel));
  // Until she lifts it where it can be proven.
  if (!trusted && known?.objected !== undefined && isRefusal(known.state)) return true;
  const askedAt =
    properties.method === 'doi_confirm' ? parseTime(String(properties.asked_at ?? '')) : undefined;
  return (
    askedAt !== undefined &&
    [known, cellOf(cellKey(purpose))].some((cell) => cell !== undefined && saidNoAt(cell) >= askedAt)
  );
}

/** When the person last said no to a cell. A lapse is nobody's no. */
export function saidNoAt({ state, at, refused, objected }: FoldedCell): number {
  const never = Number.NEGATIVE_INFINITY;
  const last = isRefusal(state) && state !== 'expired' ? at : never;
  return Math.max(last, refused ?? never, objected ?? never);
}

/** A retailer's own channels have any number of names: by a public key they would make a profile as large as one likes. */
const isTaken = (channel: unknown, { trusted }: PreparedEvent): channel is Channel =>
  isChannel(channel) && (trusted || !channel.startsWith('x-'));

function readCell(cell: unknown, event: PreparedEvent): readonly ConsentCell[] {
  const {
    purpose,
    channel: by,
    state,
    exception,
  } = (cell ?? {}) as Partial<Record<keyof ConsentCell, unknown>>;
  const known = consentStates.find((candidate) => candidate === state);
  // `unset` is the lack of an answer, and lifts none.
  if (typeof purpose !== 'string' || !isPurposeName.test(purpose) || !known || known === 'unset') return [];
  if (known === 'soft_opt_in') return readException({ purpose, by, exception }, event);
  if (isTaken(by, event)) return [{ purpose, state: asProven(known, by, event), channel: by }];
  // A permission for a channel that nobody knows, or that may not be named here, is none; a refusal is taken for all.
  return by === undefined || by === null || isRefusal(known) ? [{ purpose, state: known }] : [];
}

/** Channels on which a person is spoken to: what was said there is proven by nothing that stands in a mailbox. */
const spoken: readonly Channel[] = ['phone', 'voice'];

/**
 * A page's key is public, so whoever reads it could sign a stranger up for letters. Permission to contact that comes
 * by it waits until the person confirms (BGH I ZR 164/09: a declaration proves nothing without the mailbox's answer);
 * a refusal counts at once. A permission to call needs its evidence, whoever brings it (UWG §7a).
 */
function asProven(
  state: ConsentState,
  channel: Channel,
  { trusted, properties }: PreparedEvent,
): ConsentState {
  if (state !== 'granted' || !contactChannels.includes(channel)) return state;
  const isProven = trusted && (!spoken.includes(channel) || textOf(properties, 'evidence') !== undefined);
  return isProven ? 'granted' : 'pending';
}

/**
 * The existing-customer exception: only e-mail and SMS, only from a server, and with the sale, the notice and the goods
 * that it rests on (UWG §7(3)). That nobody objected is for the fold to see; whatever lacks a condition is nothing.
 */
function readException(
  { purpose, by, exception }: { readonly purpose: string; readonly by: unknown; readonly exception: unknown },
  { trusted }: PreparedEvent,
): readonly ConsentCell[] {
  const stated = (exception ?? {}) as Partial<Record<keyof ConsentException, unknown>>;
  const { sale, notice, product_group } = stated;
  const isWhole = [sale, notice, product_group].every(
    (text) => typeof text === 'string' && text.trim() !== '',
  );
  if (!trusted || !isWhole || (by !== 'email' && by !== 'sms')) return [];
  return [{ purpose, channel: by, state: 'soft_opt_in', exception: stated as unknown as ConsentException }];
}
