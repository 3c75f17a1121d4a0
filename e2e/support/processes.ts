import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = new URL('../../', import.meta.url).pathname;

/** How Node runs our sources; the second flag is explained in vitest.workspace.ts. */
const sourceFlags = ['--conditions=rialto-source', '--wasm-wrapper-tiering-budget=2147483647'];

/** Starts one of our TypeScript files in a process of its own, its errors on ours. */
export function startNode(file: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...sourceFlags, join(root, file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Everything that a process says until it ends. */
export async function outputOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += String(chunk);
  });
  await once(child, 'close');
  return text;
}

/** The lines that a process says, as they come. */
export const linesOf = (child: ChildProcess) => {
  if (!child.stdout) throw new Error('The process has no output.');
  return createInterface({ input: child.stdout });
};

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('No port.');
  return address.port;
}

/** A hub in a process of its own, started by its real command line. */
export interface HubProcess {
  readonly url: string;
  readonly process: ChildProcess;
  keys(): Promise<{ readonly write: string; readonly secret: string }>;
}

/** Starts `rialto-hub start` on a folder and a port, and waits until it says that it listens. */
export async function startHub(data: string, port: number): Promise<HubProcess> {
  const child = startNode('packages/hub/src/cli.ts', 'start', '--data', data, '--port', String(port));
  const url = `http://127.0.0.1:${port}`;
  for await (const line of linesOf(child)) if (line.includes(url)) break;
  child.stdout?.resume();
  return {
    url,
    process: child,
    keys: async () => JSON.parse(await readFile(join(data, 'keys.json'), 'utf8')),
  };
}

/** Ends a process by its id and waits until it is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
