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

/** Carries batches to a hub. It never throws. */
export interface Transport {
  /** Makes one attempt, and says what came of it. */
  send(batch: readonly StoredEvent[]): Promise<SendResult>;
}
