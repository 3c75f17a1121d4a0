import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';

// Once, before both builds: they run side by side, so neither may clean for the other.
rmSync('dist', { recursive: true, force: true });

/** The source starts its worker by the `.ts` file beside it. In dist every entry lies at the top and is an ES module. */
const workerUrls: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'worker-urls',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        /new URL\(\s*'(?:\.{1,2}\/)(?:[\w-]+\/)*([\w-]+)\.ts',\s*import\.meta\.url,?\s*\)/g,
        "new URL('./$1.js', import.meta.url)",
      ),
      loader: 'ts',
    }));
  },
};

const common: Options = {
  dts: { entry: { index: 'src/index.ts' } },
  splitting: true,
  shims: true, // import.meta.url in the CommonJS build
  removeNodeProtocol: false, // 'node:sqlite' has no name without its protocol
  target: 'node22',
  esbuildPlugins: [workerUrls],
};

export default defineConfig([
  {
    ...common,
    entry: { index: 'src/index.ts', cli: 'src/cli.ts', 'sqlite-worker': 'src/store/sqlite-worker.ts' },
    format: 'esm',
  },
  { ...common, entry: { index: 'src/index.ts' }, format: 'cjs' },
]);
