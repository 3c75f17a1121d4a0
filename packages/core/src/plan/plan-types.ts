// What a plan says to the compiler, told without zod: whoever only sends events needs no more.
import type { Purpose } from '../model/purpose.ts';

/**
 * A schema as far as types go: what it takes. Schemas of zod are such, and all that follow Standard Schema
 * (standardschema.dev).
 */
export interface PropertiesSchema<Input = unknown> {
  readonly '~standard': { readonly types?: { readonly input: Input } | undefined };
}

/** One event of {@link PlanTypes}. */
export interface EventTypes<Properties = unknown> {
  /** What its `properties` must look like. */
  readonly properties: PropertiesSchema<Properties>;
  /** The uses of data that the person must have permitted, all of them. */
  readonly purposes: readonly Purpose[];
}

/**
 * What a client reads of a plan: the names of the events, the types of their properties, the purposes. Every plan of
 * `definePlan` is one; `createClient` takes it as `plan` or as a type.
 *
 * @example
 * ```ts
 * import type { plan } from './plan.ts';
 *
 * const rialto = createClient<typeof plan>(options);
 * ```
 */
export interface PlanTypes {
  readonly events: Readonly<Record<string, EventTypes>>;
  /** Every purpose that the plan knows. */
  readonly purposes: readonly Purpose[];
}

/** The names of a plan's events. */
export type EventName<P extends PlanTypes> = Extract<keyof P['events'], string>;

/** The properties of one event of a plan, as a caller writes them. */
export type EventProperties<P extends PlanTypes, Name extends EventName<P>> =
  P['events'][Name]['properties'] extends PropertiesSchema<infer Properties> ? Properties : unknown;
