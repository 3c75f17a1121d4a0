import type { GateDecision } from '../gate/gate.ts';
import { limits } from '../model/limits.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { EventStore, StoredEvent } from '../ports/event-store.ts';
import type { Random } from '../ports/random.ts';
import type { SendResult, Transport } from '../ports/transport.ts';
import type { MessageResult } from '../protocol/batch.ts';
import { assertNever } from '../result.ts';
import type { Announcer, DropReason } from './announcer.ts';
import { byteLength, cutBatch } from './cut-batch.ts';
import {
  initialQueueState,
  type QueueEffect,
  type QueueInput,
  type QueueState,
  stepQueue,
} from './queue-state.ts';
import { longestRetryAfter, retryDelay } from './retry-policy.ts';

/** How a queue behaves. Every field has a default in {@link queueDefaults}. */
export interface QueueOptions {
  /**
   * Waiting events that start a batch by themselves, from 1.
   * @default 20
   */
  readonly flushAt?: number;
  /**
   * The longest an event waits for others, milliseconds.
   * @default 5_000
   */
  readonly flushAfter?: number;
  /**
   * The most messages in one batch, 1 to 2,500.
   * @default 100
   */
  readonly batchMessages?: number;
  /**
   * The most bytes in one batch, up to 512 KiB.
   * @default 524_288
   */
  readonly batchBytes?: number;
  /**
   * The most events that may wait; a further one is dropped with the reason `queue_full`, and announced.
   * @default 100_000
   */
  readonly maxEvents?: number;
  /**
   * The most bytes that may wait.
   * @default 268_435_456
   */
  readonly maxBytes?: number;
  /**
   * How long an event is tried, milliseconds. A till may be offline for a week.
   * @default 2_592_000_000 (30 days)
   */
  readonly maxAge?: number;
}

/** The defaults of {@link QueueOptions}. */
export const queueDefaults = {
  flushAt: 20,
  flushAfter: 5_000,
  batchMessages: 100,
  batchBytes: limits.batchBytes,
  maxEvents: 100_000,
  maxBytes: 256 * 1024 * 1024,
  maxAge: 30 * 24 * 3_600_000,
} satisfies Required<QueueOptions>;

/** What {@link createQueue} needs. */
export interface QueueParts {
  readonly store: EventStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly announcer: Announcer;
  readonly options?: QueueOptions;
  /** Asked before each send; whatever is not `pass` is dropped with its reason, never sent. */
  readonly recheck?: (event: StoredEvent) => GateDecision;
}

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

/** The durable line of events on their way to the hub. */
export interface Queue {
  /** Resolves when the event is durable, with what became of it; never rejects. */
  add(event: StoredEvent): Promise<'stored' | DropReason>;
  /** Sends what waits. Resolves when nothing waits, when the hub does not take it, or after `timeout` ms. */
  flush(options?: { readonly timeout?: number }): Promise<FlushReport>;
  /** Drops what matches, without sending it. */
  purge(matches: (event: StoredEvent) => string | undefined): Promise<void>;
  /** The network is back: try at once, unless the hub named a time. */
  online(): void;
  /** Stops sending and closes the store; what waits stays there. */
  close(): Promise<void>;
}

/**
 * The shell around {@link stepQueue}: performs its effects on the store, the transport and the clock.
 *
 * @example
 * ```ts
 * const queue = createQueue({ store, transport, clock, random, announcer });
 * await queue.add({ messageId, body, purposes: ['analytics'], storedAt: clock.now() });
 * ```
 */
export function createQueue(parts: QueueParts): Queue {
  const { store, transport, clock, random, announcer, recheck } = parts;
  const options = { ...queueDefaults, ...parts.options };
  const tally = { delivered: 0, dropped: 0, rejected: 0 };
  const size = { events: 0, bytes: 0 };
  const adding = new Set<Promise<unknown>>();
  const idlers = new Set<() => void>();
  /** What was purged while a batch was in flight: settled already, whatever the hub then says of it. */
  const purged = new Set<string>();
  let state: QueueState = initialQueueState(options);
  let timer: Timer | undefined;
  const opened = open();

  async function open(): Promise<void> {
    try {
      const found = await store.size();
      size.events += found.events;
      size.bytes += found.bytes;
      if (found.events > 0) dispatch({ kind: 'added', count: found.events, now: clock.now() });
    } catch {
      report(
        'storage_failed',
        'The queue could not be read. Check the folder or the browser storage; new events are tried again.',
      );
    }
  }

  function dispatch(input: QueueInput): void {
    const [next, ...effects] = stepQueue(state, input, options);
    state = next;
    for (const effect of effects) perform(effect);
    if (state.phase.kind !== 'sending' && (state.events === 0 || state.phase.kind !== 'idle')) {
      for (const resolve of idlers) resolve();
    }
  }

  function perform(effect: QueueEffect): void {
    switch (effect.kind) {
      case 'send':
        void send(effect.messages).then(dispatch);
        return;
      case 'wake':
        timer?.cancel();
        timer = clock.after(Math.max(0, effect.at - clock.now()), () =>
          dispatch({ kind: 'woke', now: clock.now() }),
        );
        return;
      case 'sleep':
        timer?.cancel();
        timer = undefined;
        return;
      default:
        assertNever(effect);
    }
  }

  /** One batch, from the store to the hub's judgement. Never rejects: whatever fails is the machine's `failed`. */
  async function send(messages: number): Promise<QueueInput> {
    try {
      purged.clear();
      const waiting = await store.peek(messages);
      if (waiting.length === 0) {
        // Another tab or process that shares the store may have sent what we still counted.
        Object.assign(size, { events: 0, bytes: 0 });
        return { kind: 'empty' };
      }
      const allowed = await settleUnsendable(waiting);
      if (allowed.length === 0) return { kind: 'answered', count: 0 };
      const batch = cutBatch(allowed, { messages, bytes: options.batchBytes });
      return await settle(batch, await transport.send(batch));
    } catch {
      report(
        'storage_failed',
        'The queue could not be read or written. Nothing was lost; it is tried again.',
      );
      return { kind: 'failed', delay: longestRetryAfter, ordered: false, now: clock.now() };
    }
  }

  /** Lets go of what is too old or no longer permitted, and answers the rest. */
  async function settleUnsendable(waiting: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
    const allowed: StoredEvent[] = [];
    const reasons = new Map<StoredEvent, DropReason>();
    for (const event of waiting) {
      const decision = recheck?.(event);
      if (clock.now() - event.storedAt > options.maxAge) reasons.set(event, 'too_old');
      else if (decision && decision.verdict !== 'pass') reasons.set(event, decision.reason);
      else allowed.push(event);
    }
    if (reasons.size > 0) {
      const forgotten = await forget([...reasons.keys()]);
      for (const event of forgotten) drop(event.messageId, reasons.get(event) ?? 'purged');
      dispatch({ kind: 'removed', count: forgotten.length });
      // Forgetting took time, in which a permission may have been withdrawn.
      return settleUnsendable(allowed);
    }
    return allowed;
  }

  async function settle(sent: readonly StoredEvent[], result: SendResult): Promise<QueueInput> {
    const batch = sent.filter(({ messageId }) => !purged.has(messageId));
    if (batch.length === 0) return { kind: 'answered', count: 0 };
    switch (result.outcome) {
      case 'answered': {
        const answers = matchResults(batch, result.results);
        if (answers.size === 0) return failed('not_a_hub');
        const forgotten = await forget([...answers.keys()]);
        for (const event of forgotten) announce(answers.get(event));
        return { kind: 'answered', count: forgotten.length };
      }
      case 'split':
        if (sent.length === 1 && batch[0]) {
          await forget(batch);
          drop(batch[0].messageId, result.reason === 'too_large' ? 'message_too_large' : 'unreadable');
        }
        return { kind: 'split', count: sent.length };
      case 'refused':
        report(
          'hub_refused',
          `The hub refused the key (${result.reason}). Check the key and its channel; events wait.`,
        );
        return { kind: 'failed', delay: longestRetryAfter, ordered: false, now: clock.now() };
      case 'retry':
        return failed(result.reason, result.retryAfter);
      default:
        return assertNever(result);
    }
  }

  function failed(reason: string, retryAfter?: number): QueueInput {
    if (state.attempt === 0)
      report('hub_unreachable', `The hub does not answer (${reason}). Events wait and are sent later.`);
    const delay = retryDelay(state.attempt + 1, random.next(), retryAfter);
    return { kind: 'failed', delay, ordered: retryAfter !== undefined, now: clock.now() };
  }

  /** @returns those that nobody had purged in the meantime */
  async function forget(events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
    await store.remove(events.map(({ messageId }) => messageId));
    const forgotten = events.filter(({ messageId }) => !purged.has(messageId));
    shrink(
      forgotten.length,
      forgotten.reduce((sum, { body }) => sum + byteLength(body), 0),
    );
    return forgotten;
  }

  /** Never below zero: where tabs share a store, one may send what the other counted. */
  function shrink(events: number, bytes: number): void {
    size.events = Math.max(0, size.events - events);
    size.bytes = Math.max(0, size.bytes - bytes);
  }

  function announce(result: MessageResult | undefined): void {
    if (!result) return;
    const { messageId, status, code, issues } = result;
    if (status === 'accepted' || status === 'duplicate') {
      tally.delivered += 1;
      announcer.emit('delivered', { messageId, status });
    } else {
      tally.rejected += 1;
      announcer.emit('rejected', { messageId, status, code, issues });
    }
  }

  function drop(messageId: string, reason: DropReason): void {
    tally.dropped += 1;
    announcer.emit('dropped', { messageId, reason });
  }

  function report(code: string, message: string): void {
    announcer.emit('error', { code, message });
  }

  async function storeOne(event: StoredEvent): Promise<'stored' | DropReason> {
    const bytes = byteLength(event.body);
    const refused = refusal(bytes);
    if (refused) {
      drop(event.messageId, refused);
      return refused;
    }
    size.events += 1;
    size.bytes += bytes;
    try {
      await store.append([event]);
    } catch {
      shrink(1, bytes);
      drop(event.messageId, 'storage_failed');
      return 'storage_failed';
    }
    dispatch({ kind: 'added', count: 1, now: clock.now() });
    return 'stored';
  }

  function refusal(bytes: number): DropReason | undefined {
    if (state.phase.kind === 'closed') return 'closed';
    return size.events >= options.maxEvents || size.bytes + bytes > options.maxBytes
      ? 'queue_full'
      : undefined;
  }

  return {
    add(event) {
      const added = storeOne(event);
      adding.add(added);
      void added.finally(() => adding.delete(added));
      return added;
    },

    async flush({ timeout } = {}) {
      const before = { ...tally };
      await opened;
      await Promise.all(adding);
      let resolveIdle: () => void = () => {};
      const idle = new Promise<void>((resolve) => {
        resolveIdle = resolve;
        idlers.add(resolve);
      });
      const deadline = timeout === undefined ? undefined : clock.after(timeout, resolveIdle);
      dispatch({ kind: 'flush', now: clock.now() });
      await idle;
      deadline?.cancel();
      idlers.delete(resolveIdle);
      return {
        delivered: tally.delivered - before.delivered,
        dropped: tally.dropped - before.dropped,
        rejected: tally.rejected - before.rejected,
        pending: size.events,
      };
    },

    async purge(matches) {
      try {
        const reasons = new Map<string, string>();
        let bytes = 0;
        const removed = await store.purge((event) => {
          const reason = matches(event);
          if (reason === undefined) return false;
          reasons.set(event.messageId, reason);
          bytes += byteLength(event.body);
          return true;
        });
        shrink(removed.length, bytes);
        for (const messageId of removed) {
          if (state.phase.kind === 'sending') purged.add(messageId);
          drop(messageId, reasons.get(messageId) ?? 'purged');
        }
        if (removed.length > 0) dispatch({ kind: 'removed', count: removed.length });
      } catch {
        report(
          'storage_failed',
          'The queue could not be cleared; what may not be sent is held back and tried again.',
        );
      }
    },

    online: () => dispatch({ kind: 'online', now: clock.now() }),

    async close() {
      dispatch({ kind: 'close' });
      await Promise.all(adding);
      await store.close().catch(() => {});
    },
  };
}

/** The hub's answers by the event they belong to: by id, and by nothing else. */
function matchResults(
  batch: readonly StoredEvent[],
  results: readonly MessageResult[],
): Map<StoredEvent, MessageResult> {
  const byId = new Map(results.map((result) => [result.messageId, result]));
  const matched = new Map<StoredEvent, MessageResult>();
  for (const event of batch) {
    const result = byId.get(event.messageId);
    if (result) matched.set(event, result);
  }
  return matched;
}
