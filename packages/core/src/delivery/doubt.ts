import type { Clock } from '../ports/clock.ts';
import type { StoredEvent } from '../ports/event-store.ts';
import type { KnownResult, Transport } from '../ports/transport.ts';
import type { MessageResult } from '../protocol/batch.ts';
import { matchResults } from './match-results.ts';

/** What {@link createDoubt} needs. */
export interface DoubtParts {
  readonly transport: Transport;
  readonly clock: Clock;
  /** The ids of what may have reached the hub unheard, from here or from another who shares the store. */
  readonly inDoubt: ReadonlySet<string>;
  /** The ids of what was added here. */
  readonly own: Pick<ReadonlySet<string>, 'has'>;
}

/** What may have reached the hub without our hearing it, and the question about it (docs/specs/queue.md, Q15). */
export interface Doubt {
  /** What is stored by now is in doubt. */
  raise(): void;
  /**
   * Asks the hub which of these it has, as far as they are in doubt.
   *
   * @returns those that it has, or that it did not answer; undefined where nothing was asked
   */
  ask(events: readonly StoredEvent[]): Promise<readonly KnownEvent[] | Unanswered | undefined>;
}

type KnownEvent = readonly [event: StoredEvent, result: MessageResult];
type Unanswered = Extract<KnownResult, { outcome: 'retry' }>;

/** After so many questions without an answer one batch is sent unasked. */
const mostUnanswered = 5;

/** The hub itself says "not now", and would say it of a batch as well. */
const isBusy = ({ reason, retryAfter }: Unanswered): boolean =>
  retryAfter !== undefined || /_(429|503)$/.test(reason);

/**
 * Begins without a doubt, but for what others have stored before.
 *
 * @example
 * ```ts
 * const doubt = createDoubt({ transport, clock, inDoubt: new Set(), own: new Set() });
 * const known = await doubt.ask(waiting);
 * ```
 */
export function createDoubt({ transport, clock, inDoubt, own }: DoubtParts): Doubt {
  /** What was stored up to then may have reached the hub unheard; so may what others stored before we began. */
  let doubted = Number.NEGATIVE_INFINITY;
  const begun = clock.now();
  let canAsk = true;
  /** Questions in a row that nobody has answered. */
  let unanswered = 0;
  return {
    raise() {
      doubted = clock.now();
    },
    async ask(events) {
      const doubtful = events.filter(
        ({ messageId, storedAt }) =>
          storedAt <= doubted || inDoubt.has(messageId) || (storedAt < begun && !own.has(messageId)),
      );
      if (!canAsk || doubtful.length === 0) return;
      // Whoever hangs up on the question only, as a proxy may, must not hold up the events for ever.
      if (unanswered === mostUnanswered) {
        unanswered = 0;
        return;
      }
      const answer = await transport.known?.(doubtful.map(({ messageId }) => messageId));
      if (answer?.outcome === 'retry') {
        if (!isBusy(answer)) unanswered += 1;
        return answer;
      }
      unanswered = 0;
      if (answer?.outcome !== 'answered') {
        canAsk = false;
        return;
      }
      const known = answer.known.map((messageId) => ({ messageId, status: 'duplicate' as const }));
      return matchResults(doubtful, known);
    },
  };
}
