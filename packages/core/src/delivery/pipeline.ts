import { askGate, stampConsent } from '../gate/ask-gate.ts';
import type { ConsentGate, GateDecision } from '../gate/gate.ts';
import { messageBytes } from '../model/limits.ts';
import type { Message } from '../model/message.ts';
import type { Purpose } from '../model/purpose.ts';
import type { StoredEvent } from '../ports/event-store.ts';
import type { DropReason } from './announcer.ts';
import type { Queue } from './queue.ts';
import type { FlushReport } from './queue-ledger.ts';
import type { QueueParts } from './queue-options.ts';
import {
  createReceiptBook,
  type DeliveryResult,
  keepPromise,
  type Promised,
  type Receipt,
  type ReceiptBook,
} from './receipts.ts';

/** What {@link createPipeline} needs. */
export interface PipelineParts extends Pick<QueueParts, 'clock' | 'announcer' | 'recheck'> {
  /** Where events go that have passed; it speaks through the same announcer. */
  readonly queue: Queue;
  /**
   * The most events that wait in memory for a decision; beyond it the oldest is dropped, and announced.
   * @default 500
   */
  readonly maxHeld?: number;
  /**
   * Adds what a message may carry only once the gate has let it pass, such as a device's anonymousId.
   * Asked when the message enters the queue, so for a held one at its promotion. Left out: nothing is added.
   */
  readonly prepare?: (message: Message) => Message;
  /**
   * Writes the consent stamp, where somebody can do it in less time.
   * @default stampConsent
   */
  readonly stamp?: typeof stampConsent;
  /** Told of each verdict of the gate: when a message is accepted, and when a held one is asked about again. Its throw harms nobody. */
  readonly watch?: (message: Message, purposes: readonly Purpose[], decision: GateDecision) => void;
  /**
   * Where the receipts of what is on its way are kept.
   * @default `createReceiptBook()`
   */
  readonly receipts?: ReceiptBook;
}

/** How an event is sent: before which others, and after which. */
export type EventLabels = Pick<StoredEvent, 'priority' | 'order'>;

/** The way of an event from its making to the hub. */
export interface Pipeline {
  /** Takes a message through the gate into the queue. Never throws. */
  accept(message: Message, purposes: readonly Purpose[], gate: ConsentGate, labels?: EventLabels): Receipt;
  /** A decision has changed: asks again about everything that waits; the queue is dropped, not flushed. */
  recheck(): Promise<void>;
  /** Sends what waits; see `Queue.flush`. What waits for a decision goes on waiting, and counts as pending. */
  flush(options?: { readonly timeout?: number }): Promise<FlushReport>;
  /** The network is back: try at once, unless the hub named a time. */
  online(): void;
  /** What is stored by now may have reached the hub in another way: ask before sending it; see `Queue.doubt`. */
  doubt(): void;
  /** Stops; what is stored stays stored, what is held for a decision is dropped and counted. */
  close(): Promise<void>;
  /** How many events wait in memory for a decision. */
  held(): number;
  /** Lets go of what waits for a decision: the person who is asked is no longer the one it is about. */
  dropHeld(reason: DropReason): void;
}

interface Held {
  readonly messageId: string;
  readonly message: Message;
  readonly purposes: readonly Purpose[];
  readonly gate: ConsentGate;
  readonly labels: EventLabels | undefined;
  /** Held as long as it waits here, whatever the book of receipts forgets. */
  readonly promised: Promised;
}

const defaultMaxHeld = 500;

/**
 * Build → gate → queue: the one composition that both trackers use. Before a decision an event is in
 * memory and nowhere else; a grant sends it with its own time, a refusal lets it go.
 *
 * @example
 * ```ts
 * const queue = createQueue({ store, transport, clock, random, announcer });
 * const pipeline = createPipeline({ queue, clock, announcer });
 * const { durable } = pipeline.accept(message, purposesOfMessage(message), consent);
 * ```
 */
export function createPipeline(parts: PipelineParts): Pipeline {
  const {
    queue,
    announcer,
    clock,
    recheck,
    maxHeld = defaultMaxHeld,
    prepare,
    watch,
    stamp = stampConsent,
  } = parts;
  const receipts = parts.receipts ?? createReceiptBook();
  let held: Held[] = [];
  let closed = false;

  for (const name of ['delivered', 'rejected', 'dropped'] as const) {
    announcer.on(name, ({ messageId, ...news }) =>
      receipts.end(messageId, { status: 'dropped', ...news } as DeliveryResult),
    );
  }

  /** The message as JSON; one that cannot travel is dropped. */
  function serialise(entry: Held, make: () => Message): string | undefined {
    let body: string | undefined;
    try {
      body = JSON.stringify(make());
    } catch {
      // A cycle, a BigInt, a getter that throws.
    }
    if (body !== undefined && fits(body)) return body;
    queue.drop(entry.messageId, body === undefined ? 'not_serialisable' : 'message_too_large');
    return undefined;
  }

  function enqueue(entry: Held, deferred: boolean): void {
    const { messageId, message, purposes, gate, labels, promised } = entry;
    const body = serialise(entry, () => {
      const prepared = prepare ? prepare(message) : message;
      const consent = stamp(gate, purposes, deferred);
      return { ...prepared, context: { ...prepared.context, consent } };
    });
    if (body === undefined) return;
    // By the entry, not by the book: a store that is slow to say so may hear the hub's judgement first.
    void queue.add({ messageId, body, purposes, storedAt: clock.now(), ...labels }).then((result) => {
      if (result === 'stored') keepPromise(promised.durable, { status: 'stored' });
    });
  }

  /** @returns whether the entry must go on waiting */
  function admit(entry: Held, deferred: boolean): boolean {
    const decision = askGate(entry.gate, entry.purposes);
    try {
      watch?.(entry.message, entry.purposes, decision);
    } catch {
      // Who only watches must not cost an event.
    }
    const { verdict, reason } = decision;
    if (verdict === 'pass') enqueue(entry, deferred);
    if (verdict === 'drop') queue.drop(entry.messageId, reason);
    return verdict === 'hold';
  }

  function hold(entry: Held): void {
    const body = serialise(entry, () => entry.message);
    if (body === undefined) return;
    // A copy, now: what the page does to its objects while we wait must not change what was tracked.
    held.push({ ...entry, message: JSON.parse(body) });
    const oldest = held.length > maxHeld ? held.shift() : undefined;
    if (oldest) queue.drop(oldest.messageId, 'hold_full');
  }

  const dropHeld = (reason: DropReason): void => {
    for (const { messageId } of held.splice(0)) queue.drop(messageId, reason);
  };

  return {
    accept(message, purposes, gate, labels) {
      const messageId = messageIdOf(message);
      // Reported twice while the first still waits, as a till does that was asked to repeat: one event, one receipt.
      const known = receipts.get(messageId);
      if (known) return known.receipt;
      const promised = receipts.open(messageId);
      const entry: Held = { messageId, message, purposes, gate, labels, promised };
      if (closed) queue.drop(messageId, 'closed');
      else if (messageId === '') queue.drop(messageId, 'unreadable');
      else if (admit(entry, false)) hold(entry);
      return promised.receipt;
    },

    async recheck() {
      const waiting = held;
      held = [];
      held = [...waiting.filter((entry) => admit(entry, true)), ...held];
      if (recheck) {
        await queue.purge((event) => {
          const { verdict, reason } = recheck(event);
          return verdict === 'pass' ? undefined : reason;
        });
      }
    },

    async flush(options) {
      const report = await queue.flush(options);
      return { ...report, pending: report.pending + held.length };
    },

    online: queue.online,
    doubt: queue.doubt,

    async close() {
      closed = true;
      dropHeld('closed');
      await queue.close();
    },

    held: () => held.length,
    dropHeld,
  };
}

/** A character is three bytes at most, so that only a long message need be measured. */
const fits = (body: string): boolean =>
  body.length * 3 <= messageBytes || new TextEncoder().encode(body).length <= messageBytes;

/** Empty for what is no message at all: untyped callers can give us anything, and a till must not fall over it. */
function messageIdOf(message: Message): string {
  try {
    const { messageId } = message;
    return typeof messageId === 'string' ? messageId : '';
  } catch {
    return '';
  }
}
