import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Order, PlayerSettings, Said } from './player-words.ts';

const script = new URL('./player.ts', import.meta.url).pathname;

/** A process with a client in it. */
export interface Player {
  readonly process: ChildProcess;
  /** Has it do something, and waits until it is done, or the process is gone, or so many ms have passed. Its answer, where it gives one. */
  tell(order: Order, timeout?: number): Promise<unknown>;
  /** Ends it without a word to it. Resolves when all that it said is read. */
  kill(): Promise<void>;
  /** Lets it end as a process ends that has nothing left to do. False where it did not within so many ms: then it is killed. */
  leave(timeout: number): Promise<boolean>;
  isGone(): boolean;
  /** Resolves when it has ended, whatever ended it, and all that it said is read. */
  readonly gone: Promise<void>;
}

/** How a player is started. */
export interface PlayerStart {
  /** The module of the client's adapter. */
  readonly module: string;
  readonly settings: PlayerSettings;
  /** What runs the process, with its arguments, in place of Node itself: `sh -c …`. */
  readonly under?: readonly string[];
  /** Told of every line that it says. */
  readonly hear: (said: Said) => void;
  /** Told of what it writes to its errors. */
  readonly complain?: (text: string) => void;
}

/** Starts one, and waits until its client is open, or until it has died before. */
export async function startPlayer(start: PlayerStart): Promise<Player> {
  const { module, settings, under = [], hear, complain } = start;
  const flags = ['--conditions=rialto-source', '--disable-warning=ExperimentalWarning'];
  const [command = '', ...args] = [
    ...[...under, process.execPath, ...flags, script],
    ...[module, JSON.stringify(settings)],
  ];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map<number, (result: unknown) => void>();
  let orders = 0;
  let isGone = false;
  let opened = (): void => {};
  const ready = new Promise<void>((resolve) => {
    opened = resolve;
  });
  child.stdin.on('error', () => {
    // It is dead, and we hear of that by its end.
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => complain?.(text));
  createInterface({ input: child.stdout }).on('line', (line) => {
    // The last line of a process that was killed may be half a line.
    if (!line.startsWith('{') || !line.endsWith('}')) return;
    const said: Said = JSON.parse(line);
    if ('ready' in said) opened();
    if ('done' in said) {
      waiting.get(said.done)?.(said.result ?? said.failed);
      waiting.delete(said.done);
    }
    hear(said);
  });
  const gone = once(child, 'close').then(() => {
    isGone = true;
    opened();
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  });
  await ready;
  return {
    process: child,
    gone,
    isGone: () => isGone,
    tell(order, timeout) {
      if (isGone) return Promise.resolve(undefined);
      orders += 1;
      const id = orders;
      return new Promise((resolve) => {
        const timer = timeout === undefined ? undefined : setTimeout(resolve, timeout);
        waiting.set(id, (result) => {
          clearTimeout(timer);
          resolve(result);
        });
        child.stdin.write(`${JSON.stringify({ id, ...order })}\n`);
      });
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async leave(timeout) {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
      await gone;
      clearTimeout(timer);
      return child.signalCode === null;
    },
  };
}
