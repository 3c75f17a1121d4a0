import { type ConsentState, isRefusal } from '../model/consent-record.ts';
import type { Purpose } from '../model/purpose.ts';

/** What the gate says of an event: send it, keep it in memory until the person decides, or let it go. */
export type Verdict = 'pass' | 'hold' | 'drop';

/** A verdict with its reason: `granted`, `necessary`, `undecided:analytics`, `refused:marketing`, `unknown-purpose:foo`, `no-purpose`. */
export interface GateDecision {
  readonly verdict: Verdict;
  readonly reason: string;
}

/**
 * The decision point that every event passes. A consent manager of another maker can supply one.
 *
 * @example
 * ```ts
 * const gate: ConsentGate = {
 *   decide: (purposes) =>
 *     purposes.every((purpose) => theirs.allows(purpose))
 *       ? { verdict: 'pass', reason: 'granted' }
 *       : { verdict: 'drop', reason: 'refused' },
 *   on: (_event, listener) => theirs.subscribe(listener),
 * };
 * ```
 */
export interface ConsentGate {
  /** All purposes must be granted to pass; one refused drops; otherwise hold. Never throws: what it does not know it holds or drops. */
  decide(purposes: readonly Purpose[]): GateDecision;
  /** Calls back after every change of a decision; returns the way to stop that. */
  on(event: 'change', listener: () => void): () => void;
}

/**
 * The rule behind every gate, pure. `necessary` needs no opt-in; any other purpose must be granted.
 * One refusal drops the event whatever the others say; a purpose that nobody knows is a refusal.
 *
 * @param stateOf - the decision on a purpose; undefined for a purpose that is not known
 * @example
 * ```ts
 * decideGate(['analytics'], () => 'granted'); // { verdict: 'pass', reason: 'granted' }
 * decideGate(['analytics'], () => 'unset'); // { verdict: 'hold', reason: 'undecided:analytics' }
 * ```
 */
export function decideGate(
  purposes: readonly Purpose[],
  stateOf: (purpose: Purpose) => ConsentState | undefined,
): GateDecision {
  if (purposes.length === 0) return { verdict: 'drop', reason: 'no-purpose' };
  let undecided: Purpose | undefined;
  let optional = false;
  for (const purpose of purposes) {
    if (purpose === 'necessary') continue;
    optional = true;
    const state = stateOf(purpose);
    if (state === undefined) return { verdict: 'drop', reason: `unknown-purpose:${purpose}` };
    if (isRefusal(state)) return { verdict: 'drop', reason: `refused:${purpose}` };
    if (state !== 'granted') undecided ??= purpose;
  }
  if (undecided !== undefined) return { verdict: 'hold', reason: `undecided:${undecided}` };
  return { verdict: 'pass', reason: optional ? 'granted' : 'necessary' };
}

/**
 * The gate of a tracker that was given none: only `necessary` passes, everything else is refused.
 *
 * @example
 * ```ts
 * necessaryOnly.decide(['analytics']).verdict; // 'drop'
 * ```
 */
export const necessaryOnly: ConsentGate = {
  // What `decideGate` answers where everything is denied; without it, a page without consent does not carry its rule.
  decide(purposes) {
    if (purposes.length === 0) return { verdict: 'drop', reason: 'no-purpose' };
    const optional = purposes.find((purpose) => purpose !== 'necessary');
    return optional === undefined
      ? { verdict: 'pass', reason: 'necessary' }
      : { verdict: 'drop', reason: `refused:${optional}` };
  },
  on: () => () => {},
};
