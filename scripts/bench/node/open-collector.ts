import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Counts } from './collector.ts';

/** The collector's process, from outside. */
export interface Collector {
  readonly port: number;
  /** What it told last. */
  counts(): Counts;
  /** Calls back whenever it has taken something. */
  onCounts(listener: (counts: Counts) => void): () => void;
  /** Forgets what came. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

type News = { readonly port: number } | { readonly reset: true } | { readonly counts: Counts };

const none: Counts = { events: 0, duplicates: 0, requests: 0, bytes: 0, lastAt: 0 };

/**
 * Starts a collector.
 *
 * @param port - where it listens; 0 for any
 */
export async function openCollector(program: string, port = 0): Promise<Collector> {
  const child = fork(program, [`${port}`], { stdio: 'inherit' });
  const listeners = new Set<(counts: Counts) => void>();
  const waiting: (() => void)[] = [];
  let latest = none;
  const bound = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The collector ended with ${code}.`)));
    child.on('message', (news: News) => {
      if ('port' in news) resolve(news.port);
      else if ('reset' in news) {
        latest = none;
        waiting.shift()?.();
      } else {
        latest = news.counts;
        for (const listener of listeners) listener(latest);
      }
    });
  });
  return {
    port: bound,
    counts: () => latest,
    onCounts(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    reset: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        child.send('reset');
      }),
    async close() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

/** Below those that a system gives away by itself, so that nobody else gets it before it is listened to again. */
const portsFrom = 20_000;
const portsTo = 30_000;
let tried = process.pid % (portsTo - portsFrom);

/** A port at which nobody listens. */
export async function deadPort(): Promise<number> {
  for (;;) {
    tried = (tried + 1) % (portsTo - portsFrom);
    const port = portsFrom + tried;
    if (await isFree(port)) return port;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
