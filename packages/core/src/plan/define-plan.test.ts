import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { isRialtoError } from '../errors.ts';
import { definePlan, type EventDefinitions, findEvent } from './define-plan.ts';
import type { EventName, EventProperties, PlanTypes } from './plan-types.ts';
import { retailPlan } from './retail-plan.ts';

const fitting = {
  'Fitting Booked': {
    properties: z.object({ store_id: z.string(), at: z.iso.datetime() }),
    purposes: ['analytics'],
  },
} as const satisfies EventDefinitions;

function problemOf(events: unknown, purposes?: readonly string[]): { code?: string; message: string } {
  try {
    // What an untyped caller may send.
    definePlan({ events: events as EventDefinitions, ...(purposes && { purposes }) });
  } catch (error) {
    if (isRialtoError(error)) return error;
    throw error;
  }
  return { message: 'no error' };
}

describe('definePlan', () => {
  it('makes a plan of nothing but own events', () => {
    const plan = definePlan({ events: fitting });
    expect(Object.keys(plan.events)).toEqual(['Fitting Booked']);
    expect(plan.purposes).toEqual(['necessary', 'analytics', 'personalization', 'marketing', 'linking']);
  });

  it('makes a plan of nothing at all', () => {
    expect(definePlan({ events: {} }).events).toEqual({});
  });

  it('builds on another plan and leaves that one as it is', () => {
    const before = Object.keys(retailPlan.events).length;
    const plan = definePlan({ extends: retailPlan, events: fitting });
    expect(Object.keys(plan.events)).toHaveLength(before + 1);
    expect(findEvent(plan, 'Product Viewed')).toBe(findEvent(retailPlan, 'Product Viewed'));
    expect(Object.keys(retailPlan.events)).toHaveLength(before);
  });

  it('replaces an event of the same name', () => {
    const own = { properties: z.object({ asin: z.string() }), purposes: ['marketing'] } as const;
    const plan = definePlan({ extends: retailPlan, events: { 'Product Viewed': own } });
    expect(findEvent(plan, 'Product Viewed')).toBe(own);
    expectTypeOf<EventProperties<typeof plan, 'Product Viewed'>>().toEqualTypeOf<{ asin: string }>();
  });

  it('takes purposes of the retailer, and hands them on to plans that build on it', () => {
    const properties = z.object({});
    const base = definePlan({
      events: { 'Fitting Filmed': { properties, purposes: ['film'] } },
      purposes: ['film'],
    });
    const plan = definePlan({ extends: base, events: { 'Film Shown': { properties, purposes: ['film'] } } });
    expect(plan.purposes).toContain('film');
    expect(Object.keys(plan.events)).toEqual(['Fitting Filmed', 'Film Shown']);
  });

  it('knows each purpose once', () => {
    expect(definePlan({ events: {}, purposes: ['analytics', 'film', 'film'] }).purposes).toEqual([
      'necessary',
      'analytics',
      'personalization',
      'marketing',
      'linking',
      'film',
    ]);
  });

  it('cannot be changed afterwards', () => {
    const plan = definePlan({ events: fitting });
    expect(Object.isFrozen(plan)).toBe(true);
    expect(Object.isFrozen(plan.events)).toBe(true);
  });

  const properties = z.object({});
  it.each([
    { because: 'has no name', events: { '': { properties, purposes: ['analytics'] } }, says: 'got ""' },
    {
      because: 'has a blank at the end of its name',
      events: { 'Fitting Booked ': { properties, purposes: ['analytics'] } },
      says: 'without blanks at its ends; got "Fitting Booked "',
    },
    {
      because: 'has properties that are no zod schema',
      events: { 'Fitting Booked': { properties: { store_id: 'string' }, purposes: ['analytics'] } },
      says: '"Fitting Booked": properties must be a zod schema',
    },
    {
      because: 'has no properties',
      events: { 'Fitting Booked': { purposes: ['analytics'] } },
      says: '"Fitting Booked": properties must be a zod schema',
    },
    {
      because: 'has an empty list of purposes',
      events: { 'Fitting Booked': { properties, purposes: [] } },
      says: `"Fitting Booked" must name its purposes; ['necessary'] where no opt-in is needed.`,
    },
    {
      because: 'says nothing of purposes',
      events: { 'Fitting Booked': { properties } },
      says: '"Fitting Booked" must name its purposes',
    },
    {
      because: 'needs a purpose that the plan does not know',
      events: { 'Fitting Booked': { properties, purposes: ['analytics', 'film'] } },
      says: '"Fitting Booked" needs the purpose "film", which the plan does not know. Add it to `purposes`, or use one of: necessary, analytics, personalization, marketing, linking.',
    },
  ])('refuses an event that $because', ({ events, says }) => {
    const problem = problemOf(events);
    expect(problem.code).toBe('invalid-plan');
    expect(problem.message).toContain(says);
  });

  it('names the own purposes too when it refuses one', () => {
    const problem = problemOf({ A: { properties, purposes: ['flim'] } }, ['film']);
    expect(problem.message).toContain('linking, film.');
  });
});

describe('the types of a plan', () => {
  const plan = definePlan({ extends: retailPlan, events: fitting });

  it('know the names of both plans', () => {
    expectTypeOf<'Fitting Booked'>().toExtend<EventName<typeof plan>>();
    expectTypeOf<'Product Viewed'>().toExtend<EventName<typeof plan>>();
    expectTypeOf<'Fitting Boked'>().not.toExtend<EventName<typeof plan>>();
  });

  it('are all that a client needs', () => {
    expectTypeOf(plan).toExtend<PlanTypes>();
  });

  it('know the properties of both plans', () => {
    expectTypeOf<EventProperties<typeof plan, 'Fitting Booked'>>().toEqualTypeOf<{
      store_id: string;
      at: string;
    }>();
    expectTypeOf<EventProperties<typeof plan, 'Order Completed'>['order_id']>().toEqualTypeOf<
      string | number
    >();
  });
});

describe('findEvent', () => {
  it('finds an event by its name, to the letter', () => {
    expect(findEvent(retailPlan, 'Product Viewed')?.purposes).toEqual(['analytics']);
    expect(findEvent(retailPlan, 'product viewed')).toBeUndefined();
    expect(findEvent(retailPlan, 'Product Viewed ')).toBeUndefined();
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])('knows no event "%s"', (name) => {
    expect(findEvent(retailPlan, name)).toBeUndefined();
  });
});
