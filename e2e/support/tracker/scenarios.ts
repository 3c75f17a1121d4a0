import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@rialto/core/delivery';
import type { NetworkedTab } from '../browsers/driver.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { flakyFaults } from './faults.ts';

/** A visitor's browser, and the shop that it visits. */
export interface Scene {
  readonly proxy: FaultProxy;
  readonly random: Random;
  /** Opens the shop, and waits until its tracker has begun. */
  visit(): Promise<NetworkedTab>;
  /** Tracks so many more events in a tab. */
  track(tab: NetworkedTab, count: number): Promise<void>;
  /** Whether the collector has taken everything that was tracked. */
  hasArrived(): boolean;
  /** Kills the browser; the next visit starts it again on the same profile. */
  kill(): Promise<void>;
}

/** A fault, as a program that a seed repeats. What it leaves behind is for a later visit. */
export interface Scenario {
  readonly name: string;
  /** Its browser has a process and a profile of its own, to be killed. */
  readonly isKilled?: boolean;
  play(scene: Scene): Promise<void>;
}

/** How long a page that has just begun may need for its first event. */
const firstEvent = 8_000;
const between = (random: Random, least: number, most: number): number =>
  Math.round(least + random.next() * (most - least));

/** A visitor stays for a while, and leaves without asking what has arrived by then. */
const stay = (random: Random): Promise<unknown> => delay(between(random, 500, 4_000));

/** A page that has been there for a moment: its tracker has loaded what it loads later. */
async function settledVisit(scene: Scene): Promise<NetworkedTab> {
  const tab = await scene.visit();
  await scene.track(tab, 1);
  await scene.proxy.until(scene.hasArrived, firstEvent);
  return tab;
}

/** The faults that a tracker has to stand. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'page closed right after 50 events',
    async play(scene) {
      const tab = await scene.visit();
      await scene.track(tab, 50);
      await tab.close();
    },
  },
  {
    name: '503 for some seconds',
    async play(scene) {
      const { proxy, random } = scene;
      const tab = await settledVisit(scene);
      const retryAfter = random.next() < 0.5 ? { retryAfter: 1 } : {};
      proxy.usually({ kind: 'refused', status: 503, ...retryAfter });
      await scene.track(tab, 25);
      await delay(between(random, 500, 1_500));
      await scene.track(tab, 25);
      await delay(between(random, 500, 1_500));
      proxy.usually({ kind: 'none' });
      await stay(random);
      await tab.close();
    },
  },
  {
    name: 'offline while tracking, page closed, opened again online',
    async play(scene) {
      const tab = await settledVisit(scene);
      scene.proxy.usually({ kind: 'gone' });
      await tab.offline(true);
      await scene.track(tab, 25);
      await delay(between(scene.random, 0, 500));
      await scene.track(tab, 25);
      // Every other visitor leaves at once.
      if (scene.random.next() < 0.5) await delay(between(scene.random, 0, 500));
      await tab.close();
      // What the browser still sends for the page that was closed finds no network, either.
      await delay(500);
    },
  },
  {
    name: 'two tabs at once, flaky hub',
    async play(scene) {
      const { proxy, random } = scene;
      const tabs = [await settledVisit(scene), await scene.visit()];
      proxy.meet(...flakyFaults(random, between(random, 5, 8)));
      for (let round = 0; round < 5; round += 1) {
        await Promise.all(tabs.map((tab) => scene.track(tab, 10)));
        await delay(between(random, 0, 300));
      }
      await stay(random);
      await Promise.all(tabs.map((tab) => tab.close()));
    },
  },
  {
    name: 'browser killed 300 ms after 100 events',
    isKilled: true,
    async play(scene) {
      const tab = await settledVisit(scene);
      // Half the time nothing but the device can have it.
      if (scene.random.next() < 0.5) scene.proxy.usually({ kind: 'gone' });
      await scene.track(tab, 100);
      await delay(300);
      await scene.kill();
    },
  },
];
