/**
 * JSON in one form only: keys sorted, no spaces, nothing that is undefined. What is the same is the same text, so that it
 * can be hashed.
 *
 * Source: RFC 8785 (JSON Canonicalization Scheme).
 *
 * @example
 * ```ts
 * canonicalJson({ b: 1, a: undefined, A: [true] }); // '{"A":[true],"b":1}'
 * ```
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}
