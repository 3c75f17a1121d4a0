import type {
  DeliveredEvent,
  DeliveryProblem,
  DroppedEvent,
  KnownResult,
  RejectedEvent,
  SendResult,
  StoredEvent,
} from '@rialto/core/delivery';
import type { GateDecision, Message, Purpose } from '@rialto/core/model';

/** What the overlay hears, in the order in which it happens. */
export type DebugNews =
  /** These waited in the queue already when it was opened. */
  | { readonly kind: 'found'; readonly events: readonly StoredEvent[] }
  /** The gate has been asked. */
  | {
      readonly kind: 'judged';
      readonly message: Message;
      readonly purposes: readonly Purpose[];
      readonly decision: GateDecision;
    }
  /** A batch has left. */
  | { readonly kind: 'sent'; readonly delivery: number; readonly events: readonly StoredEvent[] }
  /** An answer to it, or none. */
  | { readonly kind: 'answered'; readonly delivery: number; readonly result: SendResult }
  /** The hub is asked which of these it has. */
  | { readonly kind: 'asked'; readonly delivery: number; readonly messageIds: readonly string[] }
  | { readonly kind: 'told'; readonly delivery: number; readonly result: KnownResult }
  | ({ readonly kind: 'delivered' } & DeliveredEvent)
  | ({ readonly kind: 'rejected' } & RejectedEvent)
  | ({ readonly kind: 'dropped' } & DroppedEvent)
  | ({ readonly kind: 'error' } & DeliveryProblem);

/** Where an event is now. */
export type Place =
  | { readonly kind: 'held' }
  /** With what went wrong with the last attempt, if there was one. */
  | { readonly kind: 'queued'; readonly after?: string | undefined }
  | { readonly kind: 'sending' }
  | { readonly kind: 'delivered'; readonly status: DeliveredEvent['status'] }
  | ({ readonly kind: 'rejected' } & Pick<RejectedEvent, 'status' | 'code' | 'issues'>)
  | { readonly kind: 'dropped'; readonly reason: string };
