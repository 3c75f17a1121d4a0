/** A file that says one thing is short. Warns above 300 lines, fails above 500; tests, generated files and locales are left out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { isMain } from './is-main.ts';
import { isTest, packageSources, report } from './sources.ts';

const warnAbove = 300;
const failAbove = 500;

export interface FileSize {
  readonly path: string;
  readonly lines: number;
}

export function fileSizes(root: string): FileSize[] {
  return packageSources(root, ['examples', 'e2e', 'scripts'])
    .filter((path) => !isTest(path) && !path.includes('/locales/') && !/\bgenerated\b/.test(path))
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length }))
    .sort((a, b) => b.lines - a.lines);
}

export const tooLong = (sizes: readonly FileSize[]): string[] =>
  sizes
    .filter(({ lines }) => lines > failAbove)
    .map(({ path, lines }) => `${path} has ${lines} lines; split it (at most ${failAbove})`);

export function median(sizes: readonly FileSize[]): number {
  return sizes[Math.floor(sizes.length / 2)]?.lines ?? 0;
}

if (isMain(import.meta)) {
  const sizes = fileSizes(process.cwd());
  for (const { path, lines } of sizes) {
    if (lines > warnAbove && lines <= failAbove)
      console.warn(`warning: ${path} has ${lines} lines; think of splitting it`);
  }
  const sources = sizes.filter(({ path }) => path.startsWith('packages/'));
  report(
    tooLong(sizes),
    `${sizes.length} files; the median in packages is ${median(sources)} lines, the longest ${sizes[0]?.lines ?? 0}.`,
  );
}
