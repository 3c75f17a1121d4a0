import { describe, expect, it } from 'vitest';
import {
  initialQueueState,
  type QueueEffect,
  type QueueInput,
  type QueueState,
  stepQueue,
} from './queue-state.ts';

const rules = { flushAt: 3, flushAfter: 5_000, batchMessages: 8 };
const now = 1_000_000;
const state = (change: Partial<QueueState> = {}): QueueState => ({ ...initialQueueState(rules), ...change });
const idle = state();
const timed = (events: number) => state({ events, phase: { kind: 'idle', wakeAt: now + 5_000 } });
const sending = (events: number, change: Partial<QueueState> = {}) =>
  state({ events, phase: { kind: 'sending' }, ...change });
const waiting = (events: number, ordered = false) =>
  state({ events, attempt: 2, phase: { kind: 'waiting', until: now + 1_000, ordered } });
const closed = state({ events: 2, phase: { kind: 'closed' } });
const send = (messages = 8): QueueEffect[] => [{ kind: 'send', messages }];

interface Row {
  readonly when: string;
  readonly from: QueueState;
  readonly input: QueueInput;
  readonly to: QueueState;
  readonly effects?: readonly QueueEffect[];
}

const added = (count: number): QueueInput => ({ kind: 'added', count, now });
const heard = (count: number): QueueInput => ({ kind: 'heard', count, now });
const flush: QueueInput = { kind: 'flush', now };
const online: QueueInput = { kind: 'online', now };
const woke = (at = now): QueueInput => ({ kind: 'woke', now: at });
const failed: QueueInput = { kind: 'failed', delay: 700, ordered: true, now };

const table: readonly Row[] = [
  {
    when: 'the first event sets a timer',
    from: idle,
    input: added(1),
    to: timed(1),
    effects: [{ kind: 'wake', at: now + 5_000 }],
  },
  { when: 'a second event does not set another timer', from: timed(1), input: added(1), to: timed(2) },
  {
    when: 'the first event of another sets a later timer',
    from: idle,
    input: heard(9),
    to: state({ events: 9, phase: { kind: 'idle', wakeAt: now + 10_000 } }),
    effects: [{ kind: 'wake', at: now + 10_000 }],
  },
  {
    when: 'an own event follows that of another',
    from: state({ events: 1, phase: { kind: 'idle', wakeAt: now + 10_000 } }),
    input: added(1),
    to: timed(2),
    effects: [{ kind: 'wake', at: now + 5_000 }],
  },
  { when: 'the event of another follows an own one', from: timed(1), input: heard(1), to: timed(2) },
  {
    when: 'an answer takes too long',
    from: sending(9),
    input: { ...failed, ordered: false, late: 8 },
    to: state({
      events: 9,
      attempt: 1,
      messages: 4,
      phase: { kind: 'waiting', until: now + 700, ordered: false },
    }),
    effects: [{ kind: 'wake', at: now + 700 }],
  },
  {
    when: 'an answer about one event alone takes too long',
    from: sending(9, { messages: 1 }),
    input: { ...failed, ordered: false, late: 1 },
    to: state({
      events: 9,
      attempt: 1,
      messages: 1,
      phase: { kind: 'waiting', until: now + 700, ordered: false },
    }),
    effects: [{ kind: 'wake', at: now + 700 }],
  },
  { when: 'events of another come during a batch', from: sending(1), input: heard(2), to: sending(3) },
  { when: 'events of another come during a pause', from: waiting(1), input: heard(9), to: waiting(10) },
  {
    when: 'the batch of another fails while idle',
    from: timed(2),
    input: failed,
    to: state({ events: 2, phase: { kind: 'waiting', until: now + 700, ordered: true } }),
    effects: [{ kind: 'wake', at: now + 700 }],
  },
  {
    when: 'the batch of another fails in a pause of our own',
    from: waiting(2),
    input: { ...failed, ordered: false },
    to: state({ events: 2, attempt: 2, phase: { kind: 'waiting', until: now + 700, ordered: false } }),
    effects: [{ kind: 'wake', at: now + 700 }],
  },
  {
    when: 'the batch of another fails in an ordered pause, without an order',
    from: waiting(2, true),
    input: { kind: 'failed', delay: 9_000, ordered: false, now },
    to: waiting(2, true),
  },
  {
    when: 'the batch of another fails in an ordered pause, with a shorter order',
    from: waiting(2, true),
    input: failed,
    to: waiting(2, true),
  },
  {
    when: 'the batch of another fails in an ordered pause, with a longer order',
    from: waiting(2, true),
    input: { kind: 'failed', delay: 1_001, ordered: true, now },
    to: state({ events: 2, attempt: 2, phase: { kind: 'waiting', until: now + 1_001, ordered: true } }),
    effects: [{ kind: 'wake', at: now + 1_001 }],
  },
  { when: 'enough events start a batch', from: timed(2), input: added(1), to: sending(3), effects: send() },
  {
    when: 'a backlog found at the start is sent at once',
    from: idle,
    input: added(40),
    to: sending(40),
    effects: send(),
  },
  { when: 'events that come during a batch are counted', from: sending(3), input: added(2), to: sending(5) },
  { when: 'events that come during a pause are counted', from: waiting(3), input: added(9), to: waiting(12) },
  { when: 'a flush of nothing does nothing', from: idle, input: flush, to: idle },
  { when: 'a flush sends what waits', from: timed(1), input: flush, to: sending(1), effects: send() },
  { when: 'a flush during a batch does nothing', from: sending(3), input: flush, to: sending(3) },
  {
    when: 'a flush ends a pause of our own',
    from: waiting(3),
    input: flush,
    to: sending(3, { attempt: 2 }),
    effects: send(),
  },
  {
    when: 'a flush does not end a pause that the hub ordered',
    from: waiting(3, true),
    input: flush,
    to: waiting(3, true),
  },
  {
    when: 'a flush after an ordered pause sends',
    from: waiting(3, true),
    input: { kind: 'flush', now: now + 1_000 },
    to: sending(3, { attempt: 2 }),
    effects: send(),
  },
  {
    when: 'the network is back in a pause of our own',
    from: waiting(3),
    input: online,
    to: sending(3, { attempt: 2 }),
    effects: send(),
  },
  {
    when: 'the network is back in an ordered pause',
    from: waiting(3, true),
    input: online,
    to: waiting(3, true),
  },
  { when: 'the network is back while idle', from: timed(2), input: online, to: sending(2), effects: send() },
  { when: 'the timer rings', from: timed(1), input: woke(), to: sending(1), effects: send() },
  { when: 'the timer rings and what waited has gone', from: timed(0), input: woke(), to: idle },
  { when: 'the timer rings during a batch', from: sending(1), input: woke(), to: sending(1) },
  {
    when: 'the timer rings too early',
    from: waiting(1),
    input: woke(now + 999),
    to: waiting(1),
    effects: [{ kind: 'wake', at: now + 1_000 }],
  },
  {
    when: 'the timer rings after a pause',
    from: waiting(1),
    input: woke(now + 1_000),
    to: sending(1, { attempt: 2 }),
    effects: send(),
  },
  {
    when: 'the timer rings after a pause and what waited has gone',
    from: waiting(0),
    input: woke(now + 1_000),
    to: state({ attempt: 2 }),
  },
  {
    when: 'a day was put back on the clock',
    from: waiting(1),
    input: woke(now - 86_400_000),
    to: sending(1, { attempt: 2 }),
    effects: send(),
  },
  {
    when: 'all is answered',
    from: sending(3, { attempt: 4 }),
    input: { kind: 'answered', count: 3, left: 0 },
    to: idle,
  },
  {
    when: 'more waits after an answer',
    from: sending(5, { messages: 2 }),
    input: { kind: 'answered', count: 2, left: 0 },
    to: sending(3, { messages: 3 }),
    effects: send(3),
  },
  {
    when: 'more is left than was counted',
    from: sending(1),
    input: { kind: 'answered', count: 1, left: 6 },
    to: sending(6),
    effects: send(),
  },
  {
    when: 'the hub settles more than was counted',
    from: sending(1),
    input: { kind: 'answered', count: 7, left: 0 },
    to: idle,
  },
  {
    when: 'a batch is refused whole',
    from: sending(7),
    input: { kind: 'split', count: 7 },
    to: sending(7, { messages: 3 }),
    effects: send(3),
  },
  {
    when: 'a batch of two is refused whole',
    from: sending(7),
    input: { kind: 'split', count: 2 },
    to: sending(7, { messages: 1 }),
    effects: send(1),
  },
  {
    when: 'the guilty message was alone',
    from: sending(7, { messages: 1 }),
    input: { kind: 'split', count: 1 },
    to: sending(6, { messages: 1 }),
    effects: send(1),
  },
  {
    when: 'the guilty message was withdrawn meanwhile',
    from: sending(0, { messages: 1 }),
    input: { kind: 'split', count: 0 },
    to: state({ messages: 1 }),
  },
  { when: 'the store was found empty', from: sending(4), input: { kind: 'empty', count: 4 }, to: idle },
  {
    when: 'an event came while the store was found empty',
    from: sending(5),
    input: { kind: 'empty', count: 4 },
    to: sending(1),
    effects: send(),
  },
  {
    when: 'a batch fails',
    from: sending(4, { attempt: 1 }),
    input: failed,
    to: state({ events: 4, attempt: 2, phase: { kind: 'waiting', until: now + 700, ordered: true } }),
    effects: [{ kind: 'wake', at: now + 700 }],
  },
  { when: 'events are withdrawn', from: timed(2), input: { kind: 'removed', count: 2 }, to: timed(0) },
  {
    when: 'more is withdrawn than was counted',
    from: sending(2),
    input: { kind: 'removed', count: 5 },
    to: sending(0),
  },
  {
    when: 'it is closed',
    from: waiting(2),
    input: { kind: 'close' },
    to: state({ events: 2, attempt: 2, phase: { kind: 'closed' } }),
    effects: [{ kind: 'sleep' }],
  },
  {
    when: 'it is closed during a batch',
    from: sending(2),
    input: { kind: 'close' },
    to: closed,
    effects: [{ kind: 'sleep' }],
  },
  ...[flush, online, woke(), failed, { kind: 'close' } as const].map(
    (input): Row => ({
      when: `it was closed before and gets ${input.kind}`,
      from: closed,
      input,
      to: closed,
    }),
  ),
  {
    when: 'it was closed before and is added to',
    from: closed,
    input: added(5),
    to: { ...closed, events: 7 },
  },
  {
    when: 'it was closed before and is answered',
    from: closed,
    input: { kind: 'answered', count: 1, left: 0 },
    to: { ...closed, events: 1 },
  },
];

describe('the queue decides', () => {
  it.each(table)('when $when', ({ from, input, to, effects = [] }) => {
    expect(stepQueue(from, input, rules)).toEqual([to, ...effects]);
  });
});
