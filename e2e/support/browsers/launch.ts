import { findBrowser, findFirefox } from '../../../scripts/find-browser.ts';
import { launchChromium } from './chromium-driver.ts';
import type { Driver, ProcessDriver } from './driver.ts';
import { launchPuppeteer } from './puppeteer-driver.ts';

interface Launchable<OfDriver extends Driver> {
  readonly name: Driver['name'];
  /** Starts it; undefined where it is not installed. */
  readonly launch: () => Promise<OfDriver | undefined>;
}

/** The browsers in which the banner is tested, each with the way to start it. */
export const browsers: readonly Launchable<Driver>[] = [
  { name: 'Chromium', launch: launchChromium },
  { name: 'Firefox', launch: () => launchProcess('Firefox') },
];

/** The browsers in which the tracker is tested: they go offline, keep left pages and can be killed. */
export const processBrowsers: readonly Launchable<ProcessDriver>[] = (['Chromium', 'Firefox'] as const).map(
  (name) => ({ name, launch: () => launchProcess(name) }),
);

/**
 * Starts a browser in a process of its own.
 *
 * @param profile - the folder of a profile that outlives it
 */
export async function launchProcess(
  name: Driver['name'],
  profile?: string,
): Promise<ProcessDriver | undefined> {
  const executablePath = await (name === 'Chromium' ? findBrowser() : findFirefox());
  if (!executablePath) return undefined;
  return launchPuppeteer({ name, executablePath, ...(profile !== undefined && { profile }) });
}
