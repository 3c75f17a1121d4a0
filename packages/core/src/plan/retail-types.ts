import type { EventTypes, PlanTypes } from './plan-types.ts';
import type { RetailEventProperties } from './retail-events.generated.ts';

/**
 * What `retailPlan` says to the compiler: the names of the built-in vocabulary and what their properties are. The client
 * has it unless it is given another plan.
 */
export interface RetailPlanTypes extends PlanTypes {
  readonly events: {
    readonly [Name in keyof RetailEventProperties]: EventTypes<RetailEventProperties[Name]>;
  };
}
