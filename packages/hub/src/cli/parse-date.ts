/** How dates are written in a file. */
export const dateFormats = ['iso', 'day/month/year', 'month/day/year'] as const;

/** One of {@link dateFormats}. */
export type DateFormat = (typeof dateFormats)[number];

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;
const slashed = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[T ](\d{1,2}):(\d\d)(?::(\d\d))?)?$/;

/**
 * Reads a date of a file as ISO 8601 in UTC. A time without an offset is UTC; so is a day, at its beginning.
 *
 * @returns undefined for what is no date, such as 31 February
 * @example
 * ```ts
 * parseDate('1/12/2010 8:26', 'day/month/year'); // '2010-12-01T08:26:00.000Z'
 * ```
 */
export function parseDate(text: string, format: DateFormat): string | undefined {
  const fields = format === 'iso' ? iso.exec(text) : slashed.exec(text);
  if (!fields) return undefined;
  const [, first = '', second = '', third = '', hour = '0', minute = '0', seconds = '0', offset = 'Z'] =
    fields;
  const [year, month, day] =
    format === 'iso'
      ? [first, second, third]
      : [third, ...(format === 'day/month/year' ? [second, first] : [first, second])];
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  // Date.parse takes 31 February for 3 March; a day that is not written back the same is none.
  const start = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(start) || !new Date(start).toISOString().startsWith(date)) return undefined;
  const time = [hour, minute, seconds].map((part) => part.padStart(2, '0')).join(':');
  const at = Date.parse(`${date}T${time}${offset.toUpperCase()}`);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
