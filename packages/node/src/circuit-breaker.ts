import { assertNever } from '@rialto/core';

/**
 * What a breaker knows. `turn` counts the changes of its kind: what comes of a question is judged only in the turn in
 * which it was let through, so that a straggler from before an outage neither ends the outage nor begins one.
 */
export type BreakerState =
  /** Questions pass. */
  | { readonly kind: 'closed'; readonly turn: number; readonly failures: number }
  /** Questions are turned away. `since` shows a clock that was put back: the pause is over then. */
  | {
      readonly kind: 'open';
      readonly turn: number;
      /** Openings in a row, the first one included. */
      readonly openings: number;
      readonly since: number;
      readonly until: number;
    }
  /** One question is under way, to see whether the hub is well again. */
  | { readonly kind: 'half-open'; readonly turn: number; readonly openings: number };

/** What can happen to a breaker. `now` is epoch milliseconds, `chance` from 0 up to but without 1. */
export type BreakerInput =
  /** Somebody wants to ask the hub. */
  | { readonly kind: 'ask'; readonly now: number }
  /** The hub answered a question of that turn, in time. What it said does not matter: it lives. */
  | { readonly kind: 'answered'; readonly turn: number }
  /** No answer, none that can be read, or one that came late. */
  | {
      readonly kind: 'failed';
      readonly turn: number;
      readonly now: number;
      readonly chance: number;
      /** Milliseconds for which the hub wants to be left alone. */
      readonly retryAfter?: number | undefined;
    };

/** What the shell must do. */
export type BreakerEffect =
  /** Put the question; what comes of it is told with this turn. */
  | { readonly kind: 'pass'; readonly turn: number }
  /** Put no question. Without `until` one is under way that will tell. */
  | { readonly kind: 'turn-away'; readonly until?: number }
  /** Say that the hub is not asked for now. */
  | { readonly kind: 'announce' };

/** The figures that the machine decides by. */
export interface BreakerRules {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** The first pause, milliseconds; it doubles with each opening in a row. */
  readonly firstPause: number;
  /** The longest pause that we choose ourselves, milliseconds. */
  readonly longestPause: number;
  /** The longest pause that the hub can ask of us, milliseconds. */
  readonly longestRetryAfter: number;
}

/** The rules for reads at a till. */
export const breakerRules: BreakerRules = {
  failures: 5,
  firstPause: 1_000,
  longestPause: 30_000,
  longestRetryAfter: 300_000,
};

export const initialBreakerState: BreakerState = { kind: 'closed', turn: 0, failures: 0 };

/** The next state, and what the shell must do now. */
export type BreakerStep = readonly [BreakerState, ...BreakerEffect[]];

/**
 * Decides. It reads no clock and never throws; `customer-breaker.ts` performs the effects. Its invariants stand in
 * docs/specs/circuit-breaker.md.
 *
 * @example
 * ```ts
 * const [next, ...effects] = stepBreaker(state, { kind: 'ask', now: clock.now() });
 * ```
 */
export function stepBreaker(
  state: BreakerState,
  input: BreakerInput,
  rules: BreakerRules = breakerRules,
): BreakerStep {
  switch (input.kind) {
    case 'ask':
      return ask(state, input.now);
    case 'answered':
      return input.turn === state.turn ? answered(state) : [state];
    case 'failed':
      return isOrder(input.retryAfter) || input.turn === state.turn ? failed(state, input, rules) : [state];
    default:
      return assertNever(input);
  }
}

function ask(state: BreakerState, now: number): BreakerStep {
  switch (state.kind) {
    case 'closed':
      return [state, { kind: 'pass', turn: state.turn }];
    case 'half-open':
      return [state, { kind: 'turn-away' }];
    case 'open': {
      const { turn, openings, since, until } = state;
      if (now >= since && now < until) return [state, { kind: 'turn-away', until }];
      return [
        { kind: 'half-open', turn: turn + 1, openings },
        { kind: 'pass', turn: turn + 1 },
      ];
    }
    default:
      return assertNever(state);
  }
}

function answered(state: BreakerState): BreakerStep {
  switch (state.kind) {
    case 'closed':
      return [{ ...state, failures: 0 }];
    case 'half-open':
      return [{ kind: 'closed', turn: state.turn + 1, failures: 0 }];
    case 'open':
      return [state];
    default:
      return assertNever(state);
  }
}

type Failure = Extract<BreakerInput, { kind: 'failed' }>;

function failed(state: BreakerState, failure: Failure, rules: BreakerRules): BreakerStep {
  const ordered = isOrder(failure.retryAfter);
  switch (state.kind) {
    case 'closed': {
      const failures = state.failures + 1;
      if (failures < rules.failures && !ordered) return [{ ...state, failures }];
      return [open(state.turn + 1, 1, failure, rules), { kind: 'announce' }];
    }
    case 'half-open':
      return [open(state.turn + 1, state.openings + 1, failure, rules)];
    case 'open': {
      if (!ordered) return [state];
      const renewed = open(state.turn, state.openings, failure, rules);
      // Told by a clock that has been put back meanwhile, the old time may be days ahead.
      if (failure.now < state.since) return [renewed];
      return [{ ...state, until: Math.max(renewed.until, state.until) }];
    }
    default:
      return assertNever(state);
  }
}

function open(turn: number, openings: number, failure: Failure, rules: BreakerRules) {
  const { now, chance, retryAfter } = failure;
  const until = now + pauseOf(openings, chance, retryAfter, rules);
  return { kind: 'open', turn, openings, since: now, until } as const;
}

/**
 * Half of the pause is certain and half is chance: a hub that has just come back must not meet all tills of a chain
 * at once, and full jitter would have some of them ask without any pause.
 */
function pauseOf(
  openings: number,
  chance: number,
  retryAfter: number | undefined,
  rules: BreakerRules,
): number {
  const { firstPause, longestPause, longestRetryAfter } = rules;
  const ceiling = Math.min(longestPause, firstPause * 2 ** Math.min(openings - 1, 20));
  const own = Math.round((ceiling / 2) * (1 + chance));
  if (!isOrder(retryAfter)) return own;
  // The hub's time is never undercut, and those who were turned away together do not come back together.
  return Math.min(longestRetryAfter, retryAfter) + Math.round((firstPause / 2) * chance);
}

const isOrder = (retryAfter: number | undefined): retryAfter is number =>
  retryAfter !== undefined && retryAfter > 0;
