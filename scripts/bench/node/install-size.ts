import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Candidate } from './candidates.ts';

/** A client as somebody gets it who installs it. */
export interface Installed {
  readonly name: string;
  readonly packageName: string;
  readonly version: string;
  /** Where it is installed. */
  readonly folder: string;
  readonly packages: number;
  readonly files: number;
  readonly bytes: number;
}

const execute = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

/** What `npm install` of each client puts on the disk, with all that it depends on, in folders of its own. */
export async function installAll(
  clients: readonly Candidate[],
  folder: string,
  say: (progress: string) => void,
): Promise<readonly Installed[]> {
  const found: Installed[] = [];
  for (const { name, packageName = '' } of clients) {
    say(`installing ${packageName}`);
    const home = join(folder, packageName.replaceAll('/', '__'));
    await mkdir(home, { recursive: true });
    const manifest = packageName.startsWith('@rialto/')
      ? await packedRialto(join(folder, 'packed'))
      : { dependencies: { [packageName]: await versionOf(packageName) } };
    await writeFile(
      join(home, 'package.json'),
      JSON.stringify({ private: true, type: 'module', ...manifest }),
    );
    await execute('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: home });
    found.push({
      name,
      packageName,
      version: await versionOf(packageName),
      folder: home,
      ...(await weigh(home)),
    });
  }
  return found;
}

async function versionOf(packageName: string): Promise<string> {
  const manifest = await readFile(join(root, 'node_modules', packageName, 'package.json'), 'utf8');
  return JSON.parse(manifest).version;
}

/** Our packages as they would be published. */
async function packedRialto(folder: string): Promise<object> {
  await mkdir(folder, { recursive: true });
  const dependencies: Record<string, string> = {};
  for (const name of ['core', 'node']) {
    const cwd = join(root, 'packages', name);
    await execute('pnpm', ['pack', '--pack-destination', folder], { cwd });
    const file = (await readdir(folder)).find((entry) => entry.startsWith(`rialto-${name}-`)) ?? '';
    dependencies[`@rialto/${name}`] = `file:${join(folder, file)}`;
  }
  const { stdout } = await execute('tar', [
    '-xzOf',
    (dependencies['@rialto/node'] ?? '').replace('file:', ''),
    'package/package.json',
  ]);
  const needed = Object.keys(JSON.parse(stdout).dependencies ?? {});
  const client = { '@rialto/node': dependencies['@rialto/node'] };
  return needed.includes('@rialto/core')
    ? { dependencies: client, overrides: { '@rialto/core': dependencies['@rialto/core'] } }
    : { dependencies: client };
}

async function weigh(home: string): Promise<{ packages: number; files: number; bytes: number }> {
  const modules = join(home, 'node_modules');
  const entries = await readdir(modules, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== '.package-lock.json');
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  const { packages } = JSON.parse(await readFile(join(home, 'package-lock.json'), 'utf8'));
  return {
    packages: Object.keys(packages).length - 1,
    files: files.length,
    bytes: sizes.reduce((total, size) => total + size, 0),
  };
}
