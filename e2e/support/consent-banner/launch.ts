import { findFirefox } from '../../../scripts/find-browser.ts';
import { launchChromium } from './chromium-driver.ts';
import type { Driver } from './driver.ts';
import { launchFirefox } from './firefox-driver.ts';

/** The browsers in which the tests run, each with the way to start it; undefined where it is not installed. */
export const browsers: readonly {
  readonly name: Driver['name'];
  readonly launch: () => Promise<Driver | undefined>;
}[] = [
  { name: 'Chromium', launch: launchChromium },
  {
    name: 'Firefox',
    async launch() {
      const path = await findFirefox();
      return path ? launchFirefox(path) : undefined;
    },
  },
];
