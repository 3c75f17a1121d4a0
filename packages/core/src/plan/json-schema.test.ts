import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definePlan } from './define-plan.ts';
import { type JsonSchema, planJsonSchema } from './json-schema.ts';
import { retailPlan } from './retail-plan.ts';

const schema = planJsonSchema(retailPlan);
const names = Object.keys(retailPlan.events);
const definitionOf = (name: string): JsonSchema => schema.$defs[name] ?? {};

/** Reads a schema back with zod, as a tool of somebody else would. */
const readBack = (definition: JsonSchema) =>
  z.fromJSONSchema(definition as Parameters<typeof z.fromJSONSchema>[0]);

describe('the JSON Schema of the vocabulary', () => {
  it('is one document of draft 2020-12, with every event', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(Object.keys(schema.$defs)).toEqual(names);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  it('leads from each event name to its definition', () => {
    const branches = schema.oneOf as readonly {
      properties: { event: { const: string }; properties: { $ref: string } };
    }[];
    for (const { properties } of branches) {
      const [, , name = ''] = properties.properties.$ref.split('/');
      expect(decodeURIComponent(name)).toBe(properties.event.const);
    }
    expect(branches).toHaveLength(names.length);
  });

  it.each(names)('describes %s as an object that takes further fields', (name) => {
    const definition = definitionOf(name);
    expect(definition.type).toBe('object');
    expect(definition.additionalProperties).toEqual({});
    expect(definition.description).toBe(
      retailPlan.events[name as keyof typeof retailPlan.events].description,
    );
    expect(definition['x-purposes']).toEqual(
      retailPlan.events[name as keyof typeof retailPlan.events].purposes,
    );
    expect(() => readBack(definition)).not.toThrow();
  });

  it.each([
    ['Order Completed', ['order_id']],
    ['Product Viewed', ['product_id']],
    ['Offer Declined', ['offer_id']],
    ['Case Opened', ['case_id']],
    ['Stock Level Set', ['sku', 'location_id', 'quantity']],
    ['Consent Recorded', ['cells']],
    ['Opt-Out Received', undefined],
  ])('requires of %s: %j', (name, required) => {
    expect(definitionOf(name).required).toEqual(required);
  });

  it('says where one of several fields must be there', () => {
    expect(definitionOf('Sale Completed').anyOf).toEqual([
      { required: ['total'] },
      { required: ['revenue'] },
      { required: ['value'] },
    ]);
  });

  it.each([
    ['Product Viewed', { product_id: 'A1', price: '19.99' }, true],
    ['Product Viewed', { price: 1 }, false],
    ['Product Viewed', { product_id: 'A1', currency: 'euro' }, false],
    ['Product Viewed', { product_id: 'A1', currency: null }, true],
    ['Order Completed', { order_id: 1, products: [{ quantity: -1 }] }, false],
    ['Order Completed', { order_id: 1, products: null }, true],
    ['Message Sent', { message_channel: 'x-catalogue' }, true],
    ['Message Sent', { message_channel: 'whatsapp' }, false],
    ['Consent Recorded', { cells: [{ purpose: 'analytics', state: 'granted' }] }, true],
    ['Consent Recorded', { cells: [] }, false],
  ])('judges %s %j as the plan does: %s', (name, properties, valid) => {
    expect(readBack(definitionOf(name)).safeParse(properties).success).toBe(valid);
    const { events }: { events: Readonly<Record<string, { properties: z.ZodType }>> } = retailPlan;
    expect(events[name]?.properties.safeParse(properties).success).toBe(valid);
  });
});

describe("the JSON Schema of a plan of one's own", () => {
  const schemaOf = (properties: z.ZodType) =>
    planJsonSchema(definePlan({ events: { 'A/B ~ Seen': { properties, purposes: ['analytics'] } } }));

  it('escapes names as a JSON pointer wants it', () => {
    expect(JSON.stringify(schemaOf(z.object({})))).toContain('"#/$defs/A~1B%20~0%20Seen"');
  });

  it('writes alternatives of different types as one', () => {
    const field = z.union([z.string().min(2), z.number().min(0), z.array(z.boolean())]).nullish();
    expect(schemaOf(z.object({ field })).$defs['A/B ~ Seen']?.properties).toEqual({
      field: {
        type: ['string', 'number', 'array', 'null'],
        minLength: 2,
        minimum: 0,
        items: { type: 'boolean' },
      },
    });
  });

  it('leaves alternatives of one type, and closed lists, as they are', () => {
    const field = z.union([z.enum(['a', 'b']), z.number()]);
    const day = z.union([z.iso.date(), z.iso.datetime()]).nullable();
    expect(schemaOf(z.object({ field, day })).$defs['A/B ~ Seen']?.properties).toEqual({
      field: { anyOf: [{ type: 'string', enum: ['a', 'b'] }, { type: 'number' }] },
      day: {
        anyOf: [
          { type: 'string', format: 'date' },
          { type: 'string', format: 'date-time' },
          { type: 'null' },
        ],
      },
    });
  });

  it('takes anything where JSON Schema has no word', () => {
    const field = z.custom<Date>((value) => value instanceof Date);
    expect(schemaOf(z.object({ field })).$defs['A/B ~ Seen']?.properties).toEqual({ field: {} });
  });

  it('describes what a sender writes, not what comes of it', () => {
    const field = z.string().transform((value) => value.length);
    expect(schemaOf(z.object({ field })).$defs['A/B ~ Seen']?.properties).toEqual({
      field: { type: 'string' },
    });
  });
});
