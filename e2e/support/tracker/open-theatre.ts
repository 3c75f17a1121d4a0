import type { Driver, ProcessDriver } from '../browsers/driver.ts';
import { launchProcess } from '../browsers/launch.ts';
import type { TrackerAdapter } from './adapter.ts';
import { pageOf } from './bundle-page.ts';
import { sinkCollector } from './collectors.ts';
import { bundleFaultPage } from './fault-page.ts';
import { startFaultProxy } from './fault-proxy.ts';
import type { LoggedHub } from './open-hub.ts';
import type { Theatre } from './run-scenario.ts';

/** The page of a tracker behind its proxy, with a browser that looks at it. */
export async function openTheatre(
  adapter: TrackerAdapter,
  hub: LoggedHub,
  browser: ProcessDriver,
): Promise<Theatre> {
  const collector = adapter.collector === 'hub' ? hub.collector : sinkCollector(adapter.collector);
  const proxy = await startFaultProxy({ collector, files: await bundleFaultPage(adapter), page: pageOf() });
  return { proxy, collector, browser, launch: (profile) => launch(browser.name, profile) };
}

async function launch(name: Driver['name'], profile: string): Promise<ProcessDriver> {
  const driver = await launchProcess(name, profile);
  if (!driver) throw new Error(`${name} is not installed.`);
  return driver;
}
