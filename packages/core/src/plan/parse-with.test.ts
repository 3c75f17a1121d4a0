import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseWith } from './parse-with.ts';

const schema = z.object({ price: z.number(), lines: z.array(z.object({ sku: z.string() })).optional() });

it('answers with the value', () => {
  expect(parseWith(schema, { price: 1, more: 2 })).toEqual({ ok: true, value: { price: 1 } });
});

it('answers with where and what, below the given root', () => {
  const parsed = parseWith(schema, { price: 'secret', lines: [{ sku: 1 }] }, 'properties');
  expect(parsed).toEqual({
    ok: false,
    issues: [
      { path: 'properties.price', message: 'Invalid input: expected number, received string' },
      { path: 'properties.lines.0.sku', message: 'Invalid input: expected string, received number' },
    ],
  });
  expect(JSON.stringify(parsed)).not.toContain('secret');
});

it('names the whole where there is no field to blame', () => {
  expect(parseWith(schema, null)).toMatchObject({ ok: false, issues: [{ path: '' }] });
  expect(parseWith(schema, null, 'properties')).toMatchObject({
    ok: false,
    issues: [{ path: 'properties' }],
  });
});

it('names at most 20 faults, however many there are', () => {
  const parsed = parseWith(z.array(z.number()), Array(1_000).fill('x'));
  expect(parsed.ok || parsed.issues.length).toBe(20);
});
