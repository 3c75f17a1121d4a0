import { firstRetryAfter, longestHonouredRetryAfter } from './retry-policy.ts';

/**
 * The queue's state, pure. `events` is how many wait in the store, those in flight included;
 * `messages` is how many the next batch may hold, and shrinks while a hub refuses whole batches or takes too long over them.
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
  /** Others who share the store added events. They mean to send them; our turn comes later, should they die. */
  | { readonly kind: 'heard'; readonly count: number; readonly now: number }
  /** Somebody wants everything sent now. */
  | { readonly kind: 'flush'; readonly now: number }
  /** The timer rang. */
  | { readonly kind: 'woke'; readonly now: number }
  /** The network is back. */
  | { readonly kind: 'online'; readonly now: number }
  /** The hub judged the batch: `count` events are settled, whatever it said of each; `left` were seen to wait still. */
  | { readonly kind: 'answered'; readonly count: number; readonly left: number }
  /**
   * Our batch failed, or that of another who shares the store; after `delay` ms we may try. `ordered` when the hub named the time;
   * `late` is how many messages were too many for the time that an answer may take.
   */
  | {
      readonly kind: 'failed';
      readonly delay: number;
      readonly ordered: boolean;
      readonly late?: number | undefined;
      readonly now: number;
    }
  /** The hub refused the batch as a whole; it held `count` messages. */
  | { readonly kind: 'split'; readonly count: number; readonly left?: number }
  /** Events left the store without being sent: withdrawn, too old, known. Some may never have been counted: `left` were seen to wait still. */
  | { readonly kind: 'removed'; readonly count: number; readonly left?: number }
  /** The store showed nothing: the `count` events that were counted when the look began are gone. */
  | { readonly kind: 'empty'; readonly count: number; readonly left?: number }
  | { readonly kind: 'close' };

/**
 * What happens, without its time: the shell looks at the clock. Its `left` is what was seen less what had come by then: the shell
 * adds what has come in all.
 */
export type Happening<Input = QueueInput> = Input extends QueueInput ? Omit<Input, 'now'> : never;

/** What the shell must do. Each of them ends a timer that was set before. */
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

/** The state of a queue that has not looked into its store yet. */
export const initialQueueState = (rules: QueueRules): QueueState => ({
  phase: { kind: 'idle' },
  events: 0,
  attempt: 0,
  messages: rules.batchMessages,
});

/** The next state, and what the shell must do now, in that order. */
export type QueueStep = readonly [QueueState, ...QueueEffect[]];

/**
 * Decides. It never awaits, never reads a clock and never throws; `queue.ts` performs the effects.
 * Its invariants stand in docs/specs/queue.md.
 *
 * @example
 * ```ts
 * const [next, ...effects] = stepQueue(state, { kind: 'flush', now: clock.now() }, rules);
 * ```
 */
export function stepQueue(state: QueueState, input: QueueInput, rules: QueueRules): QueueStep {
  const { phase, events, attempt, messages } = state;
  const isSending = phase.kind === 'sending';
  const isClosed = phase.kind === 'closed';
  const isBusy = isSending || isClosed;
  const isPaused = phase.kind === 'waiting' && 'now' in input && isAhead(phase.until, input.now);
  const isBound = isPaused && phase.ordered;
  switch (input.kind) {
    case 'added':
    case 'heard':
      return start({ ...state, events: events + input.count }, input, rules);
    case 'flush':
    case 'online':
      return isBusy || isBound || events === 0 ? [state] : send(state);
    case 'woke':
      if (isPaused) return [state, { kind: 'wake', at: phase.until }];
      return isBusy ? [state] : goOn(state);
    case 'answered':
      return settle(
        { ...state, attempt: 0, messages: Math.min(rules.batchMessages, Math.ceil(messages * 1.25)) },
        without(events, input),
      );
    case 'removed':
      return [{ ...state, events: without(events, input) }];
    case 'empty':
      return settle(state, without(events, input));
    case 'split':
      return input.count > 1
        ? settle({ ...state, attempt: 0, messages: Math.floor(input.count / 2) }, events)
        : settle({ ...state, attempt: 0 }, without(events, input));
    case 'failed': {
      const { ordered, delay, late, now } = input;
      const until = now + delay;
      // What the hub ordered gives way to a longer order only.
      if (isClosed || (isBound && !(ordered && until > phase.until))) return [state];
      return [
        {
          ...state,
          phase: { kind: 'waiting', until, ordered },
          attempt: attempt + (isSending ? 1 : 0),
          messages: late ? Math.ceil(late / 2) : messages,
        },
        { kind: 'wake', at: until },
      ];
    }
    case 'close':
      return isClosed ? [state] : [{ ...state, phase: { kind: 'closed' } }, { kind: 'sleep' }];
  }
}

function send(state: QueueState): QueueStep {
  return [
    { ...state, phase: { kind: 'sending' } },
    { kind: 'send', messages: state.messages },
  ];
}

/** Sends what waits. Where nothing does, the next event must find a queue that sets its timer anew. */
const goOn = (state: QueueState): QueueStep =>
  state.events > 0 ? send(state) : [{ ...state, phase: { kind: 'idle' } }];

/** New events: start a batch when enough wait, else make sure that a timer will. */
function start(
  state: QueueState,
  { kind, now }: Extract<QueueInput, { kind: 'added' | 'heard' }>,
  { flushAt, flushAfter }: QueueRules,
): QueueStep {
  const { phase, events } = state;
  if (phase.kind !== 'idle') return [state];
  const isOurs = kind === 'added';
  if (isOurs && events >= flushAt) return send(state);
  const wakeAt = now + (isOurs ? flushAfter : 2 * flushAfter);
  if (phase.wakeAt !== undefined && phase.wakeAt <= wakeAt) return [state];
  return [
    { ...state, phase: { kind: 'idle', wakeAt } },
    { kind: 'wake', at: wakeAt },
  ];
}

/** A batch is over: go on while anything waits, so that a backlog drains without a timer. */
function settle(state: QueueState, left: number): QueueStep {
  const next = { ...state, events: left };
  return state.phase.kind === 'sending' ? goOn(next) : [next];
}

/** Never fewer than were seen: of those that have gone, some may have been others' that nobody told us of. */
const without = (
  events: number,
  { count, left = 0 }: { readonly count: number; readonly left?: number },
): number => Math.max(left, events - count);

/** No wait of ours is longer than this; one that seems to be means that the clock was put back under it. */
const longestWait = longestHonouredRetryAfter + firstRetryAfter;

const isAhead = (until: number, now: number): boolean => now < until && until - now <= longestWait;
