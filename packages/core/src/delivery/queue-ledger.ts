import type { Outcome } from '../ports/sharers.ts';
import type { Announcer } from './announcer.ts';

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

/** The books of a queue: what became of events, and the news of it. */
export interface Ledger {
  /** Begins to count; returns the way to ask what has become of events since. */
  count(): () => Tally;
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
export function createLedger({ emit }: Announcer): Ledger {
  let [delivered, dropped, rejected] = [0, 0, 0];
  return {
    count() {
      const [before, droppedBefore, rejectedBefore] = [delivered, dropped, rejected];
      return () => ({
        delivered: delivered - before,
        dropped: dropped - droppedBefore,
        rejected: rejected - rejectedBefore,
      });
    },
    settle(messageId, outcome) {
      if (typeof outcome === 'string') {
        dropped += 1;
        emit('dropped', { messageId, reason: outcome });
        return;
      }
      const { status, code, issues } = outcome;
      if (status === 'accepted' || status === 'duplicate') {
        delivered += 1;
        emit('delivered', { messageId, status });
      } else {
        rejected += 1;
        emit('rejected', { messageId, status, code, issues });
      }
    },
    report: (code, message) => emit('error', { code, message }),
  };
}
