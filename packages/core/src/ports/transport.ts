import type { MessageResult } from '../protocol/batch.ts';
import type { StoredEvent } from './event-store.ts';

/** What came of one attempt to send a batch. */
export type SendResult =
  /** The hub judged every message; it will not need them again. */
  | { readonly outcome: 'answered'; readonly results: readonly MessageResult[] }
  /** No answer, or "not now": try again, not before `retryAfter` milliseconds where the hub names it. */
  | { readonly outcome: 'retry'; readonly reason: string; readonly retryAfter?: number | undefined }
  /** The batch as a whole was too large (413) or unreadable (400): send it in halves. */
  | { readonly outcome: 'split'; readonly reason: 'too_large' | 'unreadable' }
  /** The key is wrong or may not: keep everything, try seldom, say so. */
  | { readonly outcome: 'refused'; readonly reason: string };

/** What came of asking which events the hub has already. */
export type KnownResult =
  /** The hub has these. */
  | { readonly outcome: 'answered'; readonly known: readonly string[] }
  /** It cannot be asked: send as if nobody had. */
  | { readonly outcome: 'unsupported' }
  /** No answer, or "not now": as with a batch. */
  | { readonly outcome: 'retry'; readonly reason: string; readonly retryAfter?: number | undefined };

/** Carries batches to a hub. It never throws. */
export interface Transport {
  /** Makes one attempt, and says what came of it. */
  send(batch: readonly StoredEvent[]): Promise<SendResult>;
  /** Which of these the hub has in its log already; at most 2,500 at a time. */
  known?(messageIds: readonly string[]): Promise<KnownResult>;
}
