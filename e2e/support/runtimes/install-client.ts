import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A project of a shop that has the client installed. */
export interface InstalledClient {
  readonly home: string;
  /** The till of the shop: plain JavaScript, which every runtime understands. */
  readonly till: string;
  remove(): Promise<void>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const source = join(root, 'packages/node');

/** Builds `@rialto/node` from the sources as they are now, and installs it as it is published. */
export async function installClient(): Promise<InstalledClient> {
  const home = await mkdtemp(join(tmpdir(), 'rialto-runtimes-'));
  const target = join(home, 'node_modules/@rialto/node');
  const { publishConfig, ...manifest } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  await mkdir(target, { recursive: true });
  await build(join(target, 'dist'));
  // What is built here is installed without its dependencies, for it has none: they are in the bundle.
  await writeFile(
    join(target, 'package.json'),
    JSON.stringify({ ...manifest, exports: publishConfig.exports }),
  );
  const shop = { type: 'module', dependencies: { '@rialto/node': '*' } };
  await writeFile(join(home, 'package.json'), JSON.stringify(shop));
  const till = join(home, 'till.mjs');
  await copyFile(new URL('./till.mjs', import.meta.url), till);
  return { home, till, remove: () => rm(home, { recursive: true, force: true }) };
}

/** As the package's own build does, but for the types, which no runtime reads. */
async function build(folder: string): Promise<void> {
  const tsup = join(root, 'node_modules/tsup/dist/cli-default.js');
  const args = [tsup, '--silent', '--no-dts', '--out-dir', folder];
  const run = spawn(process.execPath, args, { cwd: source, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(run, 'close');
  if (code !== 0) throw new Error(`tsup ended with ${code}.`);
}
