import { rmSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

// Once, before both builds: they run side by side, so neither may clean for the other.
rmSync('dist', { recursive: true, force: true });

const target = 'es2022';

/** `rialto.global.js` for the script tag: everything in one file, nothing left to import. */
const scriptTag: Options = {
  entry: { rialto: 'src/global.ts' },
  format: 'iife',
  noExternal: [/.*/],
  minify: true,
  target,
};

export default defineConfig([
  { entry: { index: 'src/index.ts' }, format: ['esm', 'cjs'], dts: true, splitting: true, target },
  scriptTag,
]);
