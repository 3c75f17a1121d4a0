/** A trading day: `2026-11-25`, from one end of trade to the next, epoch milliseconds. */
export interface BusinessDay {
  readonly date: string;
  readonly from: number;
  /** The first moment that is no longer part of it. */
  readonly until: number;
}

const day = 86_400_000;

/**
 * Finds trading days by a store's own clock on the wall.
 *
 * A day begins at the first moment at which the wall shows its date and `dayEndsAt`, and lasts until the next one does. So it is
 * 23 or 25 hours long when the clocks change, and never comes twice, even if the hour of its end does.
 *
 * @param timeZone - of the IANA database, `Europe/Berlin`
 * @param dayEndsAt - `HH:MM`, before noon
 * @throws RangeError for a time zone that the system does not know
 */
export function createBusinessDays(timeZone: string, dayEndsAt: string): (at: number) => BusinessDay {
  const wall = wallOf(timeZone);
  const start = (date: string): number => firstMoment(wall, Date.parse(`${date}T${dayEndsAt}:00Z`));
  let known: BusinessDay | undefined;
  return (at) => {
    if (known && at >= known.from && at < known.until) return known;
    let date = dateOf(wall(at) + day);
    while (start(date) > at) date = dateBefore(date);
    known = { date, from: start(date), until: start(dateOf(Date.parse(date) + day)) };
    return known;
  };
}

/** Whether a text is a day of the calendar. */
export const isDate = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d{2}-\d{2}$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  dateOf(Date.parse(value)) === value;

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const dateBefore = (date: string): string => dateOf(Date.parse(date) - day);

/** What the wall shows at a moment, as if it were UTC. */
type Wall = (at: number) => number;

function wallOf(timeZone: string): Wall {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    },
  });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day: ofMonth = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, ofMonth, hour, minute, second);
  };
}

/** The first moment at which the wall shows a time or, where the clocks skip it, a later one. */
function firstMoment(wall: Wall, wanted: number): number {
  const offsetAt = (at: number): number => wall(at) - Math.floor(at / 1_000) * 1_000;
  // Clocks change once within two days at most, so one of these is the offset of the moment that is looked for.
  const offsets = [offsetAt(wanted - day), offsetAt(wanted + day)];
  const fitting = offsets.map((offset) => wanted - offset).filter((at) => wall(at) === wanted);
  if (fitting.length > 0) return Math.min(...fitting);
  // Skipped: the moment of the change itself. It lies between the time by the one offset and by the other.
  let [before, after] = [wanted - Math.max(...offsets), wanted - Math.min(...offsets)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wall(middle) < wanted) before = middle;
    else after = middle;
  }
  return after;
}
