import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BreakerEffect,
  type BreakerInput,
  type BreakerState,
  breakerRules,
  initialBreakerState,
  stepBreaker,
} from './circuit-breaker.ts';

const now = 1_000_000_000;
const closed = (failures = 0, turn = 0): BreakerState => ({ kind: 'closed', turn, failures });
const open = (change: Partial<Extract<BreakerState, { kind: 'open' }>> = {}): BreakerState => ({
  ...{ kind: 'open', turn: 1, openings: 1, since: now, until: now + 500 },
  ...change,
});
const halfOpen = (openings = 1, turn = 2): BreakerState => ({ kind: 'half-open', turn, openings });
const ask = (at = now): BreakerInput => ({ kind: 'ask', now: at });
const answered = (turn: number): BreakerInput => ({ kind: 'answered', turn });
const failed = (turn: number, retryAfter?: number, at = now): BreakerInput => ({
  ...{ kind: 'failed', turn, now: at, chance: 0 },
  ...(retryAfter !== undefined && { retryAfter }),
});
const announce: BreakerEffect = { kind: 'announce' };
const pass = (turn: number): BreakerEffect => ({ kind: 'pass', turn });

interface Row {
  readonly when: string;
  readonly from: BreakerState;
  readonly input: BreakerInput;
  readonly to: BreakerState;
  readonly effects?: readonly BreakerEffect[];
}

const table: readonly Row[] = [
  { when: 'somebody asks', from: closed(4), input: ask(), to: closed(4), effects: [pass(0)] },
  { when: 'the hub answers', from: closed(4), input: answered(0), to: closed() },
  { when: 'a straggler is answered', from: closed(4, 2), input: answered(0), to: closed(4, 2) },
  { when: 'a question fails', from: closed(3), input: failed(0), to: closed(4) },
  { when: 'a straggler fails', from: closed(4, 2), input: failed(0), to: closed(4, 2) },
  { when: 'the fifth fails', from: closed(4), input: failed(0), to: open(), effects: [announce] },
  {
    when: 'the hub asks for a pause',
    from: closed(),
    input: failed(0, 9_000),
    to: open({ until: now + 9_000 }),
    effects: [announce],
  },
  {
    when: 'the hub asks a straggler for a pause',
    from: closed(0, 2),
    input: failed(0, 9_000),
    to: open({ turn: 3, until: now + 9_000 }),
    effects: [announce],
  },
  { when: 'a pause of nothing is no pause', from: closed(), input: failed(0, 0), to: closed(1) },
  {
    when: 'somebody asks too early',
    from: open(),
    input: ask(now + 499),
    to: open(),
    effects: [{ kind: 'turn-away', until: now + 500 }],
  },
  {
    when: 'somebody asks after the pause',
    from: open(),
    input: ask(now + 500),
    to: halfOpen(),
    effects: [pass(2)],
  },
  {
    when: 'the clock was put back',
    from: open(),
    input: ask(now - 1),
    to: halfOpen(),
    effects: [pass(2)],
  },
  { when: 'a straggler is answered while it is open', from: open(), input: answered(0), to: open() },
  { when: 'a straggler fails while it is open', from: open(), input: failed(0), to: open() },
  {
    when: 'a straggler brings a longer pause',
    from: open(),
    input: failed(0, 9_000, now + 100),
    to: open({ until: now + 9_100 }),
  },
  {
    when: 'a straggler brings a shorter pause',
    from: open({ until: now + 30_000 }),
    input: failed(0, 9_000, now + 100),
    to: open({ until: now + 30_000 }),
  },
  {
    when: 'a straggler brings a pause after the clock was put back',
    from: open({ until: now + 30_000 }),
    input: failed(0, 9_000, now - 86_400_000),
    to: open({ since: now - 86_400_000, until: now - 86_400_000 + 9_000 }),
  },
  {
    when: 'another one asks meanwhile',
    from: halfOpen(),
    input: ask(),
    to: halfOpen(),
    effects: [{ kind: 'turn-away' }],
  },
  { when: 'the trial is answered', from: halfOpen(3), input: answered(2), to: closed(0, 3) },
  { when: 'a straggler is answered during the trial', from: halfOpen(), input: answered(0), to: halfOpen() },
  { when: 'a straggler fails during the trial', from: halfOpen(), input: failed(0), to: halfOpen() },
  {
    when: 'the trial fails',
    from: halfOpen(1),
    input: failed(2),
    to: open({ turn: 3, openings: 2, until: now + 1_000 }),
  },
  {
    when: 'a straggler brings a pause during the trial',
    from: halfOpen(1),
    input: failed(0, 60_000),
    to: open({ turn: 3, openings: 2, until: now + 60_000 }),
  },
];

describe('the circuit breaker', () => {
  it.each(table)('B1, B2, B5, B6: is right when $when', ({ from, input, to, effects = [] }) => {
    expect(stepBreaker(from, input)).toEqual([to, ...effects]);
  });

  it.each([
    [1, 0, 500],
    [1, 0.5, 750],
    [2, 0, 1_000],
    [3, 0, 2_000],
    [5, 0.5, 12_000],
    [6, 0, 15_000],
    [6, 0.999, 29_985],
    [1e9, 0, 15_000],
  ])('B3: pauses at its opening %i, with the chance %d, for %i ms', (openings, chance, pause) => {
    const [next] = stepBreaker(halfOpen(openings - 1), { kind: 'failed', turn: 2, now, chance });
    expect(next).toMatchObject({ kind: 'open', openings, until: now + pause });
  });

  it.each([
    [2_000, 0, 2_000],
    [2_000, 0.5, 2_250],
    [300_000, 0, 300_000],
    [86_400_000, 0, 300_000],
    [Number.POSITIVE_INFINITY, 0, 300_000],
  ])('B4: honours a Retry-After of %d ms, with the chance %d, by %i ms', (retryAfter, chance, pause) => {
    const [next] = stepBreaker(closed(), { kind: 'failed', turn: 0, now, chance, retryAfter });
    expect(next).toMatchObject({ kind: 'open', until: now + pause });
  });
});

/** A world of questions: each has its turn, and comes back whenever it likes, or never. */
const action = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'ask' } as const) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('answered' as const), which: fc.nat(9) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('failed' as const),
      which: fc.nat(9),
      chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      retryAfter: fc.option(fc.nat(600_000), { nil: undefined, freq: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(40_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('put-back' as const), ms: fc.nat(86_400_000) }) },
);

it('B2, B4, B5, B7, B8: keeps its promises whatever comes in whatever order', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
      let time = now;
      let state: BreakerState = initialBreakerState;
      let asked: number[] = [];
      let orderedUntil = Number.NEGATIVE_INFINITY;
      let announced = false;
      const step = (input: BreakerInput): readonly BreakerEffect[] => {
        const before = state;
        const [next, ...effects] = stepBreaker(state, input);
        state = next;
        if (next.kind === 'open') {
          // By a clock that was put back it looks longer, and is over.
          if (time >= next.since) expect(next.until - time).toBeLessThanOrEqual(300_500);
          expect(next.until).toBeGreaterThanOrEqual(orderedUntil);
        }
        if (next.kind !== before.kind) expect(next.turn).toBe(before.turn + 1);
        for (const { kind } of effects) {
          if (kind !== 'announce') continue;
          // Once for each outage: after one there is none before an answer has closed it.
          expect(announced).toBe(false);
          announced = true;
        }
        if (next.kind === 'closed') announced = false;
        return effects;
      };
      for (const happening of actions) {
        if (happening.kind === 'wait') time += happening.ms;
        if (happening.kind === 'put-back') {
          time -= happening.ms;
          orderedUntil = Number.NEGATIVE_INFINITY;
        }
        if (happening.kind === 'ask') {
          const before = state;
          const [effect] = step({ kind: 'ask', now: time });
          if (effect?.kind === 'pass') {
            // One at a time while nobody knows, and never before the hub's own time.
            if (before.kind !== 'closed') expect(before.kind).toBe('open');
            expect(time).toBeGreaterThanOrEqual(orderedUntil);
            asked.push(effect.turn);
          } else if (before.kind === 'open') {
            expect(effect).toEqual({ kind: 'turn-away', until: before.until });
            expect(before.until).toBeGreaterThan(time);
          }
        }
        if (happening.kind !== 'answered' && happening.kind !== 'failed') continue;
        const turn = asked[happening.which % Math.max(1, asked.length)];
        if (turn === undefined) continue;
        asked = asked.filter((_, index) => index !== happening.which % asked.length);
        if (happening.kind === 'answered') step({ kind: 'answered', turn });
        else {
          const { chance, retryAfter } = happening;
          if (retryAfter) orderedUntil = Math.max(orderedUntil, time + Math.min(300_000, retryAfter));
          step({ kind: 'failed', turn, now: time, chance, retryAfter });
        }
      }
      // Whatever was, once all questions are over the next one is put: when the pause is over, and at once by a clock
      // that was put back behind its beginning.
      for (const turn of asked) step({ kind: 'failed', turn, now: time, chance: 0 });
      const passes = { kind: 'pass' };
      if (state.kind === 'open' && time < state.since) {
        expect(stepBreaker(state, { kind: 'ask', now: time })[1]).toMatchObject(passes);
      }
      const over = state.kind === 'open' ? Math.max(time, state.until) : time;
      expect(stepBreaker(state, { kind: 'ask', now: over })[1]).toMatchObject(passes);
    }),
    { numRuns: 2_000 },
  );
});

it('B1: opens after as many failures in a row as the rules say, and an answer ends the row', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (ends) => {
      let state: BreakerState = initialBreakerState;
      let row = 0;
      for (const isAnswer of ends) {
        row = isAnswer ? 0 : row + 1;
        [state] = stepBreaker(state, isAnswer ? answered(0) : failed(0));
        if (row === breakerRules.failures) break;
      }
      expect(state.kind).toBe(row === breakerRules.failures ? 'open' : 'closed');
    }),
  );
});
