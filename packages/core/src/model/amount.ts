const micro = 1_000_000n;
const decimal = /^([+-]?)(\d{1,15})(?:\.(\d{1,30}))?$/;

/**
 * Reads an amount of money from the wire into whole millionths: JSON numbers and decimal strings,
 * rounded to six decimals, half away from zero. From here on sums are exact.
 *
 * @returns undefined for anything that is not an amount: text, NaN, more than 15 digits before the point
 * @example
 * ```ts
 * parseAmount(22.200000000000003); // 22200000n
 * parseAmount('19.99'); // 19990000n
 * parseAmount('nineteen'); // undefined
 * ```
 */
export function parseAmount(value: unknown): bigint | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) && Math.abs(value) < 1e15 ? parseDecimal(value.toFixed(6)) : undefined;
  }
  return typeof value === 'string' ? parseDecimal(value.trim()) : undefined;
}

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
