import type { Timer } from '../ports/clock.ts';
import type { StoredEvent } from '../ports/event-store.ts';
import type { SendResult } from '../ports/transport.ts';
import { assertNever } from '../result.ts';
import type { DropReason } from './announcer.ts';
import { byteLength, cutBatch } from './cut-batch.ts';
import { matchResults } from './match-results.ts';
import { createLedger, type FlushReport, sizeOf } from './queue-ledger.ts';
import { type QueueParts, queueDefaults } from './queue-options.ts';
import {
  initialQueueState,
  type QueueEffect,
  type QueueInput,
  type QueueState,
  stepQueue,
} from './queue-state.ts';
import { longestRetryAfter, retryDelay } from './retry-policy.ts';

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
  const ledger = createLedger(announcer);
  const adding = new Set<Promise<unknown>>();
  const idlers = new Set<() => void>();
  /** While a batch is under way: what has been settled since it was begun, whatever the hub then says of it. */
  const settled = new Set<string>();
  let isSending = false;
  let state: QueueState = initialQueueState(options);
  let timer: Timer | undefined;
  const opened = open();

  async function open(): Promise<void> {
    try {
      const found = await store.size();
      ledger.find(found);
      if (found.events > 0) dispatch({ kind: 'added', count: found.events, now: clock.now() });
    } catch {
      if (isClosed()) return;
      const advice = 'Check the folder or the browser storage; it is tried again.';
      ledger.report('storage_failed', `The queue could not be read. ${advice}`);
      clock.after(longestRetryAfter, () => void open());
    }
  }

  const isClosed = (): boolean => state.phase.kind === 'closed';

  function dispatch(input: QueueInput): void {
    const [next, ...effects] = stepQueue(state, input, options);
    state = next;
    for (const effect of effects) perform(effect);
    if (state.phase.kind !== 'sending' && (state.events === 0 || state.phase.kind !== 'idle')) {
      for (const resolve of idlers) resolve();
      idlers.clear();
    }
  }

  function perform(effect: QueueEffect): void {
    switch (effect.kind) {
      case 'send':
        isSending = true;
        settled.clear();
        void send(effect.messages).then((input) => {
          isSending = false;
          dispatch(input);
        });
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
      const counted = ledger.stored();
      // One more than can be sent, to see whether others who share the store have left us more than we count.
      const waiting = await store.peek(messages + 1);
      if (waiting.length === 0) {
        const gone = { ...counted, events: Math.max(0, counted.events - settled.size) };
        ledger.remove(gone);
        return { kind: 'empty', count: gone.events };
      }
      let { allowed, unsendable } = sift(waiting.slice(0, messages));
      while (unsendable.size > 0) {
        await letGo(unsendable);
        // Forgetting took time, in which a permission may have been withdrawn.
        ({ allowed, unsendable } = sift(allowed));
      }
      // From the last question to the sending nothing is awaited, and after a close nothing is sent.
      if (allowed.length === 0 || isClosed()) return { kind: 'answered', count: 0, left: leftOf(waiting) };
      const batch = cutBatch(allowed, { messages, bytes: options.batchBytes });
      return await settle(batch, waiting, await transport.send(batch));
    } catch {
      if (!isClosed()) {
        ledger.report(
          'storage_failed',
          'The queue could not be read or written. Nothing was lost; it is tried again.',
        );
      }
      return { kind: 'failed', delay: longestRetryAfter, ordered: false, now: clock.now() };
    }
  }

  /** How many of these the store still holds, as far as we know. */
  const leftOf = (waiting: readonly StoredEvent[]): number =>
    waiting.filter(({ messageId }) => !settled.has(messageId)).length;

  /** Parts what may be sent now from what is too old or no longer permitted. */
  function sift(waiting: readonly StoredEvent[]): {
    readonly allowed: readonly StoredEvent[];
    readonly unsendable: ReadonlyMap<StoredEvent, DropReason>;
  } {
    const allowed: StoredEvent[] = [];
    const unsendable = new Map<StoredEvent, DropReason>();
    for (const event of waiting) {
      if (settled.has(event.messageId)) continue;
      const decision = recheck?.(event);
      if (clock.now() - event.storedAt > options.maxAge) unsendable.set(event, 'too_old');
      else if (decision && decision.verdict !== 'pass') unsendable.set(event, decision.reason);
      else allowed.push(event);
    }
    return { allowed, unsendable };
  }

  async function letGo(events: ReadonlyMap<StoredEvent, DropReason>): Promise<void> {
    const forgotten = await forget([...events.keys()]);
    for (const event of forgotten) ledger.drop(event.messageId, events.get(event) ?? 'purged');
    dispatch({ kind: 'removed', count: forgotten.length });
  }

  async function settle(
    batch: readonly StoredEvent[],
    waiting: readonly StoredEvent[],
    result: SendResult,
  ): Promise<QueueInput> {
    switch (result.outcome) {
      case 'answered': {
        const open = batch.filter(({ messageId }) => !settled.has(messageId));
        const answers = matchResults(open, result.results);
        if (open.length > 0 && answers.size === 0) return failed('not_a_hub');
        const forgotten = await forget([...answers.keys()]);
        for (const event of forgotten) ledger.settle(answers.get(event));
        return { kind: 'answered', count: forgotten.length, left: leftOf(waiting) };
      }
      case 'split': {
        if (batch.length > 1) return { kind: 'split', count: batch.length };
        const reason = result.reason === 'too_large' ? 'message_too_large' : 'unreadable';
        const forgotten = await forget(batch);
        for (const { messageId } of forgotten) ledger.drop(messageId, reason);
        return { kind: 'split', count: forgotten.length };
      }
      case 'refused':
        ledger.report(
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
    if (state.attempt === 0 && !isClosed()) {
      ledger.report(
        'hub_unreachable',
        `The hub does not answer (${reason}). Events wait and are sent later.`,
      );
    }
    const delay = retryDelay(state.attempt + 1, random.next(), retryAfter);
    return { kind: 'failed', delay, ordered: retryAfter !== undefined, now: clock.now() };
  }

  /** @returns those that nobody had settled in the meantime: only they are ours to announce */
  async function forget(events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
    await store.remove(events.map(({ messageId }) => messageId));
    const forgotten = events.filter(({ messageId }) => !settled.has(messageId));
    for (const { messageId } of forgotten) settled.add(messageId);
    ledger.remove(sizeOf(forgotten));
    return forgotten;
  }

  async function storeOne(event: StoredEvent): Promise<'stored' | DropReason> {
    const refused = refusal(event);
    if (refused) {
      ledger.drop(event.messageId, refused);
      return refused;
    }
    const booking = ledger.reserve(event);
    try {
      await store.append([event]);
    } catch {
      booking.leave();
      ledger.drop(event.messageId, 'storage_failed');
      return 'storage_failed';
    }
    booking.stay();
    dispatch({ kind: 'added', count: 1, now: clock.now() });
    return 'stored';
  }

  function refusal({ body }: StoredEvent): DropReason | undefined {
    if (isClosed()) return 'closed';
    const { events, bytes } = ledger.waiting();
    const isFull = events >= options.maxEvents || bytes + byteLength(body) > options.maxBytes;
    return isFull ? 'queue_full' : undefined;
  }

  return {
    add(event) {
      const added = storeOne(event);
      adding.add(added);
      void added.finally(() => adding.delete(added));
      return added;
    },

    async flush({ timeout } = {}) {
      const before = ledger.tally();
      await new Promise<void>((resolve) => {
        // Set before anything is awaited: storage that hangs must not hold up who gave us a time.
        const deadline = timeout === undefined ? undefined : clock.after(timeout, resolve);
        void Promise.all([opened, ...adding]).then(() => {
          idlers.add(() => {
            deadline?.cancel();
            resolve();
          });
          dispatch({ kind: 'flush', now: clock.now() });
        });
      });
      return { ...ledger.since(before), pending: ledger.waiting().events };
    },

    async purge(matches) {
      try {
        const matched = new Map<string, { readonly event: StoredEvent; readonly reason: string }>();
        const removed = await store.purge((event) => {
          const reason = matches(event);
          if (reason !== undefined) matched.set(event.messageId, { event, reason });
          return reason !== undefined;
        });
        const gone = removed
          .filter((messageId) => !(isSending && settled.has(messageId)))
          .flatMap((messageId) => matched.get(messageId) ?? []);
        for (const { event } of gone) settled.add(event.messageId);
        ledger.remove(sizeOf(gone.map(({ event }) => event)));
        for (const { event, reason } of gone) ledger.drop(event.messageId, reason);
        if (gone.length > 0) dispatch({ kind: 'removed', count: gone.length });
      } catch {
        ledger.report(
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
