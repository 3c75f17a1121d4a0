import type { StoreSize } from '../ports/event-store.ts';
import type { MessageResult } from '../protocol/batch.ts';
import type { Announcer, DropReason } from './announcer.ts';

/** What has become of events, by count. */
type Tally = Omit<FlushReport, 'pending'>;

/** What a flush achieved, and what is left. */
export interface FlushReport {
  /** Events that the hub took, duplicates included, since the flush began. */
  readonly delivered: number;
  /** Events that still wait, for the hub or for a decision of the person. */
  readonly pending: number;
  /** Events let go on this side since the flush began. */
  readonly dropped: number;
  /** Events that the hub refused or held since the flush began. */
  readonly rejected: number;
}

/** What became of an event: the hub's judgement, or why it was let go on this side. */
export type Outcome = MessageResult | DropReason;

/** The books of a queue: how much waits, what became of the rest, and the news of both. */
export interface Ledger {
  /** What the store holds, as far as this queue knows. */
  stored(): StoreSize;
  /** The same, with what is on its way into the store. */
  waiting(): StoreSize;
  /** Begins to count; returns the way to ask what has become of events since. */
  count(): () => Tally;
  /** Something is on its way into the store. */
  reserve(size: StoreSize): void;
  /** It is no longer on its way; if it has arrived, say so with `find`. */
  release(size: StoreSize): void;
  /** What a store was found to hold. */
  find(size: StoreSize): void;
  /** What is no longer in the store. */
  remove(size: StoreSize): void;
  /** Announces what became of an event, and counts it. */
  settle(messageId: string, outcome: Outcome): void;
  report(code: string, message: string): void;
}

/**
 * Opens the books of a queue.
 *
 * @example
 * ```ts
 * const ledger = createLedger(announcer);
 * ledger.settle(messageId, 'too_old');
 * ```
 */
export function createLedger(announcer: Announcer): Ledger {
  const tally = { delivered: 0, dropped: 0, rejected: 0 };
  const stored = { events: 0, bytes: 0 };
  const reserved = { events: 0, bytes: 0 };
  const change =
    (account: { events: number; bytes: number }, sign: 1 | -1) =>
    ({ events, bytes }: StoreSize): void => {
      // Never below zero: where tabs share a store, one may send what the other counted.
      account.events = Math.max(0, account.events + sign * events);
      account.bytes = Math.max(0, account.bytes + sign * bytes);
    };
  return {
    stored: () => ({ ...stored }),
    waiting: () => ({ events: stored.events + reserved.events, bytes: stored.bytes + reserved.bytes }),
    count() {
      const { delivered, dropped, rejected } = tally;
      return () => ({
        delivered: tally.delivered - delivered,
        dropped: tally.dropped - dropped,
        rejected: tally.rejected - rejected,
      });
    },
    reserve: change(reserved, 1),
    release: change(reserved, -1),
    find: change(stored, 1),
    remove: change(stored, -1),
    settle(messageId, outcome) {
      if (typeof outcome === 'string') {
        tally.dropped += 1;
        announcer.emit('dropped', { messageId, reason: outcome });
        return;
      }
      const { status, code, issues } = outcome;
      if (status === 'accepted' || status === 'duplicate') {
        tally.delivered += 1;
        announcer.emit('delivered', { messageId, status });
      } else {
        tally.rejected += 1;
        announcer.emit('rejected', { messageId, status, code, issues });
      }
    },
    report: (code, message) => announcer.emit('error', { code, message }),
  };
}
