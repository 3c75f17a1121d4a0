import type { Timer } from '../ports/clock.ts';
import type { StoredEvent } from '../ports/event-store.ts';
import type { Outcome, SharerNews, StoreSharers } from '../ports/sharers.ts';
import type { SendResult } from '../ports/transport.ts';
import type { DropReason } from './announcer.ts';
import { byteLength, cutBatch } from './cut-batch.ts';
import { matchResults } from './match-results.ts';
import { createLedger, type FlushReport } from './queue-ledger.ts';
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
  /** What is stored by now may have reached the hub in a way that the queue did not see: ask before sending it. */
  doubt(): void;
  /** Stops sending and closes the store; what waits stays there. */
  close(): Promise<void>;
}

/** What happens, without its time; {@link createQueue} looks at the clock. */
type Happening<Input = QueueInput> = Input extends QueueInput ? Omit<Input, 'now'> : never;

type Outcomes = readonly (readonly [event: StoredEvent, outcome: Outcome])[];

/** After so many questions without an answer one batch is sent unasked. */
const mostUnanswered = 5;

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
export function createQueue(parts: QueueParts): Queue {
  const {
    store,
    transport,
    clock,
    random,
    announcer,
    recheck,
    sharers = nobody,
    inDoubt = new Set(),
  } = parts;
  const options = { ...queueDefaults, ...parts.options };
  const ledger = createLedger(announcer);
  const adding = new Set<Promise<unknown>>();
  const idlers = new Set<() => void>();
  /** While a batch or a purge is under way: what has been settled since, whatever either then says of it. */
  const settled = new Set<string>();
  /** What was added here and has not been settled: only of these do we announce what others say. */
  const own = new Set<string>();
  let underWay = 0;
  let state: QueueState = initialQueueState(options);
  let timer: Timer | undefined;
  /** How many are on their way into the store, and the bytes of these and of what is there. Hints, as every count here. */
  let arriving = 0;
  let bytes = 0;
  /** How many have come in all, here and with others. */
  let come = 0;
  /** How much of our own the others have not heard of. */
  let untold = { count: 0, bytes: 0 };
  /** What was stored up to then may have reached the hub unheard; so may what others stored before we began. */
  let doubted = Number.NEGATIVE_INFINITY;
  const begun = clock.now();
  let canAsk = true;
  /** Questions in a row that nobody has answered. */
  let unanswered = 0;
  /** The hub's order to wait, heard while we waited for our turn. */
  let order: Happening | undefined;
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
    ledger.report(
      'storage_failed',
      "The queue's storage failed and is tried again. Check the folder or the browser's storage.",
    );
  const isClosed = (): boolean => state.phase.kind === 'closed';
  /** Whether nobody has settled it while a batch or a purge is under way. */
  const isOpen = ({ messageId }: StoredEvent): boolean => !settled.has(messageId);
  const begin = (): void => {
    if (underWay === 0) settled.clear();
    underWay += 1;
  };

  function dispatch(input: Happening): void {
    if (input.kind === 'added' || input.kind === 'heard') come += input.count;
    const [next, ...effects] = stepQueue(state, { ...input, now: clock.now() } as QueueInput, options);
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
      timer = clock.after(Math.max(0, effect.at - clock.now()), () => dispatch({ kind: 'woke' }));
    else if (effect.kind === 'send') {
      order = undefined;
      begin();
      void send(effect.messages).then((input) => {
        underWay -= 1;
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
      for (const [messageId, outcome] of news.outcomes) {
        settled.add(messageId);
        inDoubt.delete(messageId);
        if (own.delete(messageId)) ledger.settle(messageId, outcome);
      }
    } else {
      const failure: Happening = { ...news, kind: 'failed' };
      if (!news.ordered) doubted = clock.now();
      if (state.phase.kind !== 'sending') dispatch(failure);
      else if (news.ordered) order = failure;
    }
  }

  /** One batch in our turn. Never rejects: whatever fails is the machine's `failed`. */
  async function send(messages: number): Promise<Happening> {
    try {
      return await sharers.inTurn(async () => order ?? (await sendNext(messages)));
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
    doubted = clock.now();
    // The others give the hub the time that an event waits for others anyway, and ask it before they send.
    sharers.tell({ kind: 'waiting', delay: options.flushAfter, ordered: false });
  }

  /** One batch, from the store to the hub's judgement. */
  async function sendNext(messages: number): Promise<Happening> {
    const counted = state.events;
    const before = come;
    // One more than can be sent, to see whether others who share the store have left us more than we count.
    const waiting = await store.peek(messages + 1);
    /** How many the store still holds, as far as we know: of these, and of what has come since. */
    const left = (): number => waiting.filter(isOpen).length + come - before;
    if (waiting.length === 0) {
      if (arriving === 0) bytes = 0;
      return { kind: 'empty', count: counted, left: left() };
    }
    const head = waiting.slice(0, messages);
    const failure = await settleKnown(head.filter(isOpen), left);
    if (failure) return failure;
    const allowed = head.filter(isOpen);
    const objections = allowed.flatMap(objectionsTo);
    // Forgetting takes time, in which a permission may be withdrawn: look anew after it.
    if (objections.length > 0) return gone('empty', objections, left);
    // From the last question to the sending nothing is awaited, and after a close nothing is sent.
    if (allowed.length === 0 || isClosed()) return gone('answered', [], left);
    const batch = cutBatch(allowed, { messages, bytes: options.batchBytes });
    sharers.tell({ kind: 'taken', messageIds: batch.map(({ messageId }) => messageId) });
    return judge(batch, left, await transport.send(batch));
  }

  /** Asks the hub about what it may have already, and settles what it has; says so where the hub did not answer. */
  async function settleKnown(
    events: readonly StoredEvent[],
    left: () => number,
  ): Promise<Happening | undefined> {
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
      if (answer.retryAfter === undefined) unanswered += 1;
      return failed(answer.reason, answer.retryAfter);
    }
    unanswered = 0;
    if (answer?.outcome !== 'answered') {
      canAsk = false;
      return;
    }
    const known = answer.known.map((messageId) => ({ messageId, status: 'duplicate' as const }));
    dispatch(await gone('removed', matchResults(doubtful, known), left));
    return;
  }

  /** Lets events go; says how many were ours to settle, and how many are left. */
  async function gone(
    kind: 'answered' | 'removed' | 'empty' | 'split',
    outcomes: Outcomes,
    left: () => number,
  ): Promise<Happening> {
    const count = await forget(outcomes);
    return { kind, count, left: left() };
  }

  /** Whether it is too old or no longer permitted. */
  function objectionsTo(event: StoredEvent): Outcomes {
    if (clock.now() - event.storedAt > options.maxAge) return [[event, 'too_old']];
    const decision = recheck?.(event);
    return !decision || decision.verdict === 'pass' ? [] : [[event, decision.reason]];
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
          `The hub refused the key (${result.reason}). Check the key and its channel; events wait.`,
        );
        return { kind: 'failed', delay: longestRetryAfter, ordered: false };
      case 'retry':
        // A hub that names a time has not taken the batch; of all others we cannot know.
        if (result.retryAfter === undefined) doubted = clock.now();
        return failed(result.reason, result.retryAfter);
    }
  }

  function failed(reason: string, retryAfter?: number): Happening {
    if (state.attempt === 0 && !isClosed()) {
      ledger.report('hub_unreachable', `The hub does not answer (${reason}). Events wait.`);
    }
    const delay = retryDelay(state.attempt + 1, random.next(), retryAfter);
    const ordered = retryAfter !== undefined;
    sharers.tell({ kind: 'waiting', delay, ordered });
    return { kind: 'failed', delay, ordered };
  }

  /** Takes events out of the store and settles them; returns how many were ours to settle. */
  async function forget(outcomes: Outcomes): Promise<number> {
    if (outcomes.length > 0) await store.remove(outcomes.map(([{ messageId }]) => messageId));
    return settle(outcomes);
  }

  /** Announces what became of events that left the store, but for those that somebody has settled in the meantime. */
  function settle(outcomes: Outcomes): number {
    const ours = outcomes.filter(([event]) => isOpen(event));
    if (ours.length > 0)
      sharers.tell({
        kind: 'settled',
        outcomes: ours.map(([{ messageId }, outcome]) => [messageId, outcome]),
      });
    for (const [{ messageId, body }, outcome] of ours) {
      bytes = Math.max(0, bytes - byteLength(body));
      settled.add(messageId);
      inDoubt.delete(messageId);
      own.delete(messageId);
      ledger.settle(messageId, outcome);
    }
    return ours.length;
  }

  async function storeOne(event: StoredEvent): Promise<'stored' | DropReason> {
    const { messageId, body } = event;
    const size = byteLength(body);
    const isFull = pending() >= options.maxEvents || bytes + size > options.maxBytes;
    let refused: DropReason | undefined = isClosed() ? 'closed' : isFull ? 'queue_full' : undefined;
    if (!refused) {
      arriving += 1;
      bytes += size;
      own.add(messageId);
      try {
        await store.append([event]);
      } catch {
        bytes -= size;
        own.delete(messageId);
        refused = 'storage_failed';
      }
      arriving -= 1;
    }
    if (refused) {
      ledger.settle(messageId, refused);
      return refused;
    }
    untold = { count: untold.count + 1, bytes: untold.bytes + size };
    dispatch({ kind: 'added', count: 1 });
    return 'stored';
  }

  const pending = (): number => state.events + arriving;

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
      return { ...since(), pending: pending() };
    },

    async purge(matches) {
      begin();
      try {
        const matched = new Map<string, readonly [readonly [StoredEvent, DropReason]]>();
        const removed = await store.purge((event) => {
          const reason = matches(event);
          if (reason !== undefined) matched.set(event.messageId, [[event, reason]]);
          return reason !== undefined;
        });
        const count = settle(removed.flatMap((messageId) => matched.get(messageId) ?? []));
        // Some may have been others' that were never counted here: what is left must not wait for ever.
        const before = come;
        const { events } = await store.size();
        dispatch({ kind: 'removed', count, left: events + come - before });
      } catch {
        reportStorage();
      }
      underWay -= 1;
    },

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
