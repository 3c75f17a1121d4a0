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

/** What the existing-customer exception of a cell rests on (UWG §7(3)): a sale, a notice, and what the goods were. */
export interface ConsentException {
  /** The sale in which the address was given: a number of an order or a receipt. */
  readonly sale: string;
  /** Where the person was told that she can object: the text or form, by its own reference. */
  readonly notice: string;
  /** The retailer's own and similar goods for which it holds. */
  readonly product_group: string;
}

/** One answer of a person: for a purpose, and for one contact channel where it names one. */
export interface ConsentCell {
  readonly purpose: Purpose;
  /** A contact channel such as `email`. Left out: the purpose as such. */
  readonly channel?: Channel | undefined;
  readonly state: ConsentState;
  /** Needed where the state is `soft_opt_in`, and there alone. */
  readonly exception?: ConsentException | undefined;
}

/** Who spoke: the person, a guardian for her, a member of staff who took it down, or a machine (a lapse, an import). */
export const consentActors = ['customer', 'guardian', 'staff', 'system'] as const;

/** One of {@link consentActors}. */
export type ConsentActor = (typeof consentActors)[number];

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
  /** The exact words by hash, `sha256:…`; see `hashConsentText`. */
  readonly text_hash?: string | undefined;
  /** The exact words. The hub keeps each text once, by its hash, and not in the log. */
  readonly text?: string | undefined;
  readonly locale?: string | undefined;
  /** How: `accept_all`, `reject_all`, `save`, `withdraw`, `spoken`, `signed`, `import`, … */
  readonly method?: string | undefined;
  /** Who spoke. Left out: the person. */
  readonly actor?: ConsentActor | undefined;
  /** What the words were shown by: component, version and layer, such as `rialto-consent/0.1.0 settings`. */
  readonly ui?: string | undefined;
  /** The store, till, call centre or page. */
  readonly place?: string | undefined;
  /** The member of staff who took the decision down. */
  readonly staff?: string | undefined;
  /** Where the proof lies: a recording, a scan, a form. */
  readonly evidence?: string | undefined;
  /** The channels whose use of the data the text named. Left out: only the one in which it was given. */
  readonly reach?: readonly Channel[] | undefined;
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
  /** The channels that the decision reaches, sorted. */
  readonly reach?: readonly Channel[];
  /** When the person last said no, in whatever words, epoch ms: a later yes to the cell takes back none that rested on it. */
  readonly refused?: number;
  /** When the person last objected, epoch ms: from then on only an express grant opens the cell. */
  readonly objected?: number;
  /** When the permission was last used, epoch ms. */
  readonly usedAt?: number;
  /** Of a soft opt-in: the goods for which it holds, sorted. */
  readonly productGroups?: readonly string[];
}

/** What a person permits: folded cells by key (`analytics`, `marketing@email`). */
export type Consent = Readonly<Record<string, FoldedCell>>;

/** What holds for all cells of a decision. */
export interface ConsentTerms {
  /** When it lapses, epoch ms. */
  readonly until?: number | undefined;
  /** The channels that it reaches. */
  readonly reach?: readonly Channel[] | undefined;
}

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

/** A lapse refuses, but is nobody's no. */
const isNo = (state: ConsentState): boolean => isRefusal(state) && state !== 'expired';

/**
 * How much each state weighs against another whatever their times: asking takes nothing back, and the existing-customer
 * exception holds only where the person never answered (UWG §7(3) no. 3).
 */
const weight = (state: ConsentState): number => {
  if (state === 'unset') return 0;
  if (state === 'pending') return 1;
  return state === 'soft_opt_in' ? 2 : 3;
};

/** The channels on which a permission lapses that nobody used. */
const lapsing: readonly (Channel | undefined)[] = ['email', 'sms', 'messaging'];

/**
 * How long a permission to write to a person holds unused, milliseconds: 24 months. A choice of ours: no statute says
 * (BGH III ZR 196/17 knows no lapse; AG Bonn 104 C 227/15 saw one after four unused years).
 */
export const unusedContactFor = 730 * 86_400_000;

/** Product groups that a soft opt-in remembers. */
const groupBound = 20;

/**
 * Folds one decision into what a person permits. The later decision wins, at the same
 * instant the stricter one: the result does not depend on the order of arrival. Asking (`pending`) replaces no
 * answer; a soft opt-in replaces none either, and gives way to any.
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
  { until, reach }: ConsentTerms = {},
): Consent {
  const next: Record<string, FoldedCell> = { ...consent };
  for (const { purpose, channel, state, exception } of cells) {
    const key = cellKey(purpose, channel);
    const known = Object.hasOwn(next, key) ? next[key] : undefined;
    const decided: FoldedCell = {
      state,
      at,
      ...(until === undefined ? {} : { until }),
      ...(reach && reach.length > 0 ? { reach: sorted(reach) } : {}),
      ...(isNo(state) ? { refused: at } : {}),
      ...(state === 'objected' ? { objected: at } : {}),
      ...(state === 'soft_opt_in' && exception ? { productGroups: [exception.product_group] } : {}),
    };
    next[key] = known ? carry(isStronger(decided, known) ? decided : known, decided, known) : decided;
  }
  return next;
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

const sorted = <Text extends string>(list: readonly Text[]): readonly Text[] => [...new Set(list)].toSorted();

/** Whether a decision stands over another: by weight, then the later, the stricter, the sooner to lapse, the shorter reach. */
function isStronger(a: FoldedCell, b: FoldedCell): boolean {
  if (weight(a.state) !== weight(b.state)) return weight(a.state) > weight(b.state);
  if (a.at !== b.at) return a.at > b.at;
  if (a.state !== b.state) return strictness[a.state] > strictness[b.state];
  const [ends, other] = [a.until ?? Number.POSITIVE_INFINITY, b.until ?? Number.POSITIVE_INFINITY];
  if (ends !== other) return ends < other;
  const [near, far] = [a.reach ?? [], b.reach ?? []];
  return near.length === far.length ? near.join() < far.join() : near.length < far.length;
}

/** The cell that stands, with what either says beside its state and no decision undoes. */
function carry(cell: FoldedCell, a: FoldedCell, b: FoldedCell): FoldedCell {
  const {
    refused: _refused,
    objected: _objected,
    usedAt: _usedAt,
    productGroups: _groups,
    ...standing
  } = cell;
  const refused = latest(cell.refused, latest(a.refused, b.refused));
  const objected = latest(a.objected, b.objected);
  const usedAt = latest(a.usedAt, b.usedAt);
  const groups = sorted([...(a.productGroups ?? []), ...(b.productGroups ?? [])]).slice(0, groupBound);
  return {
    ...standing,
    ...(refused === undefined ? {} : { refused }),
    ...(objected === undefined ? {} : { objected }),
    ...(usedAt === undefined ? {} : { usedAt }),
    ...(groups.length > 0 && cell.state === 'soft_opt_in' ? { productGroups: groups } : {}),
  };
}

const latest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);

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
    next[key] = ours ? carry(stricter(ours, theirs), ours, theirs) : theirs;
  }
  return next;
}

function stricter(a: FoldedCell, b: FoldedCell): FoldedCell {
  // Asking takes no answer back, and an exception gives way to one, here as in a fold.
  if (weight(a.state) !== weight(b.state)) return weight(a.state) > weight(b.state) ? a : b;
  const until = Math.min(a.until ?? Number.POSITIVE_INFINITY, b.until ?? Number.POSITIVE_INFINITY);
  const conflict = a.state !== b.state || a.conflict || b.conflict;
  const reach = a.reach?.filter((channel) => b.reach?.includes(channel)) ?? [];
  const state = strictness[a.state] > strictness[b.state] ? a.state : b.state;
  const at = Math.max(a.at, b.at);
  return {
    state,
    at,
    ...(isNo(state) ? { refused: at } : {}),
    ...(Number.isFinite(until) ? { until } : {}),
    ...(conflict ? { conflict } : {}),
    ...(reach.length > 0 ? { reach } : {}),
  };
}

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
