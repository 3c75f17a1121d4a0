import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addAmounts, formatAmount, parseAmount } from './amount.ts';

/** What one amount may be: twelve digits before the point, six behind it. */
const micros = fc.bigInt({ min: -999_999_999_999_999_999n, max: 999_999_999_999_999_999n });

describe('an amount', () => {
  it.each<[number | string, bigint]>([
    [19.99, 19_990_000n],
    ['19.99', 19_990_000n],
    [22.200000000000003, 22_200_000n],
    [0.1 + 0.2, 300_000n],
    [1e-7, 0n],
    [-1e-7, 0n],
    [0, 0n],
    [-0, 0n],
    ['-0', 0n],
    ['+5', 5_000_000n],
    [-5.5, -5_500_000n],
    ['0.0000005', 1n],
    ['-0.0000005', -1n],
    ['0.0000004999', 0n],
    ['1.9999995', 2_000_000n],
    [' 7\n', 7_000_000n],
    [`1.${'1'.repeat(31)}`, 1_111_111n],
    ['007', 7_000_000n],
    [8911407.904, 8_911_407_904_000n],
    [999_999_999_999, 999_999_999_999_000_000n],
  ])('is read from %s', (value, expected) => {
    expect(parseAmount(value)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ...[
      '',
      ' ',
      '.',
      '.5',
      '5.',
      '1,5',
      '1.000,50',
      '1 000',
      '1e3',
      '0x10',
      '--5',
      '+-5',
      '5-',
      '€5',
      '5 EUR',
      '１２',
      'Infinity',
      'NaN',
      '1_000',
      '1\n2',
      '9'.repeat(13),
      `1.${'0'.repeat(80)}`,
    ].map((text): [string, unknown] => [JSON.stringify(text), text]),
    ['1e12', 1e12],
    ['1e21', 1e21],
    ['-1e21', -1e21],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['null', null],
    ['undefined', undefined],
    ['true', true],
    ['a list', [5]],
    ['an object', {}],
    ['a BigInt', 5n],
    ['a date', new Date(0)],
  ])('is not %s', (_, value) => {
    expect(parseAmount(value)).toBeUndefined();
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(micros, (amount) => {
        expect(parseAmount(formatAmount(amount))).toBe(amount);
        expect(formatAmount(amount)).toMatch(/^-?\d+(\.\d{0,5}[1-9])?$/);
      }),
    );
  });

  it('is the same as a number and as a text with up to six decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), (amount) => {
        expect(parseAmount(amount / 1e6)).toBe(BigInt(amount));
      }),
    );
  });

  it('is added exactly', () => {
    fc.assert(
      fc.property(fc.array(micros), (amounts) => {
        expect(addAmounts('0', ...amounts.map(formatAmount))).toBe(
          formatAmount(amounts.reduce((sum, amount) => sum + amount, 0n)),
        );
      }),
    );
  });

  it.each([
    [0n, '0'],
    [1n, '0.000001'],
    [-1n, '-0.000001'],
    [8_911_407_904_000n, '8911407.904'],
    [-10_000_000n, '-10'],
  ])('of %s millionths is written %s', (amount, text) => {
    expect(formatAmount(amount)).toBe(text);
  });
});
