import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { peers } from './candidates.ts';

/** The programs of the bench as plain JavaScript, so that no process pays for stripping types. */
export interface Programs {
  readonly collector: string;
  readonly measured: string;
  readonly storage: string;
  remove(): Promise<void>;
}

const names = ['collector', 'measured-process', 'storage/storage-process', 'storage/sqlite-worker'];

/** Rialto from its sources, the others as their packages are. */
export async function bundlePrograms(): Promise<Programs> {
  const root = join(import.meta.dirname, '../../..');
  // Within the repository, so that the packages of the others are found from there.
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const outdir = await mkdtemp(join(cache, 'bench-node-'));
  await build({
    entryPoints: names.map((name) => join(import.meta.dirname, `${name}.ts`)),
    outdir,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    conditions: ['rialto-source'],
    external: [...peers.map(({ name }) => name), 'undici'],
    sourcemap: true,
    logLevel: 'warning',
  });
  const [collector = '', measured = '', storage = ''] = names.map((name) =>
    join(outdir, `${basename(name)}.mjs`),
  );
  return {
    ...{ collector, measured, storage },
    remove: () => rm(outdir, { recursive: true, force: true }),
  };
}
