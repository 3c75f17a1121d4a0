import type {
  Channel,
  EventName,
  EventProperties,
  Identifier,
  JsonObject,
  MessageContext,
  PlanTypes,
} from '@rialto/core';
import type { Priority } from '@rialto/core/delivery';
import type { CallConsent } from './call-gate.ts';

/** Who it is about: the business's own id, a device's, or anything else that points at a person. */
export interface Person {
  /** The business's own stable id for the person. */
  readonly userId?: string | undefined;
  /** The random id of a browser or device before anyone is known. */
  readonly anonymousId?: string | undefined;
  /** Anything else that points at the person, such as a loyalty card. */
  readonly identifiers?: readonly Identifier[] | undefined;
}

/** What every tracking call can carry. */
export interface Call extends Person {
  /**
   * When it happened: ISO 8601, a Date, or epoch milliseconds.
   * @default now
   */
  readonly timestamp?: string | number | Date | undefined;
  /**
   * The event's id, up to 100 characters. Give the number of the receipt where a sale may be reported twice: the hub
   * keeps one event for each id.
   * @default a new UUIDv7
   */
  readonly messageId?: string | undefined;
  /**
   * The channel of this one event, where a source serves several.
   * @default the client's
   */
  readonly channel?: Channel | undefined;
  /** The surroundings: touchpoint, campaign, … */
  readonly context?: MessageContext | undefined;
  /**
   * Decisions that the person took here, by purpose; a purpose that is missing has not been decided, and an event
   * that needs it is dropped as `undecided:<purpose>`.
   * @default the client's `consent` gate, and where it has none the hub is asked, with the event held in memory
   */
  readonly consent?: CallConsent | undefined;
  /**
   * How urgent it is: what waits is sent in this order, and `queue.whenFull` may drop what matters least.
   * @default `high` where only `necessary` is needed, as for a sale; `low` for `page` and `screen`; else `normal`
   */
  readonly priority?: Priority | undefined;
}

/** The `properties` of an event: may be left out where none of them must be there. */
export type CallProperties<Shape> =
  Partial<Shape> extends Shape ? { readonly properties?: Shape | undefined } : { readonly properties: Shape };

/** `track`: something happened. */
export type TrackCall<P extends PlanTypes, Name extends EventName<P>> = Call & {
  readonly event: Name;
} & CallProperties<EventProperties<P, Name>>;

/** `page` and `screen`: somebody looked at something. */
export interface ViewCall extends Call {
  readonly name?: string | undefined;
  readonly category?: string | undefined;
  readonly properties?: JsonObject | undefined;
}

/** `identify`: facts that the source states about a person. */
export interface IdentifyCall extends Call {
  readonly traits?: JsonObject | undefined;
}

/** `group`: a person belongs to a household, a club or a company. */
export interface GroupCall extends Call {
  readonly groupId: string;
  readonly traits?: JsonObject | undefined;
}

/** `alias`: two ids are one person's. */
export interface AliasCall extends Call {
  readonly previousId: string;
}
