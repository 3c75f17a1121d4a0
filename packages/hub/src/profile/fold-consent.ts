import {
  type Channel,
  type Consent,
  type ConsentCell,
  type ConsentException,
  type ConsentState,
  consentStates,
  foldConsent,
  isChannel,
  isRefusal,
  noteConsentUse,
} from '@rialto/core/model';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { contactChannels } from './contact-channels.ts';
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
  const cells = decidedCells(event);
  return cells.length === 0
    ? consent
    : foldConsent(consent, cells, decidedAt(event), { until: untilOf(event), reach: reachOf(event) });
}

/** When the person decided. Nobody decides in the future: a clock that runs ahead would shut out every later decision. */
export function decidedAt({ properties, happenedAt, receivedAt }: PreparedEvent): number {
  const stated = Date.parse(String(properties.decided_at ?? ''));
  return Number.isNaN(stated) ? happenedAt : Math.min(stated, receivedAt);
}

function untilOf({ properties }: PreparedEvent): number | undefined {
  const until = Date.parse(String(properties.valid_until ?? ''));
  return Number.isNaN(until) ? undefined : until;
}

/** The channel in which it was given, and those that its text named. */
function reachOf({ properties, channel }: PreparedEvent): readonly Channel[] {
  return [channel, ...(Array.isArray(properties.reach) ? properties.reach.filter(isChannel) : [])];
}

function foldUse(consent: Consent, { properties, happenedAt, receivedAt }: PreparedEvent): Consent {
  const purpose = textOf(properties, 'purpose');
  const { channel } = properties;
  if (!purpose || !isPurposeName.test(purpose) || !isChannel(channel)) return consent;
  return noteConsentUse(consent, purpose, channel, Math.min(happenedAt, receivedAt));
}

/** Ways of saying "no more e-mails". */
const emailObjections: readonly string[] = ['Email Unsubscribed', 'Unsubscribed', 'Email Marked as Spam'];

/** No `@`, which parts purpose and channel in the key of a cell, and no name that objects are born with. */
const isPurposeName = /^(?!__proto__$)[^@]{1,64}$/;

/** The decisions that an event carries: a consent record, or an objection that came by message. */
export function decidedCells(event: PreparedEvent): readonly ConsentCell[] {
  const { name, properties } = event;
  if (emailObjections.includes(name)) return [{ purpose: 'marketing', channel: 'email', state: 'withdrawn' }];
  if (name === 'Opt-Out Received') {
    const by = textOf(properties, 'message_channel', 'channel');
    return [{ purpose: 'marketing', state: 'objected', ...(isChannel(by) ? { channel: by } : {}) }];
  }
  if (name !== 'Consent Recorded' || !Array.isArray(properties.cells)) return [];
  return properties.cells.flatMap((cell: unknown) => readCell(cell, event));
}

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
  if (isChannel(by)) return [{ purpose, state: asProven(known, by, event), channel: by }];
  // A permission for a channel that nobody knows is none; a refusal is taken for all of them.
  return by === undefined || by === null || isRefusal(known) ? [{ purpose, state: known }] : [];
}

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
  const isProven = trusted && (channel !== 'phone' || textOf(properties, 'evidence') !== undefined);
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
