import type {
  Channel,
  Direction,
  Identifier,
  JourneyPhase,
  JsonObject,
  MessageType,
  Purpose,
  Sequence,
} from '@rialto/core/model';

/**
 * A message that the protocol and the plan accept, with everything that storing and folding it needs:
 * from here on no schema is asked and nothing is parsed again. Plain data, so that it can cross to a worker
 * and stand in the log.
 */
export interface PreparedEvent {
  readonly source: string;
  readonly messageId: string;
  readonly type: MessageType;
  /** The event's name, or the type for everything but `track`. */
  readonly name: string;
  /** When it happened by the hub's clock: corrected for the client's skew, epoch ms. */
  readonly happenedAt: number;
  readonly receivedAt: number;
  /** As the client wrote them, raw. */
  readonly originalTimestamp?: string | undefined;
  readonly sentAt?: string | undefined;
  readonly channel: Channel;
  readonly direction: Direction;
  readonly interaction: boolean;
  readonly phase?: JourneyPhase | undefined;
  readonly purposes: readonly Purpose[];
  /** The consent stamp, purpose → granted; undefined where the message had none. */
  readonly stamp?: Readonly<Record<string, boolean>> | undefined;
  /** A secret key's source may leave the decision to the hub; a write key's may not. */
  readonly trusted: boolean;
  /** Normalised; contact kinds hashed. */
  readonly identifiers: readonly Identifier[];
  /** The device is used by several people: its id never joins anybody. */
  readonly shared: boolean;
  /** Training sales and test calls: in the log, in nobody's profile, in no figure. */
  readonly training: boolean;
  /** Decimal string, six decimals at most. */
  readonly amount?: string | undefined;
  readonly currency?: string | undefined;
  readonly place?: string | undefined;
  readonly properties: JsonObject;
  readonly traits: JsonObject;
  /** Where on the page, by which campaign, with which library: what later readings of the log go by. No address, no device. */
  readonly context?: JsonObject | undefined;
  /** Its place in its sender's queue; not the line of the log. */
  readonly sequence?: Sequence | undefined;
}

/** A message that came, whatever became of it: its source, and its place in its sender's queue. */
export interface Arrival extends Sequence {
  readonly source: string;
}
