import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@rialto/core/testing';
import type { Device, NetworkedTab, ProcessDriver } from '../browsers/driver.ts';
import type { Collector } from './collectors.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { markerOf } from './markers.ts';
import type { Scenario, Scene } from './scenarios.ts';
import { countWire } from './wire.ts';

/** What came of one run. */
export interface FaultResult {
  readonly tracked: number;
  /** Events that are not in the collector's log in the end. */
  readonly lost: number;
  /** Those of them that the tracker had said to be durable before the browser was killed. */
  readonly lostDurable: number;
  /** Times that an event stands in the log once more. */
  readonly duplicates: number;
  /** Messages over the wire, and those of them that were needless. */
  readonly sent: number;
  readonly twice: number;
  /** Events that had arrived before the visitor came again. */
  readonly before: number;
}

/** Where scenarios are played. */
export interface Theatre {
  readonly proxy: FaultProxy;
  readonly collector: Collector;
  readonly browser: ProcessDriver;
  /** Starts another of the same kind, on the profile in this folder. */
  readonly launch: (profile: string) => Promise<ProcessDriver>;
}

/** How long the later visit lasts at most. Trackers of other makers wait up to half a minute between tries. */
const laterVisit = 20_000;
/** So long nothing must have crossed the wire for a visit to be over. */
const pause = 500;
let runs = 0;

/** Plays a scenario once, lets the visitor come again, and counts. */
export async function runScenario(theatre: Theatre, scenario: Scenario, seed: number): Promise<FaultResult> {
  const { proxy, collector } = theatre;
  const profile = await openProfile(theatre, scenario.isKilled ?? false);
  runs += 1;
  const run = `${runs.toString(36)}r${seed.toString(36)}`;
  const tracked = new Set<string>();
  const durable = new Set<string>();
  const isOfRun = (marker: string): boolean => tracked.has(marker);
  const first = proxy.wire.length;
  const wire = () => countWire(proxy.wire.slice(first), isOfRun);
  const tabs: NetworkedTab[] = [];

  async function visit(): Promise<NetworkedTab> {
    const tab = await profile.tab();
    tabs.push(tab);
    await tab.open(proxy.url);
    await tab.until('window.lab?.ready');
    return tab;
  }

  const scene: Scene = {
    proxy,
    // Small seeds lie close together, and so would their first numbers.
    random: seededRandom(Math.imul(seed, 0x9e3779b1)),
    visit,
    async track(tab, count) {
      const ids = Array.from({ length: count }, (_, n) => markerOf(run, tracked.size + n));
      for (const id of ids) tracked.add(id);
      await tab.run(`lab.track(${JSON.stringify(ids)});`);
    },
    hasArrived: () => wire().taken.size === tracked.size,
    async kill() {
      for (const tab of tabs)
        for (const id of await tab.run<string[]>('return lab.durable;')) durable.add(id);
      await profile.kill();
    },
  };

  try {
    proxy.usually({ kind: 'none' });
    await scenario.play(scene);
    proxy.usually({ kind: 'none' });
    await proxy.quiet(pause);
    const before = wire().taken.size;
    const later = await visit();
    await proxy.until(scene.hasArrived, laterVisit);
    await later.run('await lab.flush();');
    await proxy.quiet(pause);
    const logged = collector.log().filter(isOfRun);
    const kept = new Set(logged);
    const lost = [...tracked].filter((id) => !kept.has(id));
    const { sent, twice } = wire();
    return {
      tracked: tracked.size,
      lost: lost.length,
      lostDurable: lost.filter((id) => durable.has(id)).length,
      duplicates: logged.length - kept.size,
      sent,
      twice,
      before,
    };
  } finally {
    await profile.close();
  }
}

interface Profile {
  tab(): Promise<NetworkedTab>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

const openProfile = (theatre: Theatre, isKilled: boolean): Promise<Profile> =>
  isKilled ? ownProcess(theatre) : sharedProcess(theatre);

/** A new device in the browser that is there. */
async function sharedProcess({ browser }: Theatre): Promise<Profile> {
  const device = await browser.device();
  return {
    tab: () => device.tab(),
    async kill() {
      throw new Error('This browser is shared.');
    },
    close: () => device.close(),
  };
}

/** A browser of its own, on a folder that outlives it. */
async function ownProcess({ launch }: Theatre): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'rialto-profile-'));
  let open: { driver: ProcessDriver; device: Device<NetworkedTab> } | undefined;
  return {
    async tab() {
      if (!open) {
        const driver = await launch(folder);
        open = { driver, device: await driver.device() };
      }
      return open.device.tab();
    },
    async kill() {
      await open?.driver.kill();
      open = undefined;
    },
    async close() {
      await open?.driver.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
