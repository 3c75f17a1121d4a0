import type { StoredEvent } from '../ports/event-store.ts';
import type { Outcome, SharerNews, StoreSharers } from '../ports/sharers.ts';
import type { Ledger } from './queue-ledger.ts';

/** Events with what became of each. */
export type Outcomes = readonly (readonly [event: StoredEvent, outcome: Outcome])[];

/** What {@link createSettlement} needs. */
export interface SettlementParts {
  readonly ledger: Ledger;
  readonly sharers: StoreSharers;
  readonly inDoubt: Set<string>;
  /** The ids of what was added here: only of these do we announce what others say. */
  readonly own: Pick<Set<string>, 'delete'>;
  /** Told of each event that is settled. */
  readonly onSettled: (event: StoredEvent, outcome: Outcome) => void;
}

/** Who is told what became of which event, once (docs/specs/queue.md, Q9 and Q14). */
export interface Settlement {
  /** A look into the store, by a batch or a purge, begins: what is settled from now on is not open to it. */
  begin(): void;
  end(): void;
  /** Whether nobody has settled it since the look began. */
  isOpen(event: StoredEvent): boolean;
  /**
   * Announces what became of events that left the store, but for those that somebody has settled in the meantime.
   *
   * @returns how many were ours to settle
   */
  settle(outcomes: Outcomes): number;
  /** Another who shares the store has settled these. */
  hear(outcomes: Extract<SharerNews, { kind: 'settled' }>['outcomes']): void;
}

/**
 * Keeps what is open and what is settled.
 *
 * @example
 * ```ts
 * const settlement = createSettlement({ ledger, sharers, inDoubt, own, onSettled });
 * settlement.settle([[event, 'too_old']]); // 1
 * ```
 */
export function createSettlement({ ledger, sharers, inDoubt, own, onSettled }: SettlementParts): Settlement {
  const settled = new Set<string>();
  let underWay = 0;
  /** Says whether it was added here. */
  const close = (messageId: string): boolean => {
    settled.add(messageId);
    inDoubt.delete(messageId);
    return own.delete(messageId);
  };
  const isOpen = ({ messageId }: StoredEvent): boolean => !settled.has(messageId);
  return {
    begin() {
      if (underWay === 0) settled.clear();
      underWay += 1;
    },
    end() {
      underWay -= 1;
    },
    isOpen,
    settle(outcomes) {
      const news = outcomes
        .filter(([event]) => isOpen(event))
        .map(([event, outcome]) => {
          onSettled(event, outcome);
          close(event.messageId);
          return [event.messageId, outcome] as const;
        });
      if (news.length > 0) sharers.tell({ kind: 'settled', outcomes: news });
      for (const [messageId, outcome] of news) ledger.settle(messageId, outcome);
      return news.length;
    },
    hear(outcomes) {
      for (const [messageId, outcome] of outcomes) {
        if (close(messageId)) ledger.settle(messageId, outcome);
      }
    },
  };
}
