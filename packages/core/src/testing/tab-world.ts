import { createMemoryEventStore } from '../delivery/memory-event-store.ts';
import type { StoredEvent } from '../ports/event-store.ts';
import { storedEvent } from './event-store-contract.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';
import { memorySharers } from './memory-sharers.ts';
import { modelHub } from './model-hub.ts';
import { modelTab, type Tab } from './model-tab.ts';
import { seededRandom } from './seeded-random.ts';
import { tabTraffic } from './tab-traffic.ts';

/** What a run of the world depends on. */
export interface TabWorldOptions {
  readonly seed: number;
  /** Whether every piece of news reaches every tab at once; else it comes late, or never. */
  readonly newsArrives: boolean;
  /** Whether the hub answers which events it has. */
  readonly canAsk: boolean;
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

/** Nothing on this device or on its way to the hub takes longer, so that a departed page's request is over when the others ask. */
const longestDelay = 900;

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
  const letGo = new Set<string>();
  const everybody: Tab[] = [];
  const tabs = new Set<Tab>();
  let isIll = true;
  let made = 0;

  const giveUp = (messageId: string): void => void letGo.add(messageId);
  const hub = modelHub({ clock, chance, canAsk, isIll: () => isIll, refuse: giveUp });
  const traffic = tabTraffic(clock, hub, newsArrives);
  const sharers = memorySharers((hand) => {
    if (newsArrives || !isIll) hand();
    else if (chance() < 0.7) clock.after(chance() * 8_000, hand);
  });
  const nextEvent = (): StoredEvent => {
    const event = storedEvent(`m${made}`, { storedAt: clock.now() });
    made += 1;
    return event;
  };

  return {
    clock,
    log: hub.log,
    letGo,
    everybody,
    breaches: traffic.breaches,
    flushing: () => [...tabs].reduce((sum, tab) => sum + tab.flushing(), 0),
    open() {
      const tab = modelTab({
        clock,
        random,
        store,
        hub,
        traffic,
        sharers,
        isIll: () => isIll,
        delay: () => chance() * longestDelay,
        nextEvent,
        withdraw: giveUp,
        onCrash: (dead) => void tabs.delete(dead),
      });
      tabs.add(tab);
      everybody.push(tab);
      return tab;
    },
    strange: () => void store.append([nextEvent()]),
    tabs: () => [...tabs],
    heal() {
      isIll = false;
    },
    waiting: () => store.peek(Number.POSITIVE_INFINITY),
  };
}
