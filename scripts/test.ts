/**
 * `pnpm test [filter…]`: finds a browser, or installs one, and runs every test in it and in Node.
 * pnpm has installed the packages before this starts (`verifyDepsBeforeRun: install`).
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser } from './find-browser.ts';

const browser = await browserOrAdvice();
process.exitCode = run('vitest', ['run', '--config', 'vitest.workspace.ts', ...process.argv.slice(2)], {
  CHROMIUM_PATH: browser,
});

async function browserOrAdvice(): Promise<string> {
  try {
    const browser = (await findBrowser()) ?? (await install());
    if (browser) return browser;
    console.error(
      'The tests need a browser: install Chromium or Chrome, or set CHROMIUM_PATH to one, and run the tests again.',
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  process.exit(1);
}

async function install(): Promise<string | undefined> {
  console.error('No browser found. Installing Chromium for the tests …');
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

function run(command: string, args: readonly string[], env: Record<string, string> = {}): number {
  const shell = process.platform === 'win32'; // node_modules/.bin holds .cmd files there
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env }, shell }).status ?? 1;
}
