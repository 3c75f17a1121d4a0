import { z } from 'zod';
import type { EventDefinition, Plan } from './define-plan.ts';

/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The JSON Schema of a plan: the document describes one `track` message, `$defs` the properties of each event. */
export interface PlanJsonSchema extends JsonSchema {
  readonly $schema: 'https://json-schema.org/draft/2020-12/schema';
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

/**
 * A plan as one JSON Schema document (draft 2020-12), for editors, other languages and other tools.
 * It says what a sender may write. What JSON Schema cannot say, such as that the text of an amount is a
 * number, it leaves open; the hub has the last word. `x-purposes` names what the person must have permitted.
 *
 * @example
 * ```ts
 * planJsonSchema(retailPlan).$defs['Order Completed']?.required; // ['order_id']
 * ```
 */
export function planJsonSchema(plan: Plan): PlanJsonSchema {
  const events = Object.entries(plan.events);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Tracking plan',
    description: 'One `track` message: an event of the plan, and properties that fit it.',
    type: 'object',
    required: ['event', 'properties'],
    oneOf: events.map(([name]) => ({
      properties: { event: { const: name }, properties: { $ref: `#/$defs/${pointer(name)}` } },
    })),
    $defs: Object.fromEntries(events.map(([name, definition]) => [name, eventJsonSchema(definition)])),
  };
}

function eventJsonSchema({ properties, description, purposes }: EventDefinition): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(properties, {
    io: 'input',
    unrepresentable: 'any',
    // `format` says it in one word; zod's pattern for a date is 180 characters of leap years.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date' || jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
  return { ...(description && { description }), ...(simplify(schema) as JsonSchema), 'x-purposes': purposes };
}

/**
 * Writes `anyOf` branches of different types as one schema with several types. The two mean the same, because
 * every keyword but `enum` and `const` speaks of one type only, and the shorter one is what people would write.
 */
function simplify(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(simplify);
  if (typeof value !== 'object' || value === null) return value;
  const { anyOf, ...rest } = Object.fromEntries(
    Object.entries(value).map(([keyword, inner]) => [keyword, simplify(inner)]),
  );
  if (!Array.isArray(anyOf)) return rest;
  const branches: readonly JsonSchema[] = anyOf.flatMap((branch) => branch.anyOf ?? [branch]);
  const types = branches.flatMap((branch) => branch.type ?? ['any', 'any']);
  const oneTypeEach = new Set(types).size === types.length;
  const plain = branches.every((branch) => !('enum' in branch || 'const' in branch || 'anyOf' in branch));
  if (oneTypeEach && plain) return { ...rest, ...Object.assign({}, ...branches), type: types };
  return { ...rest, anyOf: branches };
}

/** A name as a step of a JSON pointer in a URI fragment (RFC 6901, sections 3 and 6). */
const pointer = (name: string): string =>
  encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
