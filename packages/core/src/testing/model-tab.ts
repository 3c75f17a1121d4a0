import { createAnnouncer } from '../delivery/announcer.ts';
import { createQueue, type Queue } from '../delivery/queue.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore, StoredEvent } from '../ports/event-store.ts';
import type { Random } from '../ports/random.ts';
import type { KnownResult, SendResult, Transport } from '../ports/transport.ts';
import type { memorySharers } from './memory-sharers.ts';
import { isTooLarge, type ModelHub } from './model-hub.ts';
import type { TabTraffic } from './tab-traffic.ts';

/** A page with a queue of its own. */
export interface Tab {
  readonly queue: Queue;
  /** What it added and heard to be durable. */
  readonly stored: Set<string>;
  /** What it had in its hands itself: added, sent, asked about or withdrawn. */
  readonly handled: Set<string>;
  /** Its announcements, by event. */
  readonly news: Map<string, string[]>;
  /** Flushes that have not ended. */
  flushing(): number;
  /** Adds one event. */
  add(): void;
  flush(): void;
  /** Lets its last events leave in a request that outlives it. */
  depart(): void;
  /** Dies at whatever it is about; what is durable remains. */
  crash(): void;
}

/** What the tabs of a device have in common. */
export interface TabDevice {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: EventStore;
  readonly hub: ModelHub;
  readonly traffic: TabTraffic;
  readonly sharers: ReturnType<typeof memorySharers>;
  readonly isIll: () => boolean;
  /** How long something takes, ms. */
  readonly delay: () => number;
  readonly nextEvent: () => StoredEvent;
  /** Hears of what was withdrawn. */
  readonly withdraw: (messageId: string) => void;
  readonly onCrash: (tab: Tab) => void;
}

const rules = { flushAt: 4, flushAfter: 5_000, batchMessages: 6 };

/** Opens a tab in which everything takes time. */
export function modelTab(device: TabDevice): Tab {
  const { clock, random, store, hub, traffic, isIll, delay } = device;
  const chance = random.next;
  const openedAt = clock.now();
  const self = device.sharers.join();
  const stored = new Set<string>();
  const news = new Map<string, string[]>();
  const arriving = new Map<string, StoredEvent>();
  const handled = new Set<string>();
  let isDead = false;
  let lookedAt = 0;
  let requests = 0;
  let flushing = 0;
  /** The last batch, until the store is looked into again. */
  let batch: readonly StoredEvent[] = [];

  const handle = (messageIds: readonly string[]): void => {
    for (const messageId of messageIds) handled.add(messageId);
  };
  const pause = (): Promise<void> =>
    new Promise((resolve) => void (chance() < 0.3 ? resolve() : clock.after(delay(), resolve)));

  /** Takes its time before and after; a tab that dies on the way never hears of it, though it may have been done. */
  async function slowly<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    await pause();
    if (isDead && chance() < 0.5) return new Promise<never>(() => {});
    const result = await work();
    await pause();
    return isDead ? new Promise<never>(() => {}) : result;
  }

  async function request<Result extends SendResult | KnownResult>(answer: () => Result): Promise<Result> {
    traffic.begins(openedAt);
    requests += 1;
    const result = await slowly(answer);
    requests -= 1;
    traffic.ends(result);
    return result;
  }

  const transport: Transport = {
    send(events) {
      traffic.sends(events, lookedAt);
      batch = events;
      handle(events.map(({ messageId }) => messageId));
      return request(() => hub.judge(events));
    },
    known(messageIds) {
      handle(messageIds);
      return request(() => hub.tell(messageIds));
    },
  };
  const announcer = createAnnouncer();
  const note = (messageId: string, what: string): void =>
    void news.set(messageId, [...(news.get(messageId) ?? []), what]);
  announcer.on('delivered', ({ messageId }) => note(messageId, 'delivered'));
  announcer.on('rejected', ({ messageId, status }) => note(messageId, status));
  announcer.on('dropped', ({ messageId, reason }) => note(messageId, reason));
  const queue = createQueue({
    store: {
      append: (events) => slowly(() => store.append(events)),
      peek(limit) {
        lookedAt = clock.now();
        batch = [];
        return slowly(() => store.peek(limit));
      },
      remove: (ids) =>
        slowly(() => (isIll() && chance() < 0.05 ? Promise.reject(new Error('disk')) : store.remove(ids))),
      size: () => slowly(store.size),
      purge: (matches) =>
        slowly(async () => {
          const withdrawn = await store.purge(matches);
          handle(withdrawn);
          for (const messageId of withdrawn) device.withdraw(messageId);
          return withdrawn;
        }),
      close: async () => {},
    },
    transport,
    clock: {
      now: clock.now,
      after: (ms, callback) => clock.after(ms, () => void (isDead || callback())),
    },
    random,
    announcer,
    options: rules,
    sharers: self,
  });

  const tab: Tab = {
    queue,
    stored,
    handled,
    news,
    flushing: () => flushing,
    add() {
      const event = device.nextEvent();
      const { messageId } = event;
      arriving.set(messageId, event);
      handle([messageId]);
      void queue.add(event).then((result) => {
        if (result === 'stored' && !isDead) stored.add(messageId);
      });
    },
    flush() {
      flushing += 1;
      void queue.flush().then(() => {
        flushing -= 1;
      });
    },
    depart() {
      const leaving = [...arriving.values()].filter(
        (event) => !batch.includes(event) && !news.has(event.messageId) && !isTooLarge(event.messageId),
      );
      clock.after(delay(), () => hub.commit(leaving));
      queue.doubt();
    },
    crash() {
      isDead = true;
      traffic.dies(requests);
      device.onCrash(tab);
      self.die();
    },
  };
  return tab;
}
