import type { MessageResult } from '../protocol/batch.ts';

/** What became of an event: the hub's judgement, or the reason why it was let go on this side. */
export type Outcome = MessageResult | string;

/** What those who share a store tell one another. Only hints: who hears none of them is late, and loses nothing. */
export type SharerNews =
  /** Events were stored, and their own queue means to send them. */
  | { readonly kind: 'added'; readonly count: number; readonly bytes: number }
  /** These are about to be sent: until they are settled they may have reached the hub. */
  | { readonly kind: 'taken'; readonly messageIds: readonly string[] }
  /** Events left the store, and this became of each. */
  | {
      readonly kind: 'settled';
      readonly outcomes: readonly (readonly [messageId: string, outcome: Outcome])[];
    }
  /** One of us was turned away or got no answer: all wait `delay` ms, and ask before they send again. `ordered` when the hub named the time. */
  | { readonly kind: 'waiting'; readonly delay: number; readonly ordered: boolean };

/** The others who share the same store: the tabs of one origin. */
export interface StoreSharers {
  /** They share the hub and the news of it, and each has events of its own: the lanes of one queue. */
  readonly apart?: boolean;
  /**
   * Does the work while no other sharer does theirs. Where turns cannot be had the work is done all the same:
   * a duplicate is harmless, a loss is not. Rejects only with what the work rejects with.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Tells all others; never throws. */
  tell(news: SharerNews): void;
  /** Hears what the others tell; returns the way to stop. */
  listen(listener: (news: SharerNews) => void): () => void;
}
