import type { StoredEvent, StoreSize } from '../ports/event-store.ts';
import type { MessageResult } from '../protocol/batch.ts';
import type { Announcer, DropReason } from './announcer.ts';
import { byteLength } from './cut-batch.ts';

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

/** The books of a queue: how much waits, what became of the rest, and the news of both. */
export interface Ledger {
  /** What the store holds, as far as this queue knows. */
  stored(): StoreSize;
  /** The same, with what is on its way into the store. */
  waiting(): StoreSize;
  tally(): Tally;
  since(before: Tally): Tally;
  /** Books an event that is on its way into the store; call `stay` or `leave` with what came of it. */
  reserve(event: StoredEvent): { stay(): void; leave(): void };
  /** What a store was found to hold. */
  find(size: StoreSize): void;
  /** What is no longer in the store. */
  remove(size: StoreSize): void;
  /** Nothing for an event that has no answer. */
  settle(result: MessageResult | undefined): void;
  drop(messageId: string, reason: DropReason): void;
  report(code: string, message: string): void;
}

/** How much some events are. */
export const sizeOf = (events: readonly StoredEvent[]): StoreSize => ({
  events: events.length,
  bytes: events.reduce((sum, { body }) => sum + byteLength(body), 0),
});

/**
 * Opens the books of a queue.
 *
 * @example
 * ```ts
 * const ledger = createLedger(announcer);
 * ledger.drop(messageId, 'too_old');
 * ```
 */
export function createLedger(announcer: Announcer): Ledger {
  const tally = { delivered: 0, dropped: 0, rejected: 0 };
  const stored = { events: 0, bytes: 0 };
  const reserved = { events: 0, bytes: 0 };
  const change = (account: { events: number; bytes: number }, sign: 1 | -1, { events, bytes }: StoreSize) => {
    // Never below zero: where tabs share a store, one may send what the other counted.
    account.events = Math.max(0, account.events + sign * events);
    account.bytes = Math.max(0, account.bytes + sign * bytes);
  };
  return {
    stored: () => ({ ...stored }),
    waiting: () => ({ events: stored.events + reserved.events, bytes: stored.bytes + reserved.bytes }),
    tally: () => ({ ...tally }),
    since: (before) => ({
      delivered: tally.delivered - before.delivered,
      dropped: tally.dropped - before.dropped,
      rejected: tally.rejected - before.rejected,
    }),
    reserve(event) {
      const size = sizeOf([event]);
      change(reserved, 1, size);
      const leave = (): void => change(reserved, -1, size);
      return {
        leave,
        stay() {
          leave();
          change(stored, 1, size);
        },
      };
    },
    find: (size) => change(stored, 1, size),
    remove: (size) => change(stored, -1, size),
    settle(result) {
      if (!result) return;
      const { messageId, status, code, issues } = result;
      if (status === 'accepted' || status === 'duplicate') {
        tally.delivered += 1;
        announcer.emit('delivered', { messageId, status });
      } else {
        tally.rejected += 1;
        announcer.emit('rejected', { messageId, status, code, issues });
      }
    },
    drop(messageId, reason) {
      tally.dropped += 1;
      announcer.emit('dropped', { messageId, reason });
    },
    report: (code, message) => announcer.emit('error', { code, message }),
  };
}
