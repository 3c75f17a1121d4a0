import { divideRounded } from './money.ts';

/** What a receipt says of one rate, in minor units. */
export interface VatSum {
  /** Percent, in thousandths: 19000 for 19 %. */
  readonly rate: number;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
}

/** A line as far as its tax is concerned: what is paid for it, tax included, at which rate. */
export interface TaxedLine {
  readonly gross: number;
  readonly rate: number;
}

/** 100 % in the unit of {@link VatSum.rate}. */
const whole = 100_000n;

/**
 * What is paid for a line: quantity × unit price − discount, rounded half away from zero.
 *
 * @param thousandths - of the quantity: 735 for 0.735 kg
 */
export const grossOfLine = (thousandths: number, unitPrice: number, discount: number): number =>
  Number(divideRounded(BigInt(thousandths) * BigInt(unitPrice), 1_000n)) - discount;

/**
 * Takes the tax out of prices that contain it, once for each rate as a receipt does: the lines of a rate are added up first, so
 * that no cent is lost line by line. The net is rounded half away from zero; the tax is the rest, so the two always add up.
 *
 * @returns the highest rate first
 * @example
 * ```ts
 * vatOf([{ gross: 1999, rate: 19_000 }]); // [{ rate: 19000, net: 1680, tax: 319, gross: 1999 }]
 * ```
 */
export function vatOf(lines: readonly TaxedLine[]): readonly VatSum[] {
  const sums = new Map<number, number>();
  for (const { gross, rate } of lines) sums.set(rate, (sums.get(rate) ?? 0) + gross);
  return [...sums]
    .sort(([a], [b]) => b - a)
    .map(([rate, gross]) => {
      const net = Number(divideRounded(BigInt(gross) * whole, whole + BigInt(rate)));
      return { rate, net, tax: gross - net, gross };
    });
}
