import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBusinessDays, isDate } from './business-day.ts';

const hour = 3_600_000;
const at = (iso: string): number => Date.parse(iso);

describe('the business day', () => {
  it.each([
    ['2026-11-25T22:59:00+01:00', '2026-11-25', 'in the evening'],
    ['2026-11-26T00:00:00+01:00', '2026-11-25', 'at midnight'],
    ['2026-11-26T03:59:59.999+01:00', '2026-11-25', 'until the last millisecond'],
    ['2026-11-26T04:00:00+01:00', '2026-11-26', 'at its end'],
    ['2027-01-01T01:00:00+01:00', '2026-12-31', 'after New Year'],
    ['2028-03-01T01:00:00+01:00', '2028-02-29', 'in a leap year'],
    // Clocks go from 02:00 to 03:00 on 29 March, and from 03:00 to 02:00 on 25 October 2026.
    ['2026-03-29T03:59:00+02:00', '2026-03-28', 'in the night that is an hour short'],
    ['2026-03-29T04:00:00+02:00', '2026-03-29', 'after that night'],
    ['2026-10-25T03:59:00+01:00', '2026-10-24', 'in the night that is an hour long'],
    ['2026-10-25T04:00:00+01:00', '2026-10-25', 'after that night'],
  ])('T13: at %s it is that of %s, %s', (moment, date) => {
    expect(createBusinessDays('Europe/Berlin', '04:00')(at(moment)).date).toBe(date);
  });

  it('T13: ends where the clocks skip its end', () => {
    const dayOf = createBusinessDays('Europe/Berlin', '02:30');
    expect(dayOf(at('2026-03-29T01:59:59+01:00')).date).toBe('2026-03-28');
    expect(dayOf(at('2026-03-29T03:00:00+02:00'))).toMatchObject({
      date: '2026-03-29',
      from: at('2026-03-29T03:00:00+02:00'),
    });
  });

  it('T13: ends once where the clocks show its end twice', () => {
    const dayOf = createBusinessDays('Europe/Berlin', '02:30');
    const dates = ['02:29:00+02:00', '02:30:00+02:00', '02:15:00+01:00', '02:45:00+01:00'].map(
      (time) => dayOf(at(`2026-10-25T${time}`)).date,
    );
    expect(dates).toEqual(['2026-10-24', '2026-10-25', '2026-10-25', '2026-10-25']);
  });

  it('T13: is the day of the calendar with an end at midnight', () => {
    const dayOf = createBusinessDays('Europe/Berlin', '00:00');
    expect(dayOf(at('2026-11-25T23:59:59+01:00')).date).toBe('2026-11-25');
    expect(dayOf(at('2026-11-26T00:00:00+01:00')).date).toBe('2026-11-26');
  });

  it('T13: is right where the clocks change at midnight', () => {
    // Cairo: 00:00 becomes 01:00 on 24 April 2026.
    const dayOf = createBusinessDays('Africa/Cairo', '00:00');
    expect(dayOf(at('2026-04-23T23:59:59+02:00')).date).toBe('2026-04-23');
    expect(dayOf(at('2026-04-24T01:00:00+03:00'))).toMatchObject({
      date: '2026-04-24',
      from: at('2026-04-23T22:00:00Z'),
    });
  });

  it.each([
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'Asia/Kathmandu',
    'UTC',
  ])('T13: never goes back in %s while time goes on, and lasts from 22 to 26 hours', (timeZone) => {
    const moments = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    const ends = fc.constantFrom('00:00', '01:30', '02:30', '04:00', '11:59');
    fc.assert(
      fc.property(ends, moments, fc.nat(36 * 3_600_000), (dayEndsAt, first, later) => {
        const dayOf = createBusinessDays(timeZone, dayEndsAt);
        const [before, after] = [dayOf(first), createBusinessDays(timeZone, dayEndsAt)(first + later)];
        expect(before.date <= after.date).toBe(true);
        expect(before.from <= first && first < before.until).toBe(true);
        expect(before.until - before.from).toBeGreaterThanOrEqual(22 * hour);
        expect(before.until - before.from).toBeLessThanOrEqual(26 * hour);
        // What one day ends with, the next begins with.
        const next = dayOf(before.until);
        expect([next.from, next.date > before.date]).toEqual([before.until, true]);
      }),
      { numRuns: 100 },
    );
  });
});

it.each([
  ['2026-11-25', true],
  ['2026-02-30', false],
  ['2026-1-1', false],
  ['', false],
  [20261125, false],
])('%s is a day of the calendar: %s', (value, is) => {
  expect(isDate(value)).toBe(is);
});
