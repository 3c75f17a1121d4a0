import type { Timer } from '../ports/clock.ts';
import type { StoredEvent } from '../ports/event-store.ts';
import type { SharerNews, StoreSharers } from '../ports/sharers.ts';
import type { DropReason } from './announcer.ts';
import { bytesOf } from './cut-batch.ts';
import { createDoubt } from './doubt.ts';
import { createLedger, type FlushReport } from './queue-ledger.ts';
import { type QueueParts, queueDefaults } from './queue-options.ts';
import {
  type Happening,
  initialQueueState,
  type QueueEffect,
  type QueueInput,
  type QueueState,
  stepQueue,
} from './queue-state.ts';
import { longestRetryAfter } from './retry-policy.ts';
import { createBatchSender } from './send-batch.ts';
import { createSettlement, type Outcomes } from './settlement.ts';

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
  /** What is stored by now may have reached the hub in a way that the queue did not see: ask before sending it. */
  doubt(): void;
  /** Stops sending and closes the store; what waits stays there. */
  close(): Promise<void>;
}

/** A queue out of which single events can be taken. */
export interface EvictingQueue extends Queue {
  /** Lets go of these, each with its reason, to make room. Never rejects. */
  evict(outcomes: Outcomes): Promise<void>;
}

/** Where nobody shares the store. */
const nobody: StoreSharers = { inTurn: (work) => work(), tell() {}, listen: () => () => {} };

/**
 * The shell around {@link stepQueue}: performs its effects on the store, the transport and the clock.
 *
 * @example
 * ```ts
 * const queue = createQueue({ store, transport, clock, random, announcer });
 * await queue.add({ messageId, body, purposes: ['analytics'], storedAt: clock.now() });
 * ```
 */
export function createQueue(parts: QueueParts): EvictingQueue {
  const { store, clock, announcer, sharers = nobody, inDoubt = new Set<string>() } = parts;
  const options = { ...queueDefaults, ...parts.options };
  const ledger = createLedger(announcer);
  /** What was added here and has not been settled: only of these do we announce what others say. Apart, a million ids would be kept in vain. */
  const own = new Set<string>();
  const common = { ...parts, sharers, inDoubt, options, ledger, own };
  const adding = new Set<Promise<unknown>>();
  const idlers = new Set<() => void>();
  let state: QueueState = initialQueueState(options);
  let timer: Timer | undefined;
  /** How many are on their way into the store, and the bytes of these and of what is there. Hints, as every count here. */
  let arriving = 0;
  let bytes = 0;
  /** How many have come in all, here and with others. */
  let come = 0;
  /** How much of our own the others have not heard of. */
  let untold = { count: 0, bytes: 0 };
  /** The hub's order to wait, heard while we waited for our turn. */
  let order: Happening | undefined;
  const isClosed = (): boolean => state.phase.kind === 'closed';
  const doubts = createDoubt(common);
  const settlement = createSettlement({
    ...common,
    onSettled(event, outcome) {
      bytes = Math.max(0, bytes - bytesOf(event));
      parts.onSettled?.(event, outcome);
    },
  });
  const sendBatch = createBatchSender({
    ...common,
    doubt: doubts,
    settlement,
    dispatch,
    look: () => ({ ...state, come }),
    isClosed,
    onEmpty() {
      if (arriving === 0) bytes = 0;
    },
  });
  const opened = open();
  const stopListening = sharers.listen(hear);

  async function open(): Promise<void> {
    try {
      const found = await store.size();
      bytes += found.bytes;
      if (found.events > 0) dispatch({ kind: 'added', count: found.events });
    } catch {
      if (isClosed()) return;
      reportStorage();
      clock.after(longestRetryAfter, () => void open());
    }
  }

  const reportStorage = (): void =>
    ledger.report('storage_failed', 'Storage failed. Events wait. Check the folder or browser.');
  function dispatch(input: Happening): void {
    if (input.kind === 'added' || input.kind === 'heard') come += input.count;
    // Counted now: an event may come between the end of a look into the store and this.
    const since = 'left' in input && { left: (input.left ?? 0) + come };
    const [next, ...effects] = stepQueue(
      state,
      { ...input, ...since, now: clock.now() } as QueueInput,
      options,
    );
    state = next;
    for (const effect of effects) perform(effect);
    if (state.phase.kind === 'sending') return;
    for (const resolve of idlers) resolve();
    idlers.clear();
  }

  function perform(effect: QueueEffect): void {
    // Here, and not with each event: that a batch or a timer begins is all that the others need to know.
    if (untold.count > 0) sharers.tell({ kind: 'added', ...untold });
    untold = { count: 0, bytes: 0 };
    timer?.cancel();
    if (effect.kind === 'wake')
      timer = clock.after(effect.at - clock.now(), () => dispatch({ kind: 'woke' }));
    else if (effect.kind === 'send') {
      order = undefined;
      settlement.begin();
      void send(effect.messages).then((input) => {
        settlement.end();
        dispatch(input);
      });
    }
  }

  function hear(news: SharerNews): void {
    if (news.kind === 'added') {
      bytes += news.bytes;
      dispatch({ kind: 'heard', count: news.count });
    } else if (news.kind === 'taken') {
      for (const messageId of news.messageIds) inDoubt.add(messageId);
    } else if (news.kind === 'settled') {
      // Our count is left as it is: the next look into the store corrects it, whichever news got lost.
      settlement.hear(news.outcomes);
    } else {
      const failure: Happening = { ...news, kind: 'failed' };
      if (!news.ordered) doubts.raise();
      if (state.phase.kind !== 'sending') dispatch(failure);
      else if (news.ordered) order = failure;
    }
  }

  /** One batch in our turn. Never rejects: whatever fails is the machine's `failed`. */
  async function send(messages: number): Promise<Happening> {
    try {
      return await sharers.inTurn(async () => order ?? (await sendBatch(messages)));
    } catch {
      if (!isClosed()) {
        reportStorage();
        // The hub may have taken what the store could not forget.
        doubt();
      }
      return { kind: 'failed', delay: longestRetryAfter, ordered: false };
    }
  }

  function doubt(): void {
    doubts.raise();
    // The others give the hub the time that an event waits for others anyway, and ask it before they send.
    sharers.tell({ kind: 'waiting', delay: options.flushAfter, ordered: false });
  }

  function refuse(messageId: string, reason: DropReason): DropReason {
    ledger.settle(messageId, reason);
    return reason;
  }

  /** Takes events out of the store unsent, and settles them. */
  async function letGo(take: () => Promise<Outcomes>): Promise<void> {
    settlement.begin();
    try {
      const count = settlement.settle(await take());
      // Some may have been others' that were never counted here: what is left must not wait for ever.
      const before = come;
      const { events } = await store.size();
      dispatch({ kind: 'removed', count, left: events - before });
    } catch {
      reportStorage();
    }
    settlement.end();
  }

  const pending = (): number => state.events + arriving;

  return {
    add(event) {
      const { messageId } = event;
      const size = bytesOf(event);
      if (isClosed()) return Promise.resolve(refuse(messageId, 'closed'));
      if (pending() >= options.maxEvents || bytes + size > options.maxBytes)
        return Promise.resolve(refuse(messageId, 'queue_full'));
      arriving += 1;
      bytes += size;
      if (!sharers.apart) own.add(messageId);
      const arrived = (): void => {
        arriving -= 1;
        adding.delete(added);
      };
      const added: ReturnType<Queue['add']> = store.append([event]).then(
        () => {
          arrived();
          untold = { count: untold.count + 1, bytes: untold.bytes + size };
          dispatch({ kind: 'added', count: 1 });
          return 'stored';
        },
        () => {
          arrived();
          bytes -= size;
          own.delete(messageId);
          return refuse(messageId, 'storage_failed');
        },
      );
      adding.add(added);
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
      return { ...since(), pending: pending() };
    },

    evict: (outcomes) =>
      letGo(async () => {
        await store.remove(outcomes.map(([{ messageId }]) => messageId));
        return outcomes;
      }),

    purge: (matches) =>
      letGo(async () => {
        const matched: (readonly [StoredEvent, DropReason])[] = [];
        const removed = new Set(
          await store.purge((event) => {
            const reason = matches(event);
            if (reason !== undefined) matched.push([event, reason]);
            return reason !== undefined;
          }),
        );
        return matched.filter(([{ messageId }]) => removed.delete(messageId));
      }),

    drop: ledger.settle,
    online: () => dispatch({ kind: 'online' }),

    doubt,

    async close() {
      stopListening();
      dispatch({ kind: 'close' });
      await Promise.all(adding);
      await store.close().catch(() => {});
    },
  };
}
