import { createAnnouncer } from '../delivery/announcer.ts';
import { createMemoryEventStore } from '../delivery/memory-event-store.ts';
import { createQueue, type Queue } from '../delivery/queue.ts';
import type { Clock } from '../ports/clock.ts';
import type { StoredEvent } from '../ports/event-store.ts';
import type { KnownResult, SendResult, Transport } from '../ports/transport.ts';
import type { MessageResult } from '../protocol/batch.ts';
import { storedEvent } from './event-store-contract.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { memorySharers } from './memory-sharers.ts';
import { seededRandom } from './seeded-random.ts';

/** What a run of the world depends on. */
export interface TabWorldOptions {
  readonly seed: number;
  /** Whether every piece of news reaches every tab at once; else it comes late, or never. */
  readonly newsArrives: boolean;
  /** Whether the hub answers which events it has. */
  readonly canAsk: boolean;
}

/** A page with a queue of its own. */
interface Tab {
  readonly queue: Queue;
  /** What it added and heard to be durable. */
  readonly stored: Set<string>;
  /** What it had in its hands itself: added, sent, asked about or withdrawn. */
  readonly handled: Set<string>;
  /** Its announcements, by event. */
  readonly news: Map<string, string[]>;
  /** Adds one event. */
  add(): void;
  /** Flushes; the world knows whether that ended. */
  flush(): void;
  /** Lets its last events leave in a request that outlives it. */
  depart(): void;
  /** Dies at whatever it is about; what is durable remains. */
  crash(): void;
}

/** Tabs over one store, before one hub. Breaches of the rules are collected, not thrown: a queue survives throws. */
export interface TabWorld {
  readonly clock: ManualClock;
  /** What the hub has in its log. */
  readonly log: ReadonlyMap<string, unknown>;
  /** All that the hub refused and that was withdrawn. */
  readonly letGo: ReadonlySet<string>;
  /** All tabs that there ever were. */
  readonly everybody: readonly Tab[];
  readonly breaches: readonly string[];
  /** Flushes that have not ended, in tabs that live. */
  flushing(): number;
  open(): Tab;
  /** Somebody stores an event and tells nobody, as a page in the back/forward cache that nobody could hear. */
  strange(): void;
  tabs(): readonly Tab[];
  /** From now on store, news and hub are well. */
  heal(): void;
  waiting(): Promise<readonly StoredEvent[]>;
}

const rules = { flushAt: 4, flushAfter: 5_000, batchMessages: 6 };
const longestOrder = 300_000;
/** Nothing on this device or on its way to the hub takes longer, so that a departed page's request is over when the others ask. */
const longestDelay = 900;

/** Events that a hub never takes, alone or in a batch. */
const isTooLarge = (messageId: string): boolean => messageId.endsWith('7');
const isRejected = (messageId: string): boolean => messageId.endsWith('5');

/** A turn of the event loop, without the millisecond that `setTimeout` costs. */
const settle = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

/**
 * Makes a world in which everything takes time, and anything may fail or die in between. The same seed gives the same world.
 *
 * @example
 * ```ts
 * const world = tabWorld({ seed: 1, newsArrives: true, canAsk: true });
 * world.open().add();
 * ```
 */
export function tabWorld({ seed, newsArrives, canAsk }: TabWorldOptions): TabWorld {
  const random = seededRandom(seed);
  const chance = random.next;
  const clock = manualClock(undefined, settle);
  const store = createMemoryEventStore();
  const committed = new Map<string, number>();
  const breaches: string[] = [];
  const letGo = new Set<string>();
  const everybody: Tab[] = [];
  const tabs = new Set<Tab>();
  let isIll = true;
  let made = 0;
  let flying = 0;
  let flushing = 0;
  let order = { at: 0, until: 0 };

  const sharers = memorySharers((hand) => {
    if (newsArrives || !isIll) hand();
    else if (chance() < 0.7) clock.after(chance() * 8_000, hand);
  });
  const pause = (): Promise<void> =>
    new Promise(
      (resolve) => void (chance() < 0.3 ? resolve() : clock.after(chance() * longestDelay, resolve)),
    );

  function commit(batch: readonly StoredEvent[]): MessageResult[] {
    return batch.map(({ messageId }) => {
      if (isRejected(messageId)) {
        letGo.add(messageId);
        return { messageId, status: 'rejected' };
      }
      const status = committed.has(messageId) ? 'duplicate' : 'accepted';
      if (status === 'accepted') committed.set(messageId, clock.now());
      return { messageId, status };
    });
  }

  const busy = () =>
    ({ outcome: 'retry', reason: 'status_503', retryAfter: Math.ceil(chance() * 20_000) }) as const;

  function judge(batch: readonly StoredEvent[]): SendResult {
    const large = batch.find(({ messageId }) => isTooLarge(messageId));
    if (large) {
      if (batch.length === 1) letGo.add(large.messageId);
      return { outcome: 'split', reason: 'too_large' };
    }
    const lot = isIll ? chance() : 1;
    if (lot < 0.15) return busy();
    if (lot < 0.3) return { outcome: 'retry', reason: 'network' };
    if (lot < 0.4) return { outcome: 'answered', results: commit(batch.filter(() => chance() < 0.5)) };
    const results = commit(batch);
    return lot < 0.6 ? { outcome: 'retry', reason: 'timeout' } : { outcome: 'answered', results };
  }

  function tell(messageIds: readonly string[]): KnownResult {
    if (!canAsk) return { outcome: 'unsupported' };
    const lot = isIll ? chance() : 1;
    if (lot < 0.1) return busy();
    if (lot < 0.2) return { outcome: 'retry', reason: 'network' };
    return { outcome: 'answered', known: messageIds.filter((messageId) => committed.has(messageId)) };
  }

  function open(): Tab {
    const openedAt = clock.now();
    const self = sharers.join();
    const stored = new Set<string>();
    const news = new Map<string, string[]>();
    const arriving = new Map<string, StoredEvent>();
    let isDead = false;
    let lookedAt = 0;
    const handled = new Set<string>();
    const handle = (messageIds: readonly string[]): void => {
      for (const messageId of messageIds) handled.add(messageId);
    };
    let requests = 0;
    /** The last batch, until the store is looked into again. */
    let batch: readonly StoredEvent[] = [];

    /** Takes its time before and after; a tab that dies on the way never hears of it, though it may have been done. */
    async function slowly<Result>(work: () => Result | Promise<Result>): Promise<Result> {
      await pause();
      if (isDead && chance() < 0.5) return new Promise<never>(() => {});
      const result = await work();
      await pause();
      return isDead ? new Promise<never>(() => {}) : result;
    }

    /** A request: at most one among all tabs, and none before the time that the hub named. */
    async function request<Result extends SendResult | KnownResult>(answer: () => Result): Promise<Result> {
      if (clock.now() < order.until && openedAt <= order.at && newsArrives)
        breaches.push(`${order.until - clock.now()} ms before the time that the hub named`);
      requests += 1;
      flying += 1;
      if (flying > 1) breaches.push('two requests at once');
      const result = await slowly(answer);
      requests -= 1;
      flying -= 1;
      if (result.outcome === 'retry' && result.retryAfter !== undefined)
        order = { at: clock.now(), until: clock.now() + Math.min(result.retryAfter, longestOrder) };
      return result;
    }

    const transport: Transport = {
      send(events) {
        for (const { messageId } of events) {
          const at = committed.get(messageId);
          if (at !== undefined && at < lookedAt && canAsk && newsArrives)
            breaches.push(`${messageId} sent although the hub had it`);
        }
        batch = events;
        handle(events.map(({ messageId }) => messageId));
        return request(() => judge(events));
      },
      known(messageIds) {
        handle(messageIds);
        return request(() => tell(messageIds));
      },
    };
    const announcer = createAnnouncer();
    const note = (messageId: string, what: string): void =>
      void news.set(messageId, [...(news.get(messageId) ?? []), what]);
    announcer.on('delivered', ({ messageId }) => note(messageId, 'delivered'));
    announcer.on('rejected', ({ messageId, status }) => note(messageId, status));
    announcer.on('dropped', ({ messageId, reason }) => note(messageId, reason));
    const tabClock: Clock = {
      now: clock.now,
      after: (delay, callback) => clock.after(delay, () => void (isDead || callback())),
    };
    const queue = createQueue({
      store: {
        append: (events) => slowly(() => store.append(events)),
        peek(limit) {
          lookedAt = clock.now();
          batch = [];
          return slowly(() => store.peek(limit));
        },
        remove: (ids) =>
          slowly(() => (isIll && chance() < 0.05 ? Promise.reject(new Error('disk')) : store.remove(ids))),
        size: () => slowly(store.size),
        purge: (matches) =>
          slowly(async () => {
            const withdrawn = await store.purge(matches);
            handle(withdrawn);
            for (const messageId of withdrawn) letGo.add(messageId);
            return withdrawn;
          }),
        close: async () => {},
      },
      transport,
      clock: tabClock,
      random,
      announcer,
      options: rules,
      sharers: self,
    });
    const endings = new Set<() => void>();

    const tab: Tab = {
      queue,
      stored,
      handled,
      news,
      add() {
        const messageId = `m${made}`;
        made += 1;
        const event = storedEvent(messageId, { storedAt: clock.now() });
        arriving.set(messageId, event);
        handle([messageId]);
        void queue.add(event).then((result) => {
          if (result === 'stored' && !isDead) stored.add(messageId);
        });
      },
      flush() {
        flushing += 1;
        let isOver = false;
        const end = (): void => {
          if (!isOver) flushing -= 1;
          isOver = true;
        };
        endings.add(end);
        void queue.flush().then(end);
      },
      depart() {
        const leaving = [...arriving.values()].filter(
          (event) => !batch.includes(event) && !news.has(event.messageId) && !isTooLarge(event.messageId),
        );
        clock.after(chance() * longestDelay, () => commit(leaving));
        queue.doubt();
      },
      crash() {
        isDead = true;
        flying -= requests;
        for (const end of endings) end();
        tabs.delete(tab);
        self.die();
      },
    };
    tabs.add(tab);
    everybody.push(tab);
    return tab;
  }

  return {
    clock,
    log: committed,
    letGo,
    everybody,
    breaches,
    flushing: () => flushing,
    open,
    strange() {
      const event = storedEvent(`m${made}`, { storedAt: clock.now() });
      made += 1;
      void store.append([event]);
    },
    tabs: () => [...tabs],
    heal() {
      isIll = false;
    },
    waiting: () => store.peek(Number.POSITIVE_INFINITY),
  };
}
