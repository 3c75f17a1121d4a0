/**
 * A time as ISO 8601; undefined where there is none, or none that a date can write.
 *
 * @example
 * ```ts
 * isoOf(1_700_000_000_000); // '2023-11-14T22:13:20.000Z'
 * ```
 */
export function isoOf(at: number | undefined): string | undefined {
  const date = new Date(at ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
