import { describe, expect, it } from 'vitest';
import { amount, currency, id, quantity, text, time } from './fields.ts';

const huge = 'x'.repeat(10_000);

describe.each([
  {
    field: 'amount',
    schema: amount,
    takes: [0, 19.99, -5, '19.99', '-0.1', '1.0000001'],
    refuses: ['', 'abc', '1,99', '1e5', Number.NaN, Number.POSITIVE_INFINITY, 1e15, null, true, {}],
  },
  {
    field: 'currency',
    schema: currency,
    takes: ['EUR', 'GBP'],
    refuses: ['eur', '€', 'EURO', 'EU', 978, null, 'EUR\n'],
  },
  {
    field: 'id',
    schema: id,
    takes: ['A1', 4711, '0', 0],
    refuses: ['', huge, Number.NaN, null, true, ['A1'], {}],
  },
  { field: 'text', schema: text, takes: ['', 'Lamp'], refuses: [huge, 1, null, ['a']] },
  { field: 'quantity', schema: quantity, takes: [0, 1, 0.25], refuses: [-1, '1', Number.NaN, null] },
  {
    field: 'time',
    schema: time,
    takes: ['2026-11-21', '2026-11-21T10:00:00Z', '2026-11-21T10:00:00.123+01:00'],
    refuses: ['2026-11-21T10:00:00', '21.11.2026', '2026-02-30', 1_763_700_000_000, null, ''],
  },
])('$field', ({ schema, takes, refuses }) => {
  it.each(takes)('takes %j', (value) => {
    expect(schema.safeParse(value).success).toBe(true);
  });

  it.each(refuses)('refuses %j', (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});
