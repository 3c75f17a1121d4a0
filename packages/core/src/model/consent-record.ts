import type { Channel } from './channel.ts';
import type { Purpose } from './purpose.ts';

/** What can stand in one cell purpose × channel. Only `granted` opens the gate for events. */
export const consentStates = [
  'unset',
  'pending',
  'granted',
  'denied',
  'withdrawn',
  'expired',
  'objected',
  'soft_opt_in',
] as const;

/** One of {@link consentStates}. `soft_opt_in` is the existing-customer exception of UWG §7(3): contact only. */
export type ConsentState = (typeof consentStates)[number];

/** One answer of a person: for a purpose, and for one contact channel where it names one. */
export interface ConsentCell {
  readonly purpose: Purpose;
  /** A contact channel such as `email`. Left out: the purpose as such. */
  readonly channel?: Channel | undefined;
  readonly state: ConsentState;
}

/**
 * One decision with its proof, immutable: who decided is the message's person, the rest stands here.
 * It travels as the properties of the event `Consent Recorded`.
 *
 * Sources: GDPR Article 7(1), ISO/IEC TS 27560:2023 (consent record information structure).
 */
export interface ConsentRecord {
  /** Every cell that was shown, refusals included. */
  readonly cells: readonly ConsentCell[];
  /** When the person decided, ISO 8601. Left out: the message's timestamp. */
  readonly decided_at?: string | undefined;
  readonly policy_version?: string | undefined;
  /** The exact words by hash, `sha256:…`. */
  readonly text_hash?: string | undefined;
  readonly locale?: string | undefined;
  /** How: `accept_all`, `reject_all`, `save`, `withdraw`, `spoken`, `signed`, `import`, … */
  readonly method?: string | undefined;
  /** The member of staff who took the decision down. */
  readonly staff?: string | undefined;
  /** Where the proof lies: a recording, a scan, a form. */
  readonly evidence?: string | undefined;
  /** When it lapses, ISO 8601. */
  readonly valid_until?: string | undefined;
}

/** A cell after folding: its state, and the time of the decision that put it there (epoch ms). */
export interface FoldedCell {
  readonly state: ConsentState;
  readonly at: number;
  /** When it lapses, epoch ms. */
  readonly until?: number;
  /** Two people were found to be one and had answered differently: the refusal stands until the person decides. */
  readonly conflict?: true;
}

/** What a person permits: folded cells by key (`analytics`, `marketing@email`). */
export type Consent = Readonly<Record<string, FoldedCell>>;

/** The key of a cell in {@link Consent}. */
export const cellKey = (purpose: Purpose, channel?: Channel): string =>
  channel ? `${purpose}@${channel}` : purpose;

/** How strict each state is; in a tie or a conflict the higher one stands. */
const strictness: Readonly<Record<ConsentState, number>> = {
  unset: 0,
  granted: 1,
  soft_opt_in: 2,
  pending: 3,
  expired: 4,
  denied: 5,
  withdrawn: 6,
  objected: 7,
};

/** Whether a state is a refusal: not open, and not merely unanswered. */
export const isRefusal = (state: ConsentState): boolean => strictness[state] >= strictness.expired;

/**
 * Folds one decision into what a person permits. The later decision wins, at the same
 * instant the stricter one: the result does not depend on the order of arrival.
 *
 * @param at - when the person decided, epoch milliseconds
 * @example
 * ```ts
 * foldConsent({}, [{ purpose: 'analytics', state: 'granted' }], 1_700_000_000_000);
 * ```
 */
export function foldConsent(
  consent: Consent,
  cells: readonly ConsentCell[],
  at: number,
  until?: number,
): Consent {
  const next: Record<string, FoldedCell> = { ...consent };
  for (const { purpose, channel, state } of cells) {
    const key = cellKey(purpose, channel);
    const known = Object.hasOwn(next, key) ? next[key] : undefined;
    const decided: FoldedCell = { state, at, ...(until === undefined ? {} : { until }) };
    if (!known || isLater(decided, known)) next[key] = decided;
  }
  return next;
}

/** Whether a decision stands over another: the later one, then the stricter, then the one that lapses first. */
function isLater(a: FoldedCell, b: FoldedCell): boolean {
  if (a.at !== b.at) return a.at > b.at;
  if (a.state !== b.state) return strictness[a.state] > strictness[b.state];
  return (a.until ?? Number.POSITIVE_INFINITY) < (b.until ?? Number.POSITIVE_INFINITY);
}

/**
 * Joins what two profiles permit when they are found to be one person. Where they disagree the
 * stricter answer stands, dated by the later of both, so that only a new decision can lift it.
 *
 * @example
 * ```ts
 * mergeConsent(ofTheCard, ofTheWebAccount).marketing?.state; // 'denied' if either says so
 * ```
 */
export function mergeConsent(a: Consent, b: Consent): Consent {
  const next: Record<string, FoldedCell> = { ...a };
  for (const [key, theirs] of Object.entries(b)) {
    const ours = Object.hasOwn(next, key) ? next[key] : undefined;
    next[key] = ours ? stricter(ours, theirs) : theirs;
  }
  return next;
}

function stricter(a: FoldedCell, b: FoldedCell): FoldedCell {
  if (a.state !== b.state) {
    if (a.state === 'unset') return b;
    if (b.state === 'unset') return a;
  }
  const until = Math.min(a.until ?? Number.POSITIVE_INFINITY, b.until ?? Number.POSITIVE_INFINITY);
  const conflict = a.state !== b.state || a.conflict || b.conflict;
  return {
    state: strictness[a.state] > strictness[b.state] ? a.state : b.state,
    at: Math.max(a.at, b.at),
    ...(Number.isFinite(until) ? { until } : {}),
    ...(conflict ? { conflict } : {}),
  };
}

/**
 * The state of one purpose now: `expired` once its time has passed, `unset` where nobody answered.
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
  const isOpen = cell.state === 'granted' || cell.state === 'soft_opt_in';
  return isOpen && cell.until !== undefined && cell.until <= now ? 'expired' : cell.state;
}
