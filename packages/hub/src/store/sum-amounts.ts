import { formatAmount, parseAmount } from '@rialto/core/model';
import type { PreparedEvent } from '../ingest/prepared-event.ts';

/** Exact sums of money by currency. */
export interface AmountSums {
  /** Adds what an event moved; training and what has no currency count for nothing. */
  add(event: Pick<PreparedEvent, 'amount' | 'currency' | 'training'>): void;
  /** Adds millionths. */
  addMicros(currency: string, micros: bigint): void;
  /** Decimal strings by currency, in alphabetical order. */
  result(): Readonly<Record<string, string>>;
}

/**
 * Sums amounts in whole millionths without bound, so that nothing is rounded and nothing overflows.
 *
 * @example
 * ```ts
 * const sums = createAmountSums();
 * sums.add({ amount: '22.2', currency: 'GBP', training: false });
 * sums.result(); // { GBP: '22.2' }
 * ```
 */
export function createAmountSums(): AmountSums {
  const sums = new Map<string, bigint>();
  const addMicros = (currency: string, micros: bigint): void => {
    sums.set(currency, (sums.get(currency) ?? 0n) + micros);
  };
  return {
    add({ amount, currency, training }) {
      const micros = amount === undefined || training ? undefined : parseAmount(amount);
      if (micros !== undefined && currency !== undefined) addMicros(currency, micros);
    },
    addMicros,
    result: () =>
      Object.fromEntries(
        [...sums]
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([currency, micros]) => [currency, formatAmount(micros)]),
      ),
  };
}
