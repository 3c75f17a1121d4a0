import { describe, expect, it } from 'vitest';
import { createInteractions, largestShift } from './sum-vitals.ts';

const shift = (startTime: number, value: number, hadRecentInput = false) => ({
  startTime,
  value,
  hadRecentInput,
});

describe('the largest burst of shifts', () => {
  it.each([
    ['nothing moved', [], 0],
    ['one shift', [shift(100, 0.1)], 0.1],
    ['a burst', [shift(100, 0.1), shift(1_000, 0.2), shift(1_900, 0.05)], 0.35],
    ['two bursts with a rest between', [shift(100, 0.1), shift(1_100, 0.3), shift(5_000, 0.1)], 0.3],
    [
      'a burst of more than five seconds',
      [0, 900, 1_800, 2_700, 3_600, 4_500, 5_400].map((at) => shift(at, 0.1)),
      0.6,
    ],
    ['shifts that the person caused', [shift(100, 0.5, true), shift(200, 0.1)], 0.1],
  ])('%s', (_, shifts, expected) => {
    expect(largestShift(shifts)).toBe(expected);
  });
});

describe('the slowest interaction', () => {
  const after = (events: readonly (readonly [number, number])[], count?: number) => {
    const interactions = createInteractions();
    for (const [interactionId, duration] of events) interactions.add({ interactionId, duration });
    return interactions.slowest(count);
  };
  const many = (count: number) => Array.from({ length: count }, (_, at) => [at + 1, at + 1] as const);

  it.each([
    ['nobody did anything', [], undefined, undefined],
    ['what belongs to no interaction', [[0, 500]], undefined, undefined],
    ['one', [[7, 80]], undefined, 80],
    [
      'several events of one',
      [
        [7, 80],
        [7, 120],
        [7, 40],
      ],
      undefined,
      120,
    ],
    ['few: the slowest', many(49), undefined, 49],
    ['fifty: one outlier is left out', many(50), undefined, 49],
    ['many: one in fifty is left out', many(150), undefined, 147],
    [
      'more than were slow enough to be reported',
      [
        [7, 80],
        [14, 60],
        [21, 50],
      ],
      100,
      50,
    ],
    ['more outliers than are kept', many(2_000), undefined, 1_991],
  ] as const)('%s', (_, events, count, expected) => {
    expect(after(events, count)).toBe(expected);
  });
});
