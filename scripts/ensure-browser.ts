/** Finds a browser, or installs one: for `pnpm test` and for `pnpm demo --script`. */
import { existsSync } from 'node:fs';
import { findBrowser } from './find-browser.ts';
import { run } from './run.ts';

/**
 * The path of a Chromium-like browser that starts.
 *
 * @throws Error that says what to do, where there is none and none can be installed
 */
export async function ensureBrowser(): Promise<string> {
  const browser = (await findBrowser()) ?? (await install());
  if (browser) return browser;
  throw new Error(
    'A browser is needed: install Chromium or Chrome, or set CHROMIUM_PATH to one, and try again.',
  );
}

async function install(): Promise<string | undefined> {
  console.error('No browser found. Installing Chromium …');
  const debianAsRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (debianAsRoot && run('apt-get', ['update']) === 0) {
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      DEBIAN_FRONTEND: 'noninteractive',
    });
    const installed = await findBrowser();
    if (installed) return installed;
  }
  run('playwright', ['install', 'chromium']);
  return findBrowser();
}
