import { fork } from 'node:child_process';
import type { Found, Job } from './job.ts';
import type { Collector } from './open-collector.ts';

/** What one job gives: what the process found, and what the collector did. */
export interface Outcome extends Found {
  readonly collected: number;
  /** What should have come: with the events that went first. */
  readonly expected: number;
  readonly duplicates: number;
  readonly requests: number;
  readonly bytes: number;
  /** From the first event that counts to the last that came, ms. */
  readonly elapsed: number;
}

/** How to run a job. */
export interface RunOptions {
  /** The program of measured-process.ts. */
  readonly program: string;
  readonly collector: Collector | undefined;
  readonly execArgv?: readonly string[];
  /** It is ended after so long, ms. */
  readonly timeout?: number;
}

/** Runs a job in a process of its own. */
export async function runJob(
  job: Job,
  { program, collector, execArgv = [], timeout = 170_000 }: RunOptions,
): Promise<Outcome> {
  await collector?.reset();
  // Others fill pages with what they say while nobody listens.
  const words = job.client === 'rialto' ? 'inherit' : 'ignore';
  const child = fork(program, [JSON.stringify(job)], {
    stdio: ['ignore', 'ignore', words, 'ipc'],
    execArgv: [...execArgv],
  });
  const stop = collector?.onCounts(({ events }) => child.connected && child.send(events));
  const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
  try {
    const found = await new Promise<Found>((resolve, reject) => {
      let answer: Found | undefined;
      child.on('message', (message: Found) => {
        answer = message;
        // As a crash would; only a profile wants an end in peace.
        if (execArgv.length === 0) child.kill('SIGKILL');
        else child.send('end');
      });
      child.once('exit', (code, signal) => {
        if (answer) resolve(answer);
        else reject(new Error(`${job.client} ended with ${code ?? signal} in ${job.measure}.`));
      });
    });
    const { events = 0, duplicates = 0, requests = 0, bytes = 0, lastAt = 0 } = collector?.counts() ?? {};
    return {
      ...found,
      ...{ collected: events, duplicates, requests, bytes },
      expected: job.warmUp + found.tracked,
      elapsed: lastAt - found.startedAt,
    };
  } finally {
    clearTimeout(timer);
    stop?.();
  }
}
