import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import type { Candidate } from './candidates.ts';

/** A candidate's files by path; a page begins with `/page.js`. */
export interface Bundle {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What a page loads before the first line runs. */
  readonly first: readonly string[];
}

/** Bytes, minified and with gzip. */
export interface Size {
  readonly minified: number;
  readonly gzip: number;
}

const common: BuildOptions = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  outdir: '/',
  legalComments: 'none',
  logLevel: 'error',
  conditions: ['rialto-source'],
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
};

/**
 * Bundles a candidate as a shop does that imports it.
 *
 * @param minify - false to be able to read a profile
 */
export async function bundleCandidate(
  { entry, resolveDir }: Candidate,
  { minify = true } = {},
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...common,
    write: false,
    stdin: { contents: entry, resolveDir, sourcefile: 'page.ts', loader: 'ts' },
    entryNames: 'page',
    splitting: true,
    minify,
    metafile: true,
  });
  return {
    files: new Map(outputFiles.map(({ path, contents }) => [path, contents])),
    first: firstFiles(metafile),
  };
}

/** What measures in the page; it imports the candidate from where it is served. */
export async function bundleProbe(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...common,
    write: false,
    entryPoints: [`${import.meta.dirname}/probe.ts`],
    external: ['/page.js'],
    minify: true,
  });
  const [file] = outputFiles;
  if (!file) throw new Error('The bundler made nothing of probe.ts.');
  return file.contents;
}

function firstFiles({ outputs }: Metafile): readonly string[] {
  const found = new Set<string>();
  const follow = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === 'import-statement') follow(path);
  };
  const entry = Object.keys(outputs).find((name) => name.endsWith('page.js'));
  if (!entry) throw new Error('The bundler made no page.js.');
  follow(entry);
  return [...found].map((name) => `/${name.split('/').at(-1)}`);
}

/** The size of some files of a bundle, each compressed by itself, as servers do. */
export function sizeOf({ files }: Bundle, paths: readonly string[]): Size {
  const contents = paths.flatMap((path) => files.get(path) ?? []);
  return {
    minified: contents.reduce((total, file) => total + file.length, 0),
    gzip: contents.reduce((total, file) => total + gzipSync(file, { level: 9 }).length, 0),
  };
}
