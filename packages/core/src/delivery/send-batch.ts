import type { StoredEvent } from '../ports/event-store.ts';
import type { StoreSharers } from '../ports/sharers.ts';
import type { SendResult } from '../ports/transport.ts';
import { cutBatch } from './cut-batch.ts';
import type { Doubt } from './doubt.ts';
import { matchResults } from './match-results.ts';
import type { Ledger } from './queue-ledger.ts';
import type { QueueOptions, QueueParts } from './queue-options.ts';
import type { Happening, QueueState } from './queue-state.ts';
import { longestRetryAfter, retryDelay } from './retry-policy.ts';
import type { Outcomes, Settlement } from './settlement.ts';

/** What {@link createBatchSender} needs. */
export interface BatchSenderParts
  extends Pick<QueueParts, 'store' | 'transport' | 'clock' | 'random' | 'recheck'> {
  readonly options: Required<QueueOptions>;
  readonly sharers: StoreSharers;
  readonly ledger: Ledger;
  readonly doubt: Doubt;
  readonly settlement: Settlement;
  /** How the queue stands now; `come` is how many events have come in all. */
  readonly look: () => QueueState & { readonly come: number };
  readonly isClosed: () => boolean;
  /** Told where the store holds nothing. */
  readonly onEmpty: () => void;
  readonly dispatch: (input: Happening) => void;
}

/**
 * Makes what takes one batch from the store to the hub's judgement, and says what has happened. It rejects where the store does.
 *
 * @example
 * ```ts
 * const sendBatch = createBatchSender(parts);
 * dispatch(await sendBatch(100));
 * ```
 */
export function createBatchSender(parts: BatchSenderParts): (messages: number) => Promise<Happening> {
  const { store, transport, clock, random, recheck, options, sharers, ledger, doubt, look, isClosed } = parts;
  const { isOpen, settle } = parts.settlement;

  async function sendBatch(messages: number): Promise<Happening> {
    const { events: counted, come } = look();
    // One more than can be sent, to see whether others who share the store have left us more than we count.
    const waiting = await store.peek(messages + 1);
    /** How many of these the store still holds, as far as we know; what comes after the look is added when it is told. */
    const left = (): number => waiting.filter(isOpen).length - come;
    if (waiting.length === 0) {
      parts.onEmpty();
      return { kind: 'empty', count: counted, left: left() };
    }
    const head = waiting.slice(0, messages);
    const known = await doubt.ask(head.filter(isOpen));
    if (known && 'outcome' in known) return failed(known.reason, known.retryAfter);
    if (known) parts.dispatch(await gone('removed', known, left));
    const allowed = head.filter(isOpen);
    const objections = objectionsTo(allowed);
    // Forgetting takes time, in which a permission may be withdrawn: look anew after it.
    if (objections.length > 0) return gone('empty', objections, left);
    // From the last question to the sending nothing is awaited, and after a close nothing is sent.
    if (allowed.length === 0 || isClosed()) return gone('answered', [], left);
    const batch = cutBatch(allowed, { messages, bytes: options.batchBytes });
    sharers.tell({ kind: 'taken', messageIds: batch.map(({ messageId }) => messageId) });
    return judge(batch, left, await transport.send(batch));
  }

  /** Takes events out of the store and settles them; says how many were ours to settle, and how many are left. */
  async function gone(
    kind: 'answered' | 'removed' | 'empty' | 'split',
    outcomes: Outcomes,
    left: () => number,
  ): Promise<Happening> {
    if (outcomes.length > 0) await store.remove(outcomes.map(([{ messageId }]) => messageId));
    const count = settle(outcomes);
    return { kind, count, left: left() };
  }

  /** What is too old or no longer permitted. */
  function objectionsTo(events: readonly StoredEvent[]): Outcomes {
    const objections: [StoredEvent, string][] = [];
    for (const event of events) {
      const decision = recheck?.(event);
      if (clock.now() - event.storedAt > options.maxAge) objections.push([event, 'too_old']);
      else if (decision && decision.verdict !== 'pass') objections.push([event, decision.reason]);
    }
    return objections;
  }

  async function judge(
    batch: readonly StoredEvent[],
    left: () => number,
    result: SendResult,
  ): Promise<Happening> {
    switch (result.outcome) {
      case 'answered': {
        const open = batch.filter(isOpen);
        const answers = matchResults(open, result.results);
        if (open.length > 0 && answers.length === 0) return failed('not_a_hub');
        return gone('answered', answers, left);
      }
      case 'split': {
        if (batch.length > 1) return { kind: 'split', count: batch.length };
        const reason = result.reason === 'too_large' ? 'message_too_large' : 'unreadable';
        return gone(
          'split',
          batch.map((event) => [event, reason]),
          left,
        );
      }
      case 'refused':
        ledger.report(
          'hub_refused',
          `The hub refused the key (${result.reason}). Check it and its channel. Events wait.`,
        );
        return { kind: 'failed', delay: longestRetryAfter, ordered: false };
      case 'retry':
        // A hub that names a time has not taken the batch; of all others we cannot know.
        if (result.retryAfter === undefined) doubt.raise();
        // On a thin line a smaller batch gets through where a large one never does.
        return failed(
          result.reason,
          result.retryAfter,
          result.reason === 'timeout' ? batch.length : undefined,
        );
    }
  }

  function failed(reason: string, retryAfter?: number, late?: number): Happening {
    const { attempt } = look();
    if (attempt === 0 && !isClosed()) {
      ledger.report('hub_unreachable', `The hub does not answer (${reason}). Events wait.`);
    }
    const delay = retryDelay(attempt + 1, random.next(), retryAfter);
    const ordered = retryAfter !== undefined;
    sharers.tell({ kind: 'waiting', delay, ordered });
    return { kind: 'failed', delay, ordered, late };
  }

  return sendBatch;
}
