import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserArgs, findBrowser } from './scripts/find-browser.ts';

// Sources are resolved, not builds: `rialto-source` is the first condition in every package's exports.
// A list of conditions replaces Vite's own, so the usual ones are named again.
const conditions = (platform: 'node' | 'browser') => [
  'rialto-source',
  'module',
  platform,
  'development|production',
];

// End-to-end tests in the node project drive the browser themselves and look for it here.
const browser = await findBrowser();
if (browser) process.env.CHROMIUM_PATH = browser;

const report = process.env.TEST_REPORT;

export default defineConfig({
  test: {
    reporters: report ? ['default', ['./scripts/test-reporter.ts', { file: report }]] : ['default'],
    projects: [
      {
        resolve: { conditions: conditions('node') },
        ssr: { resolve: { conditions: conditions('node') } },
        test: {
          name: 'node',
          testTimeout: 30_000,
          include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'e2e/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
          // Forks, so that the condition reaches the workers that the code under test starts.
          pool: 'forks',
          // Node strips types by WebAssembly, in the store's threads too. V8 13.6 can abort when one thread makes a
          // call's wrapper faster while another frees it; built packages have no types to strip and are not concerned.
          execArgv: ['--conditions=rialto-source', '--wasm-wrapper-tiering-budget=2147483647'],
        },
      },
      {
        resolve: { conditions: conditions('browser') },
        // Found late, they would make Vite reload the page in the middle of the first run.
        optimizeDeps: {
          include: [
            '@rialto/browser > idb-keyval',
            '@rialto/core > zod',
            '@rialto/core > libphonenumber-js/min',
            'fast-check',
          ],
        },
        test: {
          name: 'browser',
          include: ['packages/*/src/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: browserArgs, ...(browser && { executablePath: browser }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
