import { defineConfig } from 'vitest/config';

// Sources are resolved, not builds: `rialto-source` is the first condition in every package's exports.
const conditions = ['rialto-source'];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] },
        ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
        test: {
          name: 'node',
          include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'e2e/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
          execArgv: ['--conditions=rialto-source'],
        },
      },
    ],
  },
});
