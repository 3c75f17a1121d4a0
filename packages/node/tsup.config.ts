import { readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { defineConfig, type Options } from 'tsup';
import { keepLicences } from '../../scripts/keep-licences.ts';
import { loadLate } from '../../scripts/load-late.ts';

/** The sources behind the doors of core, by door: its types become a part of ours, as its code does. */
const core: { readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>> } = JSON.parse(
  readFileSync('../core/package.json', 'utf8'),
);
const paths = Object.fromEntries(
  Object.entries(core.exports).flatMap(([door, { 'rialto-source': source }]) =>
    source ? [[join('@rialto/core', door), [join('../core', source)]]] : [],
  ),
);

/** What is opened later, CommonJS opens by `require`: Jest does not let it have `import()`. */
const requireLate: NonNullable<Options['plugins']>[number] = {
  name: 'require-late',
  renderChunk(code) {
    if (this.format !== 'cjs') return undefined;
    return { code: code.replaceAll(/\bimport\(("\.[^"]+")\)/g, 'Promise.resolve().then(() => require($1))') };
  },
};

// Core, ky and jose go into the bundle, as devDependencies do with tsup: docs/decisions/0016-node-bundles-its-parts.md.
// It is not minified, so that a stack trace from a till can be read.
export default defineConfig({
  entry: { index: 'src/index.ts', pos: 'src/pos/index.ts' },
  format: ['esm', 'cjs'],
  dts: { compilerOptions: { paths } },
  clean: true,
  splitting: true,
  // By rollup, which also makes the CommonJS files then: the other way there (sucrase) breaks the code of jose.
  treeshake: true,
  target: 'node22',
  removeNodeProtocol: false,
  // Loaded with the package, they were a third of the time that it takes to import.
  esbuildPlugins: [loadLate('node:crypto', 'node:zlib'), keepLicences()],
  plugins: [requireLate],
  esbuildOptions(options) {
    options.conditions = ['rialto-source'];
    options.legalComments = 'none';
  },
});
