import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grossOfLine, vatOf } from './vat.ts';

describe('the tax of a receipt', () => {
  it.each([
    { gross: 1999, rate: 19_000, net: 1680, tax: 319 },
    { gross: 119, rate: 19_000, net: 100, tax: 19 },
    { gross: 100, rate: 7_000, net: 93, tax: 7 },
    { gross: 1, rate: 19_000, net: 1, tax: 0 },
    { gross: -1999, rate: 19_000, net: -1680, tax: -319 },
    { gross: 1081, rate: 8_100, net: 1000, tax: 81 },
    { gross: 500, rate: 0, net: 500, tax: 0 },
    // 3 / 1.2 is 2.5 exactly.
    { gross: 3, rate: 20_000, net: 3, tax: 0 },
    { gross: -3, rate: 20_000, net: -3, tax: 0 },
  ])('T5: is $tax of $gross at $rate thousandths', ({ gross, rate, net, tax }) => {
    const [sum] = vatOf([{ gross, rate }]);
    expect([sum?.net, sum?.tax]).toEqual([net, tax + 0]);
  });

  it('T5: is taken once for each rate, not line by line', () => {
    const third = { gross: 33, rate: 19_000 };
    // Line by line the net would be 3 × 28.
    expect(vatOf([third, { gross: 100, rate: 7_000 }, third, third])).toEqual([
      { rate: 19_000, net: 83, tax: 16, gross: 99 },
      { rate: 7_000, net: 93, tax: 7, gross: 100 },
    ]);
  });

  it('T5: and the net always come to what was paid, and the net is never off by more than half a unit', () => {
    const lines = fc.array(
      fc.record({ gross: fc.integer({ min: -1e12, max: 1e12 }), rate: fc.integer({ min: 0, max: 100_000 }) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(lines, (given) => {
        const sums = vatOf(given);
        expect(sums.reduce((all, { gross }) => all + gross, 0)).toBe(
          given.reduce((all, { gross }) => all + gross, 0),
        );
        for (const { rate, net, tax, gross } of sums) {
          expect(net + tax).toBe(gross);
          const exact = BigInt(gross) * 100_000n * 2n;
          const off = exact - BigInt(net) * 2n * (100_000n + BigInt(rate));
          expect(off <= 100_000n + BigInt(rate) && off >= -(100_000n + BigInt(rate))).toBe(true);
        }
      }),
    );
  });
});

describe('a line', () => {
  it.each([
    { thousandths: 735, unitPrice: 1_299, discount: 0, gross: 955 }, // 954.765
    { thousandths: 500, unitPrice: 1, discount: 0, gross: 1 }, // 0.5
    { thousandths: 500, unitPrice: -1, discount: 0, gross: -1 },
    { thousandths: 3_000, unitPrice: 999, discount: 297, gross: 2_700 },
    { thousandths: 1_000_000_000, unitPrice: 90_000_000, discount: 0, gross: 90_000_000_000_000 },
  ])('T4: of $thousandths thousandths at $unitPrice without $discount costs $gross', (line) => {
    expect(grossOfLine(line.thousandths, line.unitPrice, line.discount)).toBe(line.gross);
  });
});
