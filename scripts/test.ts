/**
 * `pnpm test [filter…]`: finds browsers, or installs them, and runs every test in them and in Node.
 * pnpm has installed the packages before this starts (`verifyDepsBeforeRun: install`).
 */
import { ensureBrowser, ensureFirefox } from './ensure-browser.ts';
import { run } from './run.ts';

try {
  const browser = await ensureBrowser();
  const firefox = await ensureFirefox();
  process.exitCode = run('vitest', ['run', '--config', 'vitest.workspace.ts', ...process.argv.slice(2)], {
    CHROMIUM_PATH: browser,
    ...(firefox && { FIREFOX_PATH: firefox }),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
