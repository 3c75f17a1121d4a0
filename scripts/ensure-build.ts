/** Builds the packages unless their builds are newer than every source. The gates that look at builds start with this. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path/posix';
import { isMain } from './is-main.ts';
import { isTest, packageSources } from './sources.ts';

export function isFresh(root: string): boolean {
  const folders = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
  const promised = folders.flatMap((folder) => outputsOf(root, folder));
  if (!promised.every((path) => existsSync(join(root, path)))) return false;
  const inputs = [
    ...packageSources(root).filter((path) => !isTest(path)),
    ...folders.flatMap((folder) => [`${folder}/package.json`, `${folder}/tsup.config.ts`]),
    ...['scripts/load-late.ts', 'scripts/keep-licences.ts'],
  ].filter((path) => existsSync(join(root, path)));
  const changedAt = (path: string) => statSync(join(root, path)).mtimeMs;
  return Math.max(...inputs.map(changedAt)) < Math.min(...promised.map(changedAt));
}

/** The files that the exports of a package promise. */
function outputsOf(root: string, folder: string): string[] {
  const manifest: { exports: unknown } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return [...JSON.stringify(manifest.exports).matchAll(/"\.\/(dist\/[^"]+)"/g)].map(
    ([, path]) => `${folder}/${path}`,
  );
}

if (isMain(import.meta) && !isFresh(process.cwd())) {
  const { status } = spawnSync('pnpm', ['run', 'build'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}
