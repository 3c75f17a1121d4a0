import { expect, it } from 'vitest';
import { saleNumber } from './sale.ts';

it('is the same sale whenever it is asked for, and nearly as large for each number', () => {
  expect(saleNumber(7)).toEqual(saleNumber(7));
  const sizes = [0, 7, 999_999].map((n) => JSON.stringify(saleNumber(n)).length);
  expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.1);
});
