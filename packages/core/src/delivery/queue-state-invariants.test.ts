import fc from 'fast-check';
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

type Check = (
  before: QueueState,
  input: QueueInput,
  effects: readonly QueueEffect[],
  after: {
    readonly state: QueueState;
    readonly at: number;
    readonly flying: number;
    readonly timer: number | undefined;
  },
) => void;
/** Drives the machine as its shell does: answers come only to a batch, and a timer rings only if it was set. */
function drive(moves: readonly number[], check: Check): void {
  const random = moves.values();
  const draw = (bound: number): number => (random.next().value ?? 0) % bound;
  let [state, at, timer]: [QueueState, number, number | undefined] = [
    initialQueueState(rules),
    now,
    undefined,
  ];
  let flying = 0;
  const ask = (input: QueueInput): void => {
    const before = state;
    const [next, ...effects] = stepQueue(state, input, rules);
    state = next;
    for (const effect of effects) {
      if (effect.kind === 'send') flying += 1;
      timer = effect.kind === 'wake' ? effect.at : undefined;
    }
    check(before, input, effects, { state, at, flying, timer });
  };
  for (let index = 0; index < moves.length; index += 1) {
    const flight: QueueInput[] = flying
      ? [
          { kind: 'answered', count: draw(9), left: draw(3) },
          { kind: 'failed', delay: draw(300_000), ordered: draw(2) === 0, now: at },
          { kind: 'split', count: draw(8) },
          { kind: 'empty', count: draw(9) },
        ]
      : [];
    const inputs: QueueInput[] = [
      { kind: 'added', count: 1 + draw(4), now: at },
      { kind: 'heard', count: 1 + draw(4), now: at },
      // Of another who shares the store: told to the machine only while it is not sending itself.
      ...(state.phase.kind === 'sending'
        ? []
        : [{ kind: 'failed' as const, delay: draw(300_000), ordered: draw(2) === 0, now: at }]),
      { kind: 'flush', now: at },
      { kind: 'online', now: at },
      { kind: 'removed', count: draw(6) },
      ...(timer === undefined ? [] : [{ kind: 'woke' as const, now: Math.max(at, timer - draw(2)) }]),
      ...(draw(40) === 0 ? [{ kind: 'close' as const }] : []),
      ...flight,
      ...flight,
    ];
    const input = inputs[draw(inputs.length)];
    if (!input) continue;
    if (flight.includes(input)) flying = 0;
    if (input.kind === 'woke') {
      at = input.now;
      timer = undefined;
    }
    ask(input);
    at += draw(2_000) - (draw(30) === 0 ? 7_200_000 : 0);
  }
}

function holdsAlways(rule: Check): void {
  const moves = fc.array(fc.nat(), { minLength: 5, maxLength: 120 });
  fc.assert(
    fc.property(moves, (sequence) => drive(sequence, rule)),
    { numRuns: 500 },
  );
}

describe('whatever happens', () => {
  it('Q1: never has two batches in flight', () => {
    holdsAlways((_before, _input, _effects, { flying, state: { phase } }) => {
      expect(flying).toBeLessThanOrEqual(1);
      if (phase.kind === 'sending') expect(flying).toBe(1);
    });
  });

  it('Q3: has a batch in flight or a timer set while events wait', () => {
    holdsAlways((_before, _input, _effects, { state: { phase, events }, flying, timer }) => {
      if (phase.kind !== 'closed' && events > 0) expect(flying === 1 || timer !== undefined).toBe(true);
    });
  });

  it('Q4: sends nothing before the time that a hub named', () => {
    holdsAlways(({ phase }, input, effects, { at }) => {
      if (phase.kind !== 'waiting' || !phase.ordered) return;
      const wait = phase.until - at;
      if (wait > 0 && wait <= 300_500)
        expect(effects, input.kind).not.toContainEqual(expect.objectContaining({ kind: 'send' }));
    });
  });

  it('Q5: counts failures in a row, and forgets them with an answer', () => {
    holdsAlways(({ attempt, phase }, { kind }, _effects, { state }) => {
      if (phase.kind === 'closed' || kind === 'close') return;
      if (kind === 'answered' || kind === 'split') expect(state.attempt).toBe(0);
      else expect(state.attempt).toBe(kind === 'failed' && phase.kind === 'sending' ? attempt + 1 : attempt);
    });
  });

  it('Q7: keeps the size of a batch between one and the most', () => {
    holdsAlways((_before, _input, _effects, { state: { messages } }) => {
      expect(messages).toBeGreaterThanOrEqual(1);
      expect(messages).toBeLessThanOrEqual(rules.batchMessages);
    });
  });

  it('Q8: does nothing more once it is closed', () => {
    holdsAlways((before, _input, effects, { state }) => {
      if (before.phase.kind !== 'closed') return;
      expect(effects).toEqual([]);
      expect(state.phase).toBe(before.phase);
    });
  });
});
