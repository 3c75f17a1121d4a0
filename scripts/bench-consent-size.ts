/**
 * `pnpm bench:consent-size`: what a page pays for asking, side by side with the two best-known free consent managers, as their
 * packages come from npm. All of it is bundled, minified and compressed in the same run by the same tools.
 */
import { resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { isMain } from './is-main.ts';
import { run } from './run.ts';

/** One row of the table: what a page imports. */
interface Candidate {
  readonly name: string;
  readonly what: string;
  readonly code: string;
  readonly css?: string;
}

const candidates: readonly Candidate[] = [
  {
    name: '@rialto/consent',
    what: 'headless',
    code: `export { createConsentManager } from '@rialto/consent';`,
  },
  {
    name: 'vanilla-cookieconsent',
    what: 'headless',
    code: `export * from 'vanilla-cookieconsent/dist/core/cookieconsent-core.esm.js';`,
  },
  { name: 'klaro', what: 'headless', code: `export * from 'klaro/dist/cm.js';` },
  {
    name: '@rialto/consent',
    what: 'banner with styles and one language, without the manager',
    code: `export * from '@rialto/consent/banner';`,
  },
  {
    name: '@rialto/consent',
    what: 'manager and banner with styles and one language',
    code: `export { createConsentManager } from '@rialto/consent'; export * from '@rialto/consent/banner';`,
  },
  {
    name: 'vanilla-cookieconsent',
    what: 'manager and banner with styles, no language',
    code: `export * from 'vanilla-cookieconsent';`,
    css: 'vanilla-cookieconsent/dist/cookieconsent.css',
  },
  {
    name: 'klaro',
    what: 'manager and banner with styles, every language',
    code: `export * from 'klaro/dist/klaro.js';`,
  },
];

interface Measured {
  readonly bytes: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** What a page loads at once: the entry with what it imports statically; chunks that are loaded later are left out. */
async function bundle(contents: string, loader: 'js' | 'css'): Promise<Uint8Array> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, loader, resolveDir: resolve('.'), sourcefile: `entry.${loader}` },
    bundle: true,
    minify: true,
    splitting: loader === 'js',
    format: 'esm',
    target: 'es2022',
    outdir: 'bench',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  // What is loaded later is an entry to the bundler, too.
  const entry = Object.keys(metafile.outputs).find((path) =>
    metafile.outputs[path]?.entryPoint?.endsWith(`entry.${loader}`),
  );
  if (!entry) throw new Error('The bundler made no entry.');
  const loaded = new Set<string>();
  const follow = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? [])
      if (kind === 'import-statement') follow(next);
  };
  follow(entry);
  const files = outputFiles.filter(({ path }) => [...loaded].some((name) => path.endsWith(name)));
  return Buffer.concat(files.map(({ contents: bytes }) => bytes));
}

/** @returns the sizes of a candidate, styles included */
async function measure({ code, css }: Candidate): Promise<Measured> {
  const parts = [await bundle(code, 'js')];
  if (css) parts.push(await bundle(`@import '${css}';`, 'css'));
  const sum = (size: (bytes: Uint8Array) => number) => parts.reduce((total, part) => total + size(part), 0);
  return {
    bytes: sum((part) => part.length),
    gzip: sum((part) => gzipSync(part, { level: 9 }).length),
    brotli: sum((part) => brotliCompressSync(part).length),
  };
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

async function print(): Promise<void> {
  console.log('| Package | What | Minified | Gzip | Brotli |\n| --- | --- | --: | --: | --: |');
  for (const candidate of candidates) {
    const { bytes, gzip, brotli } = await measure(candidate);
    console.log(
      `| ${candidate.name} | ${candidate.what} | ${[bytes, gzip, brotli].map(kilobytes).join(' | ')} |`,
    );
  }
}

if (isMain(import.meta)) {
  const built = run('node', ['scripts/ensure-build.ts']);
  if (built === 0) await print();
  process.exitCode = built;
}
