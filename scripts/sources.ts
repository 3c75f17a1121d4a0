/** Which files the checks look at. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path/posix';

const skipped = new Set(['node_modules', 'dist', 'coverage', 'public', '.vite']);

/** TypeScript files below the folders, as paths from the root with forward slashes. */
export function sourceFiles(root: string, folders: readonly string[]): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(path);
      return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
    });
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap(walk)
    .sort();
}

/** The `src` folders of all packages, and with `...others` what lies beside them. */
export function packageSources(root: string, others: readonly string[] = []): string[] {
  const packages = existsSync(join(root, 'packages')) ? readdirSync(join(root, 'packages')).sort() : [];
  return sourceFiles(root, [...packages.map((name) => `packages/${name}/src`), ...others]);
}

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

/** Prints what is wrong, or what was looked at, and sets the exit code. */
export function report(problems: readonly string[], fine: string): void {
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(fine);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
