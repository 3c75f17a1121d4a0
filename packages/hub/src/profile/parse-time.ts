const withoutOffset = /^\d{4}-\d\d-\d\dT[\d:.,]+$/;

/**
 * A time as epoch milliseconds; undefined where it is none. Without an offset it is UTC: what it means must not depend on
 * the zone of the machine that the hub runs on.
 *
 * @example
 * ```ts
 * parseTime('2026-11-22T12:00:00'); // noon in UTC
 * ```
 */
export function parseTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(withoutOffset.test(text) ? `${text}Z` : text);
  return Number.isNaN(at) ? undefined : at;
}
