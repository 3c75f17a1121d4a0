import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '@rialto/core/delivery';
import { median, shuffle } from '../lab/figures.ts';
import type { Installed } from './install-size.ts';

/** What loading a client takes in a fresh process, ms, beyond a process that loads nothing. */
export interface ImportTime {
  readonly esm: number;
  readonly cjs: number;
}

const kinds = ['mjs', 'cjs'] as const;

/** Starts as many processes as are wanted for each, in turns and in an order by chance; medians. */
export function timeImports(
  installed: readonly Installed[],
  repetitions: number,
  random: Random,
): ReadonlyMap<string, ImportTime> {
  const [first] = installed;
  if (!first) return new Map();
  const programs = installed.flatMap(({ name, folder, packageName }) =>
    kinds.map((kind) => ({ name, kind, file: programIn(folder, 'load', kind, packageName) })),
  );
  const bare = kinds.map((kind) => ({ name: '', kind, file: programIn(first.folder, 'bare', kind) }));
  const all = [...programs, ...bare].map((program) => ({ ...program, took: [] as number[] }));
  // The first start reads from the disk what later ones find in memory.
  for (const { file } of all) start(file);
  for (let turn = 0; turn < repetitions; turn += 1)
    for (const { file, took } of shuffle(all, random)) took.push(start(file));
  const middle = (name: string, kind: string): number =>
    median(all.find((one) => one.name === name && one.kind === kind)?.took ?? []);
  return new Map(
    installed.map(({ name }) => [
      name,
      { esm: middle(name, 'mjs') - middle('', 'mjs'), cjs: middle(name, 'cjs') - middle('', 'cjs') },
    ]),
  );
}

function programIn(folder: string, title: string, kind: 'mjs' | 'cjs', packageName?: string): string {
  const file = join(folder, `${title}.${kind}`);
  const load = kind === 'mjs' ? `import '${packageName}';` : `require('${packageName}');`;
  writeFileSync(file, packageName === undefined ? '' : load);
  return file;
}

/** ms */
function start(file: string): number {
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [file]);
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${stderr}`);
  return performance.now() - before;
}
