import { readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig, type Options } from 'tsup';

// Once, before both builds: they run side by side, so neither may clean for the other.
rmSync('dist', { recursive: true, force: true });

const target = 'es2022';

/** Each language is a file of its own, `locales/de.js`: a page loads the one that it speaks. */
const locales = Object.fromEntries(
  readdirSync('src/banner/locales')
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => [`locales/${basename(file, '.ts')}`, `src/banner/locales/${file}`]),
);

/** What a page without a build step copies: each file is whole, but for the languages, which lie beside it. */
const whole: Options = { noExternal: [/.*/], minify: true, splitting: false, target };

/** `rialto-consent.global.js` and `rialto-embed.global.js`. */
const scriptTags: Options = {
  ...whole,
  entry: { 'rialto-consent': 'src/banner/global.ts', 'rialto-embed': 'src/embed/global.ts' },
  format: 'iife',
};

/** The first of them loads this where the page declares what is stored. */
const cleanUp: Options = {
  ...whole,
  entry: { 'rialto-clean-up': 'src/scripts/clean-up.ts' },
  format: 'esm',
};

export default defineConfig([
  {
    entry: {
      index: 'src/index.ts',
      banner: 'src/banner/index.ts',
      scripts: 'src/scripts/index.ts',
      embed: 'src/embed/index.ts',
      google: 'src/google/index.ts',
      services: 'src/services/index.ts',
      ...locales,
    },
    format: ['esm', 'cjs'],
    dts: true,
    splitting: true,
    target,
  },
  scriptTags,
  cleanUp,
]);
