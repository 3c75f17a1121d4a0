import type { Channel } from './channel.ts';
import { type ConsentCell, type ConsentState, cellKey, isRefusal, strictness } from './consent-record.ts';

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
