import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const here = new URL('./', import.meta.url).pathname;
const consent = new URL('../../packages/consent/src/', import.meta.url).pathname;
const common: BuildOptions = {
  bundle: true,
  write: false,
  minify: true,
  target: 'es2022',
  conditions: ['rialto-source'],
  outdir: '/',
  logLevel: 'error',
};

let made: Promise<ReadonlyMap<string, string>> | undefined;

/** The scripts of the pages by their path, made once. */
export function bundle(): Promise<ReadonlyMap<string, string>> {
  made ??= bundleNow();
  return made;
}

/**
 * The files for the script tags are made as the package makes its `dist/rialto-*.js` and `dist/locales`, so that a change in
 * the sources shows without a build.
 */
async function bundleNow(): Promise<ReadonlyMap<string, string>> {
  const locales = (await readdir(`${consent}banner/locales`)).filter((file) => !file.endsWith('.test.ts'));
  const built = await Promise.all([
    // The shop's own bundle; each language is a chunk that is loaded on demand.
    build({
      ...common,
      format: 'esm',
      splitting: true,
      entryPoints: ['bundled', 'headless', 'script-tag'].map((name) => `${here}pages/${name}.ts`),
      chunkNames: 'chunks/[name]-[hash]',
      outbase: `${here}pages`,
    }),
    build({
      ...common,
      format: 'iife',
      entryPoints: {
        'rialto-consent.global': `${consent}banner/global.ts`,
        'rialto-embed.global': `${consent}embed/global.ts`,
      },
    }),
    build({
      ...common,
      format: 'esm',
      entryPoints: {
        'rialto-clean-up': `${consent}scripts/clean-up.ts`,
        ...Object.fromEntries(
          locales.map((file) => [`locales/${basename(file, '.ts')}`, `${consent}banner/locales/${file}`]),
        ),
      },
    }),
  ]);
  return new Map(
    built.flatMap(({ outputFiles = [] }) => outputFiles.map(({ path, text }) => [path, text] as const)),
  );
}
