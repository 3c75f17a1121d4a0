import type { z } from 'zod';
import type { Issue, Parsed } from '../result.ts';

/**
 * Runs a zod schema and answers in Rialto's own words: paths and messages, never the values, which may be personal.
 *
 * @example
 * ```ts
 * const parsed = parseWith(z.object({ price: z.number() }), { price: 'x' }, 'properties');
 * // { ok: false, issues: [{ path: 'properties.price', message: 'Invalid input: expected number, received string' }] }
 * ```
 */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  root = '',
): Parsed<z.output<Schema>> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const issues: Issue[] = result.error.issues.slice(0, 20).map(({ path, message }) => ({
    path: [root, ...path.map(String)].filter(Boolean).join('.'),
    message,
  }));
  return { ok: false, issues };
}
