import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blockOf, createBlock, fillBlock, isWhole, rangesIn, uniteBlocks } from './number-block.ts';

it('has the numbers from 1, 1,024 to a block', () => {
  expect([0, 1, 1_024, 1_025, 2_048, 2_049].map(blockOf)).toEqual([-1, 0, 0, 1, 1, 2]);
  expect(rangesIn(1, undefined)).toEqual([[1_025, 2_048]]);
  expect(blockOf(Number.MAX_SAFE_INTEGER)).toBe(2 ** 43 - 1);
});

it('is empty at first, and whole when all of it has come', () => {
  const bits = createBlock();
  expect([isWhole(bits), rangesIn(0, bits)]).toEqual([false, []]);
  fillBlock(bits, 0, 1, 1_023);
  expect(isWhole(bits)).toBe(false);
  fillBlock(bits, 0, 1_024, 5_000);
  expect([isWhole(bits), rangesIn(0, bits)]).toEqual([true, [[1, 1_024]]]);
});

it('takes of a range what is its own', () => {
  const bits = createBlock();
  fillBlock(bits, 1, 1_000, 1_030);
  fillBlock(bits, 1, 1, 5);
  fillBlock(bits, 1, 3_000, 3_001);
  expect(rangesIn(1, bits)).toEqual([[1_025, 1_030]]);
});

it('gives back exactly the numbers that were marked in it or in another that was united with it', () => {
  const numbers = fc.array(fc.integer({ min: 2_049, max: 3_072 }), { maxLength: 300 });
  fc.assert(
    fc.property(numbers, numbers, (here, there) => {
      const [bits, others] = [createBlock(), createBlock()];
      for (const number of here) fillBlock(bits, 2, number, number);
      for (const number of there) fillBlock(others, 2, number, number);
      uniteBlocks(bits, others);
      const marked = rangesIn(2, bits).flatMap(([from, to]) =>
        Array.from({ length: to - from + 1 }, (_, at) => from + at),
      );
      expect(marked).toEqual([...new Set([...here, ...there])].toSorted((a, b) => a - b));
    }),
    { numRuns: 200 },
  );
});
