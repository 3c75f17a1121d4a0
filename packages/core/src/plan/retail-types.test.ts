import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { EventName, EventProperties } from './plan-types.ts';
import type { RetailEventProperties } from './retail-events.generated.ts';
import type { RetailPlan } from './retail-plan.ts';
import type { RetailPlanTypes } from './retail-types.ts';

/** Written out to the last field, so that an interface and the type that zod infers can be held side by side. */
type WrittenOut<T> = T extends object ? { [Field in keyof T]: WrittenOut<T[Field]> } : T;

/** To the letter: that two types are assignable to one another would overlook an optional field. */
type Same<A, B> =
  (<T>() => T extends WrittenOut<A> ? 1 : 2) extends <T>() => T extends WrittenOut<B> ? 1 : 2 ? true : false;

type Input<Name extends keyof RetailPlan['events']> = z.input<RetailPlan['events'][Name]['properties']>;

/** The events for which a comparison does not hold. */
type Wrong<Holds extends Record<keyof RetailPlan['events'], boolean>> = {
  [Name in keyof Holds]: Holds[Name] extends true ? never : Name;
}[keyof Holds];

describe('the plain types of the vocabulary', () => {
  it('name every event, and no other', () => {
    expectTypeOf<EventName<RetailPlanTypes>>().toEqualTypeOf<EventName<RetailPlan>>();
    expectTypeOf<keyof RetailEventProperties>().toEqualTypeOf<keyof RetailPlan['events']>();
  });

  it('know a field that is missing or another', () => {
    expectTypeOf<Same<{ a: string; b?: number }, { a: string }>>().toEqualTypeOf<false>();
    expectTypeOf<
      Same<{ [field: string]: unknown; b?: number }, { [field: string]: unknown }>
    >().toEqualTypeOf<false>();
    expectTypeOf<Same<{ a: { b?: number }[] }, { a: { b?: string }[] }>>().toEqualTypeOf<false>();
    expectTypeOf<Same<{ a?: { b: 1 }[] }, { a?: { b: 1 }[] }>>().toEqualTypeOf<true>();
  });

  it('are to the letter what the schemas of the plan take', () => {
    expectTypeOf<
      Wrong<{ [Name in keyof RetailPlan['events']]: Same<RetailEventProperties[Name], Input<Name>> }>
    >().toBeNever();
  });

  it('and the schemas can be assigned to one another, event by event', () => {
    expectTypeOf<
      Wrong<{
        [Name in keyof RetailPlan['events']]: [Input<Name>, RetailEventProperties[Name]] extends [
          RetailEventProperties[Name],
          Input<Name>,
        ]
          ? true
          : false;
      }>
    >().toBeNever();
  });

  it('are what a client reads of the plan itself', () => {
    expectTypeOf<RetailPlan>().toExtend<RetailPlanTypes>();
    expectTypeOf<EventProperties<RetailPlanTypes, 'Order Completed'>>().toEqualTypeOf<
      RetailEventProperties['Order Completed']
    >();
  });
});
