import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The browser package as its own build makes it, from the sources as they are now. */
export interface BuiltPackage {
  /** A folder in which it is installed as a shop would have it, its manifest being the one that is published. */
  readonly home: string;
  /** The scripts by their file. */
  readonly scripts: ReadonlyMap<string, string>;
  /** What `integrity` says of each script tag. */
  readonly integrity: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const source = join(root, 'packages/browser');

/** Builds it into a folder of its own, so that nobody's `dist` is touched. Its dependencies are those of the workspace. */
export async function buildBrowserPackage(): Promise<BuiltPackage> {
  const home = await mkdtemp(join(tmpdir(), 'rialto-build-'));
  const installed = join(home, 'node_modules/@rialto/browser');
  const dist = join(installed, 'dist');
  await mkdir(join(installed, 'node_modules'), { recursive: true });
  await runTsup(dist);
  const { publishConfig, ...manifest } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  await writeFile(
    join(installed, 'package.json'),
    JSON.stringify({ ...manifest, exports: publishConfig.exports }),
  );
  await symlink(join(root, 'packages/core'), join(home, 'node_modules/@rialto/core'));
  await symlink(join(source, 'node_modules/idb-keyval'), join(installed, 'node_modules/idb-keyval'));
  const files = (await readdir(dist)).filter((file) => file.endsWith('.js'));
  const scripts = new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(dist, file), 'utf8')] as const)),
  );
  return {
    home,
    scripts,
    integrity: JSON.parse(await readFile(join(dist, 'integrity.json'), 'utf8')),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

async function runTsup(folder: string): Promise<void> {
  const build = spawn(process.execPath, [join(root, 'node_modules/tsup/dist/cli-default.js'), '--silent'], {
    cwd: source,
    env: { ...process.env, RIALTO_BUILD_TO: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(build, 'close');
  if (code !== 0) throw new Error(`tsup ended with ${code}.`);
}
