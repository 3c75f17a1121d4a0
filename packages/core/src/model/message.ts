import type { Channel, Direction } from './channel.ts';
import type { Identifier } from './identifier.ts';

/** What a message says: an event, a view of a page or screen, or something about who a person is. */
export type MessageType = 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias';

/** A value that JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object, as in `properties` and `traits`. */
export type JsonObject = { readonly [key: string]: Json | undefined };

/** The named place in a channel where the contact happens, and who was there for the retailer. */
export interface Touchpoint {
  /** The name of the place: `till-hh-4`, `home-hero`. */
  readonly id?: string;
  readonly direction?: Direction;
  /** The store, branch or page group. */
  readonly place?: string;
  /** The member of staff, by the retailer's own short id. */
  readonly staff?: string;
  /** `shared: true` on a device that several people use: its anonymousId then never joins people. */
  readonly device?: { readonly shared?: boolean };
}

/** The consent stamp: what the person had decided when the message passed the gate. Immutable. */
export interface ConsentStamp {
  /** Purpose → granted or not. A purpose that is missing has not been decided. */
  readonly categoryPreferences: Readonly<Record<string, boolean>>;
  /** The message waited in memory for the decision. */
  readonly deferred?: boolean;
}

/** The surroundings of a message. Fields that Rialto does not know are kept as they are. */
export interface MessageContext {
  readonly consent?: ConsentStamp;
  readonly touchpoint?: Touchpoint;
  readonly externalIds?: readonly {
    readonly id: string;
    readonly type: string;
    readonly collection: 'users';
    readonly encoding: 'none';
  }[];
  readonly traits?: JsonObject;
  readonly library?: { readonly name: string; readonly version: string };
  readonly [field: string]: unknown;
}

/** One message of the wire: the fields of the Segment tracking API, and ours. */
export interface Message {
  readonly type: MessageType;
  /** Made by the client, kept across retries; the hub deduplicates by (source, messageId). */
  readonly messageId: string;
  /** When it happened by the client's clock, ISO 8601. */
  readonly timestamp: string;
  readonly channel?: Channel;
  readonly userId?: string;
  readonly anonymousId?: string;
  /** The event's name; on `track` only. */
  readonly event?: string;
  /** The page's or screen's name; on `page` and `screen` only. */
  readonly name?: string;
  readonly category?: string;
  readonly groupId?: string;
  readonly previousId?: string;
  readonly properties?: JsonObject;
  readonly traits?: JsonObject;
  readonly context?: MessageContext;
  /** Its place in the queue of its sender, so that the hub sees a gap. */
  readonly sequence?: Sequence;
}

/** The place of a message in one queue: the numbers of a queue begin at 1 and leave none out, over restarts too. */
export interface Sequence {
  /** The random id of the queue; it names no person. */
  readonly queue: string;
  readonly number: number;
}

/** A message before it has an id and a time: what a tracking call gives to {@link buildMessage}. */
export interface MessageDraft {
  readonly type: MessageType;
  readonly messageId?: string | undefined;
  /** ISO 8601, a Date, or epoch milliseconds. Left out, or not a time: now. */
  readonly timestamp?: string | number | Date | undefined;
  readonly channel?: Channel | undefined;
  readonly userId?: string | undefined;
  readonly anonymousId?: string | undefined;
  readonly event?: string | undefined;
  readonly name?: string | undefined;
  readonly category?: string | undefined;
  readonly groupId?: string | undefined;
  readonly previousId?: string | undefined;
  /** Travels as `context.externalIds`. */
  readonly identifiers?: readonly Identifier[] | undefined;
  readonly properties?: object | undefined;
  readonly traits?: object | undefined;
  readonly context?: MessageContext | undefined;
}
