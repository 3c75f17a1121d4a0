import { invalid, show } from '../check-options.ts';

// ISO 4217, list one: every other currency has two digits. Not asked of Intl, which follows the CLDR and says 0 for
// the dinar of Iraq and the pound of Lebanon: a till would be wrong by a factor of a hundred or a thousand.
const digitsOf: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/**
 * How many digits the minor unit of a currency has: 2 for EUR, 0 for JPY, 3 for KWD.
 *
 * @throws RialtoError `invalid-option`, for what is no code of ISO 4217
 */
export function minorDigits(currency: string): number {
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    throw invalid(
      `currency must be a code of three capitals by ISO 4217, such as EUR; got ${show(currency)}.`,
    );
  }
  const [digits = '2'] = Object.entries(digitsOf).find(([, codes]) => codes.includes(currency)) ?? [];
  return Number(digits);
}

/** Whether a value is an amount in minor units: a whole number of which the wire takes every digit. */
export const isMinor = (value: unknown, digits: number): value is number =>
  Number.isSafeInteger(value) && Math.abs(value as number) < 10 ** (12 + digits);

/**
 * Writes minor units as the wire wants them.
 *
 * @example
 * ```ts
 * formatMinor(-1990, 2); // '-19.90'
 * ```
 */
export function formatMinor(amount: number, digits: number): string {
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const [whole, fraction] = [text.slice(0, text.length - digits), text.slice(text.length - digits)];
  return `${amount < 0 ? '-' : ''}${whole}${digits > 0 ? `.${fraction}` : ''}`;
}

/** Divides whole numbers; what lies in the middle is rounded away from zero. The divisor is above zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const magnitude = ((dividend < 0n ? -dividend : dividend) * 2n + divisor) / (divisor * 2n);
  return dividend < 0n ? -magnitude : magnitude;
}

/**
 * Reads what is counted in fractions: a whole number, or a decimal string with three decimals at most. A number with a
 * fraction is refused, since `0.1 + 0.2` is none of them.
 *
 * @returns thousandths; undefined for anything else, and below zero
 * @example
 * ```ts
 * parseThousandths('0.735'); // 735
 * parseThousandths(2); // 2000
 * ```
 */
export function parseThousandths(value: unknown): number | undefined {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return undefined;
  const text = typeof value === 'number' ? String(value) : value;
  const [, whole, fraction = ''] =
    (typeof text === 'string' && /^(\d{1,9})(?:\.(\d{1,3}))?$/.exec(text)) || [];
  return whole === undefined ? undefined : Number(whole) * 1_000 + Number(fraction.padEnd(3, '0'));
}

/** Thousandths as a decimal string without needless zeros: `8.1`, `19`. */
export const formatThousandths = (thousandths: number): string =>
  formatMinor(thousandths, 3).replace(/\.?0+$/, '');
