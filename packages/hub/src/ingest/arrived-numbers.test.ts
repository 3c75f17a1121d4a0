import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivalsOf, createArrivedNumbers, type NumberRange } from './arrived-numbers.ts';

const arrivedOf = (numbers: readonly number[]): readonly NumberRange[] => {
  const arrived = createArrivedNumbers();
  for (const number of numbers) arrived.add({ source: 'till', queue: 'q', number });
  return arrived.queues()[0]?.ranges ?? [];
};

describe('numbers that have come', () => {
  const top = Number.MAX_SAFE_INTEGER;
  it.each<[string, readonly number[], readonly NumberRange[]]>([
    ['in order', [1, 2, 3], [[1, 3]]],
    ['out of order', [3, 1, 2], [[1, 3]]],
    ['backwards', [3, 2, 1], [[1, 3]]],
    ['twice', [1, 1, 2, 2, 1], [[1, 2]]],
    ['the first alone', [1], [[1, 1]]],
    ['without the first', [2], [[2, 2]]],
    [
      'with gaps',
      [1, 3, 7],
      [
        [1, 1],
        [3, 3],
        [7, 7],
      ],
    ],
    ['with a gap that fills later', [1, 3, 2], [[1, 3]]],
    ['with gaps that fill from both ends', [1, 6, 5, 2, 4, 3], [[1, 6]]],
    [
      'before everything',
      [5, 1],
      [
        [1, 1],
        [5, 5],
      ],
    ],
    ['within what has come', [1, 2, 3, 2], [[1, 3]]],
    [
      'at the end of all numbers',
      [top, 1, top - 1, top],
      [
        [1, 1],
        [top - 1, top],
      ],
    ],
  ])('%s', (_, numbers, ranges) => {
    expect(arrivedOf(numbers)).toEqual(ranges);
  });

  it('are the same whatever order they come in, and exactly those that came', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.integer({ min: 1, max: 60 }), { maxLength: 80 })
          .chain((numbers) =>
            fc.tuple(
              fc.constant(numbers),
              fc.shuffledSubarray(numbers, { minLength: numbers.length, maxLength: numbers.length }),
            ),
          ),
        ([numbers, shuffled]) => {
          const ranges = arrivedOf(shuffled);
          expect(ranges).toEqual(arrivedOf(numbers));
          const held = ranges.flatMap(([from, to]) =>
            Array.from({ length: to - from + 1 }, (__, at) => from + at),
          );
          expect(held).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
          // Neither met nor overlapping: between two ranges a number is missing.
          for (const [at, [from]] of ranges.entries())
            if (at > 0) expect(from).toBeGreaterThan((ranges[at - 1]?.[1] ?? 0) + 1);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are kept apart by source and by queue', () => {
    const arrived = createArrivedNumbers();
    for (const [source, queue, number] of [
      ['a', 'q1', 1],
      ['b', 'q1', 2],
      ['a', 'q2', 3],
      ['a', 'q1', 2],
    ] as const)
      arrived.add({ source, queue, number });
    expect(arrived.queues()).toEqual([
      { source: 'a', queue: 'q1', ranges: [[1, 2]] },
      { source: 'b', queue: 'q1', ranges: [[2, 2]] },
      { source: 'a', queue: 'q2', ranges: [[3, 3]] },
    ]);
  });

  it('are those of the messages that have one', () => {
    expect(arrivalsOf([{ source: 'a' }, { source: 'b', sequence: { queue: 'q', number: 4 } }])).toEqual([
      { source: 'b', queue: 'q', number: 4 },
    ]);
  });
});
