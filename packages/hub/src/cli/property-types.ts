import type { EventDefinition } from '@rialto/core';
import { z } from 'zod';

/** Brings the text of a field into the type that an event's property has; what does not fit stays text. */
export type Coerce = (property: string, text: string) => unknown;

/**
 * Makes a {@link Coerce} for an event. A file knows only text: a quantity must become a number, while an order number
 * that looks like one, and an amount, stay as they are written.
 *
 * @example
 * ```ts
 * propertyTypes(definition)('quantity', '3'); // 3
 * ```
 */
export function propertyTypes({ properties }: EventDefinition): Coerce {
  const schema: unknown = z.toJSONSchema(properties, { io: 'input', unrepresentable: 'any' });
  const fields = (schema as { properties?: Readonly<Record<string, unknown>> }).properties ?? {};
  const types = new Map(Object.entries(fields).map(([name, field]) => [name, typesOf(field)]));
  return (property, text) => {
    const wanted = types.get(property);
    if (!wanted || wanted.has('string')) return text;
    if (wanted.has('number') || wanted.has('integer')) {
      const number = Number(text);
      if (Number.isFinite(number)) return number;
    }
    return wanted.has('boolean') && /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text;
  };
}

/** The JSON types that a schema takes, through its alternatives. */
function typesOf(schema: unknown): Set<string> {
  const { type, anyOf, enum: values } = (schema ?? {}) as { type?: unknown; anyOf?: unknown; enum?: unknown };
  const own = Array.isArray(type) ? type.map(String) : typeof type === 'string' ? [type] : [];
  const listed = Array.isArray(values) ? values.map((value) => typeof value) : [];
  const inner = Array.isArray(anyOf) ? anyOf.flatMap((one) => [...typesOf(one)]) : [];
  return new Set([...own, ...listed, ...inner]);
}
