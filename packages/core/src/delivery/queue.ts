import type { Timer } from '../ports/clock.ts';
import type { StoredEvent, StoreSize } from '../ports/event-store.ts';
import type { SendResult } from '../ports/transport.ts';
import type { DropReason } from './announcer.ts';
import { cutBatch, sizeOf } from './cut-batch.ts';
import { matchResults } from './match-results.ts';
import { createLedger, type FlushReport, type Outcome } from './queue-ledger.ts';
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
  /** Announces and counts an event that was let go before it came into the queue. */
  drop(messageId: string, reason: DropReason): void;
  /** The network is back: try at once, unless the hub named a time. */
  online(): void;
  /** Stops sending and closes the store; what waits stays there. */
  close(): Promise<void>;
}

/** What happens, without its time; {@link createQueue} looks at the clock. */
type Happening<Input = QueueInput> = Input extends QueueInput ? Omit<Input, 'now'> : never;

type Outcomes = ReadonlyMap<StoredEvent, Outcome>;

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
      if (found.events > 0) dispatch({ kind: 'added', count: found.events });
    } catch {
      if (isClosed()) return;
      reportStorage('read');
      clock.after(longestRetryAfter, () => void open());
    }
  }

  const reportStorage = (failure: string): void =>
    ledger.report(
      'storage_failed',
      `The queue could not be ${failure}. Nothing is lost, and it is tried again. Check the folder or the browser storage.`,
    );
  const isClosed = (): boolean => state.phase.kind === 'closed';
  /** Whether nobody has settled it while a batch is under way. */
  const isOpen = ({ messageId }: StoredEvent): boolean => !(isSending && settled.has(messageId));

  function dispatch(input: Happening): void {
    const [next, ...effects] = stepQueue(state, { ...input, now: clock.now() } as QueueInput, options);
    state = next;
    for (const effect of effects) perform(effect);
    if (state.phase.kind !== 'sending' && (state.events === 0 || state.phase.kind !== 'idle')) {
      for (const resolve of idlers) resolve();
      idlers.clear();
    }
  }

  function perform(effect: QueueEffect): void {
    if (effect.kind === 'send') {
      isSending = true;
      settled.clear();
      void send(effect.messages).then((input) => {
        isSending = false;
        dispatch(input);
      });
      return;
    }
    timer?.cancel();
    timer =
      effect.kind === 'wake'
        ? clock.after(Math.max(0, effect.at - clock.now()), () => dispatch({ kind: 'woke' }))
        : undefined;
  }

  /** One batch, from the store to the hub's judgement. Never rejects: whatever fails is the machine's `failed`. */
  async function send(messages: number): Promise<Happening> {
    try {
      const counted = ledger.stored();
      // One more than can be sent, to see whether others who share the store have left us more than we count.
      const waiting = await store.peek(messages + 1);
      if (waiting.length === 0) {
        const count = Math.max(0, counted.events - settled.size);
        ledger.remove({ ...counted, events: count });
        return { kind: 'empty', count };
      }
      const allowed = waiting.slice(0, messages).filter(isOpen);
      const objections = objectionsTo(allowed);
      // Forgetting takes time, in which a permission may be withdrawn: look anew after it.
      if (objections.size > 0) return { kind: 'empty', count: await forget(objections) };
      // From the last question to the sending nothing is awaited, and after a close nothing is sent.
      if (allowed.length === 0 || isClosed()) return answered(0, waiting);
      const batch = cutBatch(allowed, { messages, bytes: options.batchBytes });
      return await judge(batch, waiting, await transport.send(batch));
    } catch {
      if (!isClosed()) reportStorage('read or written');
      return { kind: 'failed', delay: longestRetryAfter, ordered: false };
    }
  }

  /** `left` is how many of these the store still holds, as far as we know. */
  const answered = (count: number, waiting: readonly StoredEvent[]): Happening => ({
    kind: 'answered',
    count,
    left: waiting.filter(isOpen).length,
  });

  /** What is too old or no longer permitted, with the reason. */
  function objectionsTo(events: readonly StoredEvent[]): Outcomes {
    const objections = new Map<StoredEvent, DropReason>();
    for (const event of events) {
      const decision = recheck?.(event);
      if (clock.now() - event.storedAt > options.maxAge) objections.set(event, 'too_old');
      else if (decision && decision.verdict !== 'pass') objections.set(event, decision.reason);
    }
    return objections;
  }

  async function judge(
    batch: readonly StoredEvent[],
    waiting: readonly StoredEvent[],
    result: SendResult,
  ): Promise<Happening> {
    switch (result.outcome) {
      case 'answered': {
        const open = batch.filter(isOpen);
        const answers = matchResults(open, result.results);
        if (open.length > 0 && answers.size === 0) return failed('not_a_hub');
        return answered(await forget(answers), waiting);
      }
      case 'split': {
        if (batch.length > 1) return { kind: 'split', count: batch.length };
        const reason = result.reason === 'too_large' ? 'message_too_large' : 'unreadable';
        return { kind: 'split', count: await forget(new Map(batch.map((event) => [event, reason]))) };
      }
      case 'refused':
        ledger.report(
          'hub_refused',
          `The hub refused the key (${result.reason}). Check the key and its channel; events wait.`,
        );
        return { kind: 'failed', delay: longestRetryAfter, ordered: false };
      case 'retry':
        return failed(result.reason, result.retryAfter);
    }
  }

  function failed(reason: string, retryAfter?: number): Happening {
    if (state.attempt === 0 && !isClosed()) {
      ledger.report(
        'hub_unreachable',
        `The hub does not answer (${reason}). Events wait and are sent later.`,
      );
    }
    const delay = retryDelay(state.attempt + 1, random.next(), retryAfter);
    return { kind: 'failed', delay, ordered: retryAfter !== undefined };
  }

  /** Takes events out of the store and settles them; returns how many were ours to settle. */
  async function forget(outcomes: Outcomes): Promise<number> {
    await store.remove([...outcomes.keys()].map(({ messageId }) => messageId));
    return settle(outcomes);
  }

  /** Announces what became of events that left the store, but for those that somebody has settled in the meantime. */
  function settle(outcomes: Outcomes): number {
    const ours = [...outcomes].filter(([event]) => isOpen(event));
    for (const [{ messageId }] of ours) settled.add(messageId);
    ledger.remove(sizeOf(ours.map(([event]) => event)));
    for (const [{ messageId }, outcome] of ours) ledger.settle(messageId, outcome);
    return ours.length;
  }

  async function storeOne(event: StoredEvent): Promise<'stored' | DropReason> {
    const size = sizeOf([event]);
    const refused = refusalOf(size);
    if (refused) {
      ledger.settle(event.messageId, refused);
      return refused;
    }
    ledger.reserve(size);
    try {
      await store.append([event]);
    } catch {
      ledger.release(size);
      ledger.settle(event.messageId, 'storage_failed');
      return 'storage_failed';
    }
    ledger.release(size);
    ledger.find(size);
    dispatch({ kind: 'added', count: 1 });
    return 'stored';
  }

  function refusalOf(size: StoreSize): DropReason | undefined {
    if (isClosed()) return 'closed';
    const { events, bytes } = ledger.waiting();
    return events >= options.maxEvents || bytes + size.bytes > options.maxBytes ? 'queue_full' : undefined;
  }

  return {
    add(event) {
      const added = storeOne(event);
      adding.add(added);
      void added.finally(() => adding.delete(added));
      return added;
    },

    async flush({ timeout } = {}) {
      const since = ledger.count();
      await new Promise<void>((resolve) => {
        // Set before anything is awaited: storage that hangs must not hold up who gave us a time.
        const deadline = timeout === undefined ? undefined : clock.after(timeout, resolve);
        void Promise.all([opened, ...adding]).then(() => {
          idlers.add(() => {
            deadline?.cancel();
            resolve();
          });
          dispatch({ kind: 'flush' });
        });
      });
      return { ...since(), pending: ledger.waiting().events };
    },

    async purge(matches) {
      try {
        const matched = new Map<string, readonly [StoredEvent, DropReason]>();
        const removed = await store.purge((event) => {
          const reason = matches(event);
          if (reason !== undefined) matched.set(event.messageId, [event, reason]);
          return reason !== undefined;
        });
        const gone = removed.flatMap((messageId) => {
          const match = matched.get(messageId);
          return match ? [match] : [];
        });
        dispatch({ kind: 'removed', count: settle(new Map(gone)) });
      } catch {
        reportStorage('cleared of what may not be sent');
      }
    },

    drop: ledger.settle,
    online: () => dispatch({ kind: 'online' }),

    async close() {
      dispatch({ kind: 'close' });
      await Promise.all(adding);
      await store.close().catch(() => {});
    },
  };
}
