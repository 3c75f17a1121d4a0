/**
 * `pnpm test [filter…]`: finds a browser, or installs one, and runs every test in it and in Node.
 * pnpm has installed the packages before this starts (`verifyDepsBeforeRun: install`).
 */
import { ensureBrowser } from './ensure-browser.ts';
import { run } from './run.ts';

try {
  const browser = await ensureBrowser();
  process.exitCode = run('vitest', ['run', '--config', 'vitest.workspace.ts', ...process.argv.slice(2)], {
    CHROMIUM_PATH: browser,
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
