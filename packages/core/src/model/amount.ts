const micro = 1_000_000n;
const decimal = /^([+-]?)(\d+)(?:\.(\d+))?$/;
/** What one amount may be: a store's column holds it, and so does any sum that a person could owe. */
const largest = 1_000_000_000_000_000_000n;

/**
 * Reads an amount of money from the wire into whole millionths: JSON numbers and decimal strings,
 * rounded to six decimals, half away from zero. From here on sums are exact.
 *
 * @returns undefined for anything that is not an amount: text, NaN, more than 12 digits before the point
 * @example
 * ```ts
 * parseAmount(22.200000000000003); // 22200000n
 * parseAmount('19.99'); // 19990000n
 * parseAmount('nineteen'); // undefined
 * ```
 */
export function parseAmount(value: unknown): bigint | undefined {
  const text = typeof value === 'number' ? value.toFixed(6) : value;
  const micros = typeof text === 'string' && text.length <= 64 ? parseDecimal(text.trim()) : undefined;
  return micros !== undefined && micros < largest && micros > -largest ? micros : undefined;
}

/**
 * Adds decimal strings that {@link formatAmount} wrote, exactly and without bound.
 *
 * @example
 * ```ts
 * addAmounts('22.2', '0.1'); // '22.3'
 * ```
 */
export const addAmounts = (...amounts: readonly string[]): string =>
  formatAmount(amounts.reduce((sum, amount) => sum + (parseDecimal(amount) ?? 0n), 0n));

function parseDecimal(text: string): bigint | undefined {
  const [, sign, whole, fraction = ''] = decimal.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const roundUp = (fraction[6] ?? '0') >= '5' ? 1n : 0n;
  const micros = BigInt(whole) * micro + BigInt(fraction.slice(0, 6).padEnd(6, '0')) + roundUp;
  return sign === '-' ? -micros : micros;
}

/**
 * Writes millionths as a decimal string without needless zeros.
 *
 * @example
 * ```ts
 * formatAmount(8911407904000n); // '8911407.904'
 * ```
 */
export function formatAmount(micros: bigint): string {
  const absolute = micros < 0n ? -micros : micros;
  const fraction = (absolute % micro).toString().padStart(6, '0').replace(/0+$/, '');
  return `${micros < 0n ? '-' : ''}${absolute / micro}${fraction ? `.${fraction}` : ''}`;
}
