import { z } from 'zod';
import { RialtoError } from '../errors.ts';
import type { Direction, JourneyPhase } from '../model/channel.ts';
import { purposes as defaultPurposes, type Purpose } from '../model/purpose.ts';

/** How an event counts towards revenue: which property holds the amount, and its sign. */
export interface RevenueRule {
  /** The property that holds the amount; the first that is there counts. */
  readonly from: readonly string[];
  readonly sign: 1 | -1;
}

/** Everything that a plan says of one event. Types, validation, JSON Schema and the docs table all come from it. */
export interface EventDefinition<Properties extends z.ZodType = z.ZodType> {
  /** What its `properties` must look like. */
  readonly properties: Properties;
  /** The uses of data that the person must have permitted, all of them. `['necessary']`: none needed. */
  readonly purposes: readonly Purpose[];
  /** One sentence for the docs: when to send it. */
  readonly description?: string;
  /**
   * Who began the contact.
   * @default 'inbound'
   */
  readonly direction?: Direction;
  /**
   * Whether it counts as an interaction of the customer with the retailer.
   * @default true
   */
  readonly interaction?: boolean;
  /** The step of the journey that the customer is on when it happens. */
  readonly phase?: JourneyPhase;
  /** Left out: no revenue. */
  readonly revenue?: RevenueRule;
}

/** The events of a plan by name. */
export type EventDefinitions = Readonly<Record<string, EventDefinition>>;

/** A tracking plan: what may be sent, what it must look like, and what the person must have permitted. */
export interface Plan<Events extends EventDefinitions = EventDefinitions> {
  readonly events: Events;
  /** Every purpose that the plan knows; anything else is refused. */
  readonly purposes: readonly Purpose[];
}

/** The events of a plan that builds on another: its own, and those of the base that it does not replace. */
export type ExtendedEvents<Base extends EventDefinitions, Own extends EventDefinitions> = Omit<
  Base,
  keyof Own
> &
  Own;

/** What {@link definePlan} takes. */
export interface PlanOptions<Base extends EventDefinitions, Own extends EventDefinitions> {
  /** The plan to build on, usually `retailPlan`. An event of the same name is replaced. */
  readonly extends?: Plan<Base>;
  /** The retailer's own events. */
  readonly events: Own;
  /** The retailer's own purposes, beside the default set. */
  readonly purposes?: readonly Purpose[];
}

/**
 * Defines a tracking plan. From this one definition come the types of `track`, the hub's validation,
 * the JSON Schema and the table of events in the docs.
 *
 * @throws RialtoError `invalid-plan` for an event without a name or purposes, or with a purpose that the plan does not know
 * @example
 * ```ts
 * const plan = definePlan({
 *   extends: retailPlan,
 *   events: {
 *     'Fitting Booked': { properties: z.object({ store_id: z.string() }), purposes: ['analytics'] },
 *   },
 * });
 * ```
 */
export function definePlan<
  const Own extends EventDefinitions,
  Base extends EventDefinitions = Record<never, never>,
>(options: PlanOptions<Base, Own>): Plan<ExtendedEvents<Base, Own>> {
  const known = new Set<Purpose>([
    ...defaultPurposes,
    ...(options.extends?.purposes ?? []),
    ...(options.purposes ?? []),
  ]);
  for (const [name, definition] of Object.entries(options.events)) checkDefinition(name, definition, known);
  const events = { ...options.extends?.events, ...options.events };
  return Object.freeze({ events: Object.freeze(events), purposes: [...known] }) as unknown as Plan<
    ExtendedEvents<Base, Own>
  >;
}

function checkDefinition(name: string, definition: EventDefinition, known: ReadonlySet<Purpose>): void {
  if (name.trim() === '' || name !== name.trim()) {
    throw new RialtoError(
      'invalid-plan',
      `An event needs a name without blanks at its ends; got ${JSON.stringify(name)}.`,
    );
  }
  if (!(definition.properties instanceof z.ZodType)) {
    throw new RialtoError(
      'invalid-plan',
      `"${name}": properties must be a zod schema, such as z.object({ … }).`,
    );
  }
  if (!definition.purposes?.length) {
    throw new RialtoError(
      'invalid-plan',
      `"${name}" must name its purposes; ['necessary'] where no opt-in is needed.`,
    );
  }
  for (const purpose of definition.purposes) {
    if (known.has(purpose)) continue;
    throw new RialtoError(
      'invalid-plan',
      `"${name}" needs the purpose "${purpose}", which the plan does not know. Add it to \`purposes\`, or use one of: ${[...known].join(', ')}.`,
    );
  }
}

/**
 * The definition of an event, or undefined where the plan has none of that name.
 * Names such as `__proto__` and `constructor` are names like any other, and unknown.
 *
 * @example
 * ```ts
 * findEvent(retailPlan, 'Product Viewed')?.purposes; // ['analytics']
 * ```
 */
export const findEvent = (plan: Plan, name: string): EventDefinition | undefined =>
  Object.hasOwn(plan.events, name) ? plan.events[name] : undefined;
