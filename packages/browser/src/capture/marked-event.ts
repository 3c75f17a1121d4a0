/** The names of attributes that say something else than a property. */
const reserved = new Set(['event', 'properties', 'ignore']);

/** Whole numbers by the vocabulary. All else stays text as it is written: an id `007` is no number, nor is a price. */
const counts = new Set(['quantity', 'position', 'results']);

const prefix = 'data-rialto-';

/** What marked elements say. */
export interface MarkedEvent {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** What was written and could not be read, for the person who builds the page. */
  readonly problem?: string;
}

/**
 * Reads the attributes of a marked element, pure: `data-rialto-product-id="A1"` is `product_id: 'A1'`.
 * `data-rialto-properties` may hold more as a JSON object; single attributes win over it.
 *
 * @example
 * ```ts
 * readMarks([['data-rialto-event', 'Product Clicked'], ['data-rialto-product-id', 'A1']]);
 * // { event: 'Product Clicked', properties: { product_id: 'A1' } }
 * ```
 */
export function readMarks(
  attributes: Iterable<readonly [name: string, value: string]>,
): MarkedEvent | undefined {
  const marks = new Map<string, string>();
  for (const [name, value] of attributes) {
    if (name.startsWith(prefix)) marks.set(name.slice(prefix.length), value);
  }
  const event = marks.get('event')?.trim();
  if (!event) return undefined;
  const written = marks.get('properties');
  const more = written === undefined ? {} : parseObject(written);
  const single = [...marks]
    .filter(([name]) => !reserved.has(name))
    .map(([name, value]) => {
      const property = name.replaceAll('-', '_');
      const isCount = counts.has(property) && /^\d{1,15}$/.test(value);
      return [property, isCount ? Number(value) : value] as const;
    });
  return {
    event,
    properties: { ...more, ...Object.fromEntries(single) },
    ...(!more && { problem: `${prefix}properties is no JSON object: ${written}` }),
  };
}

function parseObject(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
