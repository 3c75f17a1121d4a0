import type { Message } from '../model/message.ts';
import type { Issue } from '../result.ts';

/** What became of one message. `held`: nobody has decided on its purpose yet, nothing was stored. */
export type MessageStatus = 'accepted' | 'duplicate' | 'held' | 'rejected';

/** The codes that a message can be answered with; stable. */
export type MessageCode =
  | 'invalid_message'
  | 'unknown_event'
  | 'invalid_properties'
  | 'message_too_large'
  | 'too_deep'
  | 'consent_undecided'
  | 'consent_refused';

/** The hub's answer for one message. */
export interface MessageResult {
  /** Empty where the message had none that could be read. */
  readonly messageId: string;
  readonly status: MessageStatus;
  /** Why it was held or rejected. */
  readonly code?: MessageCode;
  /** What is wrong with it, field by field. */
  readonly issues?: readonly Issue[];
}

/** The body of `POST /v1/batch`. */
export interface BatchRequest {
  readonly batch: readonly Message[];
  /** When the client sent it by its own clock, ISO 8601. */
  readonly sentAt: string;
  readonly writeKey?: string;
}

/** The body of its answer, after a durable commit: one result per message, in the order of the batch. */
export interface BatchReply {
  readonly results: readonly MessageResult[];
}

/** The body of `POST /v1/known`: at most as many ids as a batch has messages. */
export interface KnownRequest {
  readonly messageIds: readonly string[];
  readonly writeKey?: string;
}

/** The body of its answer: those of them that the source of the key has in the log, in the order of the request. */
export interface KnownReply {
  readonly known: readonly string[];
}

/**
 * An error as the hub writes it (RFC 9457, problem details). `code` is stable; `detail` is for people.
 */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
}
