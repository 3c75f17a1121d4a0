import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { definePlan } from '../packages/core/src/plan/define-plan.ts';
import { retailPlan } from '../packages/core/src/plan/retail-plan.ts';
import { areas, describeProperties, eventsPage, generate, purposesModule } from './generate-plan.ts';

// The root has no zod of its own: any schema of the vocabulary will do.
const { properties } = retailPlan.events['Signed Up'];
const files = [
  'packages/core/src/model/retail-purposes.generated.ts',
  'packages/core/src/plan/retail-events.generated.ts',
  ...['shared', ...Object.keys(areas)].map(
    (area) => `packages/core/src/plan/retail-events/${area.toLowerCase().replaceAll(' ', '-')}.generated.ts`,
  ),
  'docs/schemas/retail-plan.schema.json',
  'docs/events.md',
];

describe('generate', () => {
  const into = mkdtempSync(join(tmpdir(), 'rialto-generate-'));
  afterAll(() => rmSync(into, { recursive: true, force: true }));

  it('finds the files of this repository up to date', { timeout: 30_000 }, async () => {
    expect(await generate({ check: true })).toEqual([]);
  });

  it('names what is missing and writes nothing when it only checks', { timeout: 30_000 }, async () => {
    expect(await generate({ check: true, into })).toEqual(files);
    expect(() => readFileSync(join(into, 'docs/events.md'))).toThrow();
  });

  it('writes what is missing, and then has nothing to do', { timeout: 60_000 }, async () => {
    expect(await generate({ into })).toEqual(files);
    expect(await generate({ check: true, into })).toEqual([]);
  });

  it('names the one file that somebody edited by hand, and puts it right', { timeout: 60_000 }, async () => {
    writeFileSync(join(into, 'docs/events.md'), '# Mine');
    expect(await generate({ check: true, into })).toEqual(['docs/events.md']);
    expect(await generate({ into })).toEqual(['docs/events.md']);
    expect(readFileSync(join(into, 'docs/events.md'), 'utf8')).toContain('# Events');
  });
});

describe('the purposes module', () => {
  it('has the names by their purposes', () => {
    const plan = definePlan({
      events: {
        A: { properties, purposes: ['analytics'] },
        B: { properties, purposes: ['analytics', 'marketing'] },
        C: { properties, purposes: ['analytics'] },
      },
    });
    expect(purposesModule(plan)).toContain("'analytics': /^(A|C)$/,");
    expect(purposesModule(plan)).toContain("'analytics+marketing': /^B$/,");
  });

  it('refuses a name that would break the pattern', () => {
    const plan = definePlan({ events: { 'A|B': { properties, purposes: ['analytics'] } } });
    expect(() => purposesModule(plan)).toThrow('"A|B": a name of the vocabulary');
  });
});

describe('the page of events', () => {
  it('has a row for every event', async () => {
    const page = await eventsPage(retailPlan);
    const missing = Object.keys(retailPlan.events).filter((name) => !page.includes(`\n| **${name}** | `));
    expect(missing).toEqual([]);
  });

  it('has every event in one area', () => {
    const grouped = Object.values(areas).flatMap(Object.keys);
    expect(grouped.toSorted()).toEqual(Object.keys(retailPlan.events).toSorted());
  });

  it('refuses a plan with an event that is in no area', async () => {
    const plan = definePlan({
      extends: retailPlan,
      events: { 'Fitting Booked': { properties, purposes: ['analytics'] } },
    });
    await expect(eventsPage(plan)).rejects.toThrow('In no area of scripts/generate-plan.ts: Fitting Booked.');
  });
});

describe('the properties of a row', () => {
  it('are bold where they are required, and first', () => {
    const schema = { properties: { note: {}, order_id: {} }, required: ['order_id'] };
    expect(describeProperties(schema)).toBe('**`order_id`**, `note`');
  });

  it('say where one of several must be there', () => {
    const schema = {
      properties: { total: {}, value: {}, note: {} },
      anyOf: [{ required: ['total'] }, { required: ['value'] }],
    };
    expect(describeProperties(schema)).toBe('**one of** `total` / `value`, `note`');
  });

  it('leave out the flags, which every event has', () => {
    expect(describeProperties({ properties: { test: {}, training: {}, note: {} } })).toBe('`note`');
  });

  it('name a group of fields in place of its members', () => {
    const receipt = ['business_date', 'receipt_number', 'receipt_sequence', 'incomplete'];
    const fields = ['store_id', 'terminal_id', 'operator_id', ...receipt, 'note'];
    const schema = {
      properties: Object.fromEntries(fields.map((field) => [field, {}])),
      required: ['store_id'],
    };
    expect(describeProperties(schema)).toBe('**`store_id`**, `note`, _store_');
  });
});
