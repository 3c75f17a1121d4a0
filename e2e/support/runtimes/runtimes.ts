import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A program that runs our packages. */
export interface Runtime {
  readonly name: string;
  /** Where it is, and what it is given before the file; undefined where it cannot be had on this machine. */
  find(): Promise<readonly string[] | undefined>;
}

const { platform, arch, version, execPath } = process;
const major = (release: string): string => release.replace(/^v/, '').split('.')[0] ?? '';

/** Asks the npm client for a package in one version, and the program in it where it is. */
async function npx(spec: string, bin: string, ...tellPath: readonly string[]): Promise<string | undefined> {
  try {
    const args = ['--yes', '--package', spec, bin, ...tellPath];
    const { stdout } = await promisify(execFile)('npx', args, { timeout: 120_000 });
    return stdout.trim().split('\n').at(-1) || undefined;
  } catch {
    return undefined; // no network, or no build of it for this machine
  }
}

/** The package holds the bare program of one platform: no install script runs. */
const node = (release: string): Runtime => ({
  name: `Node ${major(release)}`,
  async find() {
    if (major(release) === major(version)) return [execPath];
    const system = platform === 'win32' ? 'win' : platform;
    const path = await npx(`node-${system}-${arch}@${release}`, 'node', '-p', 'process.execPath');
    return path === undefined ? undefined : [path];
  },
});

export const runtimes: readonly Runtime[] = [
  node('22.23.3'),
  node('24.21.0'),
  node('26.10.0'),
  {
    name: 'Bun',
    async find() {
      const path = await npx('bun@1.4.5', 'bun', '-e', 'console.log(process.execPath)');
      return path === undefined ? undefined : [path];
    },
  },
  {
    name: 'Deno',
    async find() {
      const path = await npx('deno@2.9.6', 'deno', 'eval', 'console.log(Deno.execPath())');
      // All that the client needs; whatever else it asked for would end the process.
      const permitted = ['--allow-net', '--allow-read', '--allow-write', '--no-prompt'];
      return path === undefined ? undefined : [path, 'run', ...permitted];
    },
  },
];
