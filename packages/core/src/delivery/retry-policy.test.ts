import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter, retryDelay } from './retry-policy.ts';

describe('the pause before the next attempt', () => {
  it.each([
    [1, 0, 0],
    [1, 0.5, 250],
    [1, 0.999, 500],
    [2, 0.999, 999],
    [3, 0.5, 1_000],
    [7, 0.999, 31_968],
    [8, 0.5, 30_000],
    [99, 0.999, 59_940],
    [1e9, 0.5, 30_000],
  ])('Q5: after %i failures and with the chance %d is %i ms', (attempt, chance, delay) => {
    expect(retryDelay(attempt, chance)).toBe(delay);
  });

  it.each([
    [1, 0, 2_000, 2_000],
    [1, 0.5, 2_000, 2_250],
    [9, 0.9, 2_000, 2_500],
    [1, 0, 300_000, 300_000],
    [1, 0, 86_400_000, 300_000],
    [3, 0.5, 0, 1_000],
    [3, 0.5, -5, 1_000],
    [3, 0.5, Number.NaN, 1_000],
  ])(
    'Q5: after %i failures, with the chance %d and a Retry-After of %d ms is %i ms',
    (attempt, chance, retryAfter, delay) => {
      expect(retryDelay(attempt, chance, retryAfter)).toBe(delay);
    },
  );

  it('Q4, Q5: is never below what the hub asked for up to 300 s, and never beyond 300.5 s', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        chance,
        fc.option(fc.nat(1_000_000), { nil: undefined }),
        (attempt, lot, retryAfter) => {
          const delay = retryDelay(attempt, lot, retryAfter);
          expect(delay).toBeGreaterThanOrEqual(Math.min(300_000, retryAfter ?? 0));
          expect(delay).toBeLessThanOrEqual(retryAfter ? 300_500 : 60_000);
        },
      ),
    );
  });
});

describe('a Retry-After', () => {
  const now = Date.UTC(2026, 10, 22, 9);
  it.each([
    [null, undefined],
    ['', undefined],
    ['  ', undefined],
    ['0', 0],
    ['2', 2_000],
    [' 120 ', 120_000],
    ['1.5', 1_500],
    ['-3', undefined],
    ['Infinity', undefined],
    ['soon', undefined],
    ['Sun, 22 Nov 2026 09:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 08:00:00 GMT', 0],
  ])('of %j is %s ms', (header, delay) => {
    expect(parseRetryAfter(header, now)).toBe(delay);
  });
});
