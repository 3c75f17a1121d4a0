/** Finds a browser, or installs one: for `pnpm test` and for `pnpm demo --script`. */
import { existsSync } from 'node:fs';
import { findBrowser, findFirefox } from './find-browser.ts';
import { run } from './run.ts';

/**
 * The path of a Chromium-like browser that starts.
 *
 * @throws Error that says what to do, where there is none and none can be installed
 */
export async function ensureBrowser(): Promise<string> {
  const browser =
    (await findBrowser()) ?? (await install('chromium', findBrowser)) ?? (await downloadChromium());
  if (browser) return browser;
  throw new Error(
    'A browser is needed: install Chromium or Chrome, or set CHROMIUM_PATH to one, and try again.',
  );
}

/**
 * The path of a Firefox that starts. Where there is none and none can be installed, CI stops; on a desk the tests that
 * need it are left out, and say so.
 *
 * @throws Error that says what to do, in CI
 */
export async function ensureFirefox(): Promise<string | undefined> {
  const browser = (await findFirefox()) ?? (await install('firefox-esr', findFirefox));
  if (browser || !process.env.CI) return browser;
  throw new Error('Firefox is needed: install it, or set FIREFOX_PATH to one, and try again.');
}

/** Debian has both browsers; elsewhere nobody may install for us. */
async function install(name: string, find: () => Promise<string | undefined>): Promise<string | undefined> {
  const debianAsRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (!debianAsRoot) return undefined;
  console.error(`No browser found. Installing ${name} …`);
  if (run('apt-get', ['update']) !== 0) return undefined;
  run('apt-get', ['install', '-y', '--no-install-recommends', name], { DEBIAN_FRONTEND: 'noninteractive' });
  return find();
}

async function downloadChromium(): Promise<string | undefined> {
  console.error('No browser found. Downloading Chromium …');
  run('playwright', ['install', 'chromium']);
  return findBrowser();
}
