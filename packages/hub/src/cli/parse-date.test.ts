import { expect, it } from 'vitest';
import { type DateFormat, parseDate } from './parse-date.ts';

it.each<[string, DateFormat, string | undefined]>([
  ['2010-12-01', 'iso', '2010-12-01T00:00:00.000Z'],
  ['2010-12-01T08:26:00Z', 'iso', '2010-12-01T08:26:00.000Z'],
  ['2010-12-01 08:26:30', 'iso', '2010-12-01T08:26:30.000Z'],
  ['2010-12-01T08:26:00+01:00', 'iso', '2010-12-01T07:26:00.000Z'],
  ['1/12/2010 8:26', 'day/month/year', '2010-12-01T08:26:00.000Z'],
  ['12/1/2010', 'month/day/year', '2010-12-01T00:00:00.000Z'],
  ['01.12.2010', 'day/month/year', '2010-12-01T00:00:00.000Z'],
  ['29/2/2012', 'day/month/year', '2012-02-29T00:00:00.000Z'],
  ['31/2/2010', 'day/month/year', undefined],
  ['13/13/2010', 'day/month/year', undefined],
  ['2010-12-01 25:00', 'iso', undefined],
  ['1/12/2010', 'iso', undefined],
  ['2010-12-01', 'day/month/year', undefined],
  ['40148', 'iso', undefined],
  ['', 'iso', undefined],
])('%s as %s is %s', (text, format, expected) => {
  expect(parseDate(text, format)).toBe(expected);
});
