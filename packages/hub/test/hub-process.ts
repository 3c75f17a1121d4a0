import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How Node runs our sources; the second flag is explained in vitest.workspace.ts. */
const sourceFlags = ['--conditions=rialto-source', '--wasm-wrapper-tiering-budget=2147483647'];

/** A command line in a process of its own, for tests. */
export interface HubProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly keys: { readonly write: string; readonly secret: string };
  /** Ends it by its id, and waits until it is gone. */
  end(
    signal: NodeJS.Signals,
  ): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

/** Starts a command of the real command line. */
export const spawnCli = (...words: readonly string[]): ChildProcess =>
  spawn(process.execPath, [...sourceFlags, cli, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Runs a command to its end. */
export async function runProcess(...words: readonly string[]) {
  const child = spawnCli(...words);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    err += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code: Number(code), out, err };
}

/** Starts a hub on a folder and waits for its address; its keys come with it where it was the first start. */
export async function startHubProcess(
  data: string,
  known?: HubProcess['keys'],
  port = 0,
): Promise<HubProcess> {
  const child = spawnCli('start', '--json', '--data', data, '--port', String(port));
  let err = '';
  child.stderr?.on('data', (chunk) => {
    err += String(chunk);
  });
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, keys = known }: { url: string; keys?: HubProcess['keys'] } = JSON.parse(line);
    if (!keys) throw new Error('no keys');
    return { child, url, keys, end: (signal) => end(child, signal) };
  }
  throw new Error(`The hub ended before it said its address: ${err}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
  return { code: child.exitCode, signal: child.signalCode };
}
