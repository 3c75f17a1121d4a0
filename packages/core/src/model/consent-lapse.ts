import type { Channel } from './channel.ts';
import { type ConsentState, cellKey, isRefusal } from './consent-record.ts';
import type { Consent, FoldedCell } from './fold-consent.ts';
import type { Purpose } from './purpose.ts';

/** The channels on which a permission lapses that nobody used. */
const lapsing: readonly (Channel | undefined)[] = ['email', 'sms', 'messaging'];

/**
 * How long a permission to write to a person holds unused, milliseconds: 24 months. A choice of ours: no statute says
 * (BGH III ZR 196/17 knows no lapse; AG Bonn 104 C 227/15 saw one after four unused years).
 */
export const unusedContactFor = 730 * 86_400_000;

/**
 * The state of one purpose now: `expired` once its time has passed, `unset` where nobody answered, `objected` where the
 * person has objected and only refused since. A permission to write lapses when it was not used for
 * {@link unusedContactFor}.
 *
 * @param now - epoch milliseconds
 * @example
 * ```ts
 * consentStateOf(profile.consent, 'marketing', now, 'email');
 * ```
 */
export function consentStateOf(
  consent: Consent,
  purpose: Purpose,
  now: number,
  channel?: Channel,
): ConsentState {
  const key = cellKey(purpose, channel);
  const cell = Object.hasOwn(consent, key) ? consent[key] : undefined;
  if (!cell) return 'unset';
  const { state, objected } = cell;
  if (isRefusal(state)) return objected === undefined ? state : 'objected';
  const isOpen = state === 'granted' || state === 'soft_opt_in';
  return isOpen && (lapseOf(cell, channel) ?? Number.POSITIVE_INFINITY) <= now ? 'expired' : state;
}

/** When a permission lapses: at its own time, or by lying unused; undefined where it does not. */
export function lapseOf({ until, at, usedAt = at }: FoldedCell, channel?: Channel): number | undefined {
  if (!lapsing.includes(channel)) return until;
  return Math.min(until ?? Number.POSITIVE_INFINITY, Math.max(at, usedAt) + unusedContactFor);
}

/**
 * Notes that a permission was used: a call was made, a letter was sent. What was not permitted at that time was not used,
 * and is prolonged by nothing.
 *
 * @param at - when, epoch milliseconds
 * @example
 * ```ts
 * noteConsentUse(profile.consent, 'marketing', 'phone', event.happenedAt);
 * ```
 */
export function noteConsentUse(consent: Consent, purpose: Purpose, channel: Channel, at: number): Consent {
  const key = cellKey(purpose, channel);
  const known = Object.hasOwn(consent, key) ? consent[key] : undefined;
  const state = consentStateOf(consent, purpose, at, channel);
  if (!known || at < known.at || (state !== 'granted' && state !== 'soft_opt_in')) return consent;
  return { ...consent, [key]: { ...known, usedAt: Math.max(at, known.usedAt ?? 0) } };
}
