import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  divideRounded,
  formatMinor,
  formatThousandths,
  isMinor,
  minorDigits,
  parseThousandths,
} from './money.ts';

describe('the minor unit', () => {
  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
    // The CLDR, and so Intl, says 0 for these.
    ['IQD', 3],
    ['LBP', 2],
    ['RSD', 2],
  ])('T3: %s has %i digits by ISO 4217', (currency, digits) => {
    expect(minorDigits(currency)).toBe(digits);
  });

  it.each(['eur', 'EURO', '', undefined, 978])('refuses %s as a currency', (currency) => {
    expect(() => minorDigits(currency as string)).toThrow(/currency must be/);
  });

  it.each([
    [1999, 2, '19.99'],
    [1990, 2, '19.90'],
    [5, 2, '0.05'],
    [-5, 2, '-0.05'],
    [0, 2, '0.00'],
    [-0, 2, '0.00'],
    [1999, 0, '1999'],
    [1999, 3, '1.999'],
    [99_999_999_999_999, 2, '999999999999.99'],
  ])('T3: %i with %i digits goes over the wire as %s', (amount, digits, text) => {
    expect(formatMinor(amount, digits)).toBe(text);
  });

  it.each([19.99, Number.NaN, Number.POSITIVE_INFINITY, '1999', 10n, null, 1e14, 2 ** 53])(
    'T3: %s is no amount, since it is no whole number or has digits that the wire drops',
    (value) => {
      expect(isMinor(value, 2)).toBe(false);
    },
  );
});

describe('fractions', () => {
  it.each([
    [2, 2_000],
    ['0.735', 735],
    ['12', 12_000],
    ['8.1', 8_100],
    [0, 0],
  ])('reads %s as %i thousandths', (value, thousandths) => {
    expect(parseThousandths(value)).toBe(thousandths);
  });

  it.each([0.735, -1, '-1', '0.7351', '1e3', '', ' 1', '1,5', null, 2 ** 53, '1234567890'])(
    'refuses %s',
    (value) => {
      expect(parseThousandths(value)).toBeUndefined();
    },
  );

  it('writes what it read, without needless zeros', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), (thousandths) => {
        const text = formatThousandths(thousandths);
        expect(parseThousandths(text)).toBe(thousandths);
        expect(text).not.toMatch(/\.\d*0$/);
      }),
    );
  });

  it('T4: rounds half away from zero, below zero too', () => {
    expect([7n, 6n, 5n, 4n, -4n, -5n, -6n].map((value) => divideRounded(value, 10n))).toEqual([
      ...[1n, 1n, 1n, 0n],
      ...[0n, -1n, -1n],
    ]);
  });
});
