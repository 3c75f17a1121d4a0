import { assertNever } from '../result.ts';

/**
 * The queue's state, pure. `events` is how many wait in the store, those in flight included;
 * `messages` is how many the next batch may hold, and shrinks while a hub refuses whole batches.
 */
export interface QueueState {
  readonly phase: /** Nothing under way; `wakeAt` is set when a timer will start the next batch. */
    | { readonly kind: 'idle'; readonly wakeAt?: number }
    /** Backing off; before `until` nobody may send if the hub itself named the time. */
    | { readonly kind: 'waiting'; readonly until: number; readonly ordered: boolean }
    /** One batch in flight, never two. */
    | { readonly kind: 'sending' }
    | { readonly kind: 'closed' };
  readonly events: number;
  /** Failures in a row. */
  readonly attempt: number;
  readonly messages: number;
}

/** What can happen to a queue. `now` is epoch milliseconds. */
export type QueueInput =
  /** Events became durable. */
  | { readonly kind: 'added'; readonly count: number; readonly now: number }
  /** Somebody wants everything sent now. */
  | { readonly kind: 'flush'; readonly now: number }
  /** The timer rang. */
  | { readonly kind: 'woke'; readonly now: number }
  /** The network is back. */
  | { readonly kind: 'online'; readonly now: number }
  /** The hub judged the batch; these events are settled, whatever it said of each. */
  | { readonly kind: 'answered'; readonly count: number }
  /** The batch failed and may be tried again after `delay` ms; `ordered` when the hub named the time. */
  | { readonly kind: 'failed'; readonly delay: number; readonly ordered: boolean; readonly now: number }
  /** The hub refused the batch as a whole; it held `count` messages. */
  | { readonly kind: 'split'; readonly count: number }
  /** Events left the store without being sent: withdrawn, too old. */
  | { readonly kind: 'removed'; readonly count: number }
  /** There was nothing left to send when the batch was cut. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'close' };

/** What the shell must do. */
export type QueueEffect =
  | { readonly kind: 'send'; readonly messages: number }
  | { readonly kind: 'wake'; readonly at: number }
  | { readonly kind: 'sleep' };

/** The figures that the machine decides by. */
export interface QueueRules {
  /** Waiting events that start a batch by themselves. */
  readonly flushAt: number;
  /** The longest an event waits for others, milliseconds. */
  readonly flushAfter: number;
  /** The most messages in one batch. */
  readonly batchMessages: number;
}

/** The state of a queue that finds `events` in its store when it starts. */
export const initialQueueState = (rules: QueueRules, events = 0): QueueState => ({
  phase: { kind: 'idle' },
  events,
  attempt: 0,
  messages: rules.batchMessages,
});

type Step = readonly [QueueState, ...QueueEffect[]];

/**
 * Decides. It never awaits, never reads a clock and never throws; `queue.ts` performs the effects.
 * Its invariants Q1 to Q9 stand in docs/specs/queue.md.
 *
 * @example
 * ```ts
 * const [next, ...effects] = stepQueue(state, { kind: 'flush', now: clock.now() }, rules);
 * ```
 */
export function stepQueue(state: QueueState, input: QueueInput, rules: QueueRules): Step {
  const { phase } = state;
  if (phase.kind === 'closed') return [state];
  switch (input.kind) {
    case 'added':
      return start({ ...state, events: state.events + input.count }, input.now, rules);
    case 'flush':
    case 'online': {
      const bound = phase.kind === 'waiting' && phase.ordered && input.now < phase.until;
      return phase.kind === 'sending' || state.events === 0 || bound ? [state] : send(state);
    }
    case 'woke':
      if (phase.kind === 'waiting' && input.now < phase.until)
        return [state, { kind: 'wake', at: phase.until }];
      return phase.kind === 'sending' || state.events === 0 ? [state] : send(state);
    case 'answered':
      return settle(state, input.count, {
        attempt: 0,
        messages: Math.min(rules.batchMessages, state.messages * 2),
      });
    case 'removed': {
      const left = Math.max(0, state.events - input.count);
      return [{ ...state, events: left }];
    }
    case 'empty':
      return [{ ...state, phase: { kind: 'idle' }, events: 0 }, { kind: 'sleep' }];
    case 'split':
      return input.count <= 1
        ? settle(state, input.count, { attempt: 0, messages: state.messages })
        : settle(state, 0, { attempt: 0, messages: Math.max(1, Math.floor(input.count / 2)) });
    case 'failed': {
      const until = input.now + input.delay;
      const waiting = { ...state, phase: { kind: 'waiting', until, ordered: input.ordered } as const };
      return [
        { ...waiting, attempt: state.attempt + 1 },
        { kind: 'wake', at: until },
      ];
    }
    case 'close':
      return [{ ...state, phase: { kind: 'closed' } }, { kind: 'sleep' }];
    default:
      return assertNever(input);
  }
}

function send(state: QueueState): Step {
  return [
    { ...state, phase: { kind: 'sending' } },
    { kind: 'sleep' },
    { kind: 'send', messages: state.messages },
  ];
}

/** New events: start a batch when enough wait, else make sure that a timer will. */
function start(state: QueueState, now: number, rules: QueueRules): Step {
  if (state.phase.kind !== 'idle') return [state];
  if (state.events >= rules.flushAt) return send(state);
  if (state.phase.wakeAt !== undefined) return [state];
  const wakeAt = now + rules.flushAfter;
  return [
    { ...state, phase: { kind: 'idle', wakeAt } },
    { kind: 'wake', at: wakeAt },
  ];
}

/** A batch is over: go on while anything waits, so that a backlog drains without a timer. */
function settle(state: QueueState, count: number, change: Pick<QueueState, 'attempt' | 'messages'>): Step {
  const next = { ...state, ...change, events: Math.max(0, state.events - count) };
  if (state.phase.kind !== 'sending') return [next];
  return next.events > 0 ? send(next) : [{ ...next, phase: { kind: 'idle' } }];
}
