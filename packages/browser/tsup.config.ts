import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig, type Options } from 'tsup';

// The tests of script tags build into a folder of their own, and need no types.
const { RIALTO_BUILD_TO } = process.env;
const outDir = RIALTO_BUILD_TO ?? 'dist';

// Once, before all builds: they run side by side, so none may clean for another.
rmSync(outDir, { recursive: true, force: true });

const target = 'es2022';

/** What a page without a build step copies. */
const forScriptTags: Options = {
  outDir,
  noExternal: [/.*/],
  minify: true,
  splitting: false,
  target,
  esbuildOptions(options) {
    options.conditions = ['rialto-source'];
  },
  async onSuccess() {
    writeIntegrity();
  },
};

/** What few pages need lies beside the script, `rialto-customer-link.js`, and is loaded when it is needed. */
const beside = ['src/customer-link.ts', 'src/adapters/shared-device.ts', 'src/debug/debug-overlay.ts'];
const besideName = (file: string): string => `rialto-${basename(file, '.ts')}`;
const loadBeside: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'load-beside',
  setup: (build) =>
    build.onResolve({ filter: /^\./ }, ({ kind, path }) =>
      kind === 'dynamic-import' && beside.some((file) => basename(file) === basename(path))
        ? { path: `./${besideName(path)}.js`, external: true }
        : undefined,
    ),
};

/**
 * `integrity.json`: what the attribute `integrity` of a tag says, by file. Written after each of the builds for script tags; the
 * last has them all.
 */
function writeIntegrity(): void {
  const scripts = readdirSync(outDir).filter((file) => /^(rialto.*|snippet)\.js$/.test(file));
  const hashes = scripts.sort().map((file) => {
    const hash = createHash('sha384')
      .update(readFileSync(join(outDir, file)))
      .digest('base64');
    return [file, `sha384-${hash}`];
  });
  writeFileSync(
    join(outDir, 'integrity.json'),
    `${JSON.stringify(Object.fromEntries(hashes), undefined, 2)}\n`,
  );
}

export default defineConfig([
  {
    outDir,
    entry: { index: 'src/index.ts', validate: 'src/validate/index.ts' },
    format: ['esm', 'cjs'],
    dts: RIALTO_BUILD_TO === undefined,
    splitting: true,
    target,
  },
  {
    ...forScriptTags,
    entry: { rialto: 'src/global.ts', 'rialto-captures': 'src/global-captures.ts' },
    format: 'iife',
    esbuildPlugins: [loadBeside],
  },
  {
    ...forScriptTags,
    entry: { snippet: 'src/snippet.ts' },
    format: 'iife',
    outExtension: () => ({ js: '.js' }),
  },
  {
    ...forScriptTags,
    entry: Object.fromEntries(beside.map((file) => [besideName(file), file])),
    format: 'esm',
  },
]);
