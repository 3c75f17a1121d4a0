import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '@rialto/core/delivery';
import { median, shuffle } from '../../lab/figures.ts';
import { table, unit } from '../../lab/table.ts';
import type { StorageFound, StorageJob } from './storage-process.ts';
import type { Engine } from './stores.ts';

const engines: readonly (readonly [Engine, string])[] = [
  ['journal', 'append-only journal'],
  ['sqlite', 'node:sqlite, in the thread'],
  ['sqlite-worker', 'node:sqlite, in a worker'],
];

/** What one engine did in one turn; what was too much for the turn is not there. */
interface Turn {
  readonly append: StorageFound;
  readonly start: StorageFound;
  readonly remove: StorageFound;
  readonly calm: StorageFound;
}

export interface StorageFigures {
  readonly name: string;
  readonly turns: Turn[];
  /** With so many waiting as a long outage leaves. */
  readonly full: { readonly append: StorageFound; readonly start: StorageFound } | undefined;
}

/** How to compare. */
export interface StorageOptions {
  readonly program: string;
  readonly random: Random;
  readonly turns: number;
  readonly events: number;
  /** Events of a long outage. */
  readonly many: number;
  readonly say: (progress: string) => void;
}

const calmSeconds = 5;
const secondsPerJob = 170;

/** Plays what a queue does with each engine, in turns. */
export async function compareStorage(options: StorageOptions): Promise<readonly StorageFigures[]> {
  const { program, random, turns, events, many, say } = options;
  const found = new Map(engines.map(([engine]) => [engine, [] as Turn[]]));
  const full = new Map<Engine, StorageFigures['full']>();
  const measure = (engine: Engine, directory: string) => (what: StorageJob['measure'], count: number) =>
    runStorageJob(program, { measure: what, engine, directory, events: count });

  for (let turn = 1; turn <= turns; turn += 1) {
    for (const [engine, name] of shuffle(engines, random)) {
      say(`storage, turn ${turn} of ${turns}: ${name}`);
      await inDirectory(async (directory) => {
        const does = measure(engine, directory);
        const append = await does('append', events);
        const start = await does('start', events);
        const remove = await does('remove', events);
        const calm = await does('calm', calmSeconds * 1_000);
        found.get(engine)?.push({ append, start, remove, calm });
      });
    }
  }
  for (const [engine, name] of shuffle(engines, random)) {
    say(`storage, ${many} waiting: ${name}`);
    await inDirectory(async (directory) => {
      const does = measure(engine, directory);
      full.set(engine, { append: await does('append', many), start: await does('start', many) });
    });
  }
  return engines.map(([engine, name]) => ({
    name,
    turns: found.get(engine) ?? [],
    full: full.get(engine),
  }));
}

async function inDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-storage-'));
  try {
    await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function runStorageJob(program: string, job: StorageJob): Promise<StorageFound> {
  const child = fork(program, [JSON.stringify(job)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), secondsPerJob * 1e3);
  return new Promise((resolve, reject) => {
    let found: StorageFound | undefined;
    child.once('message', (message: StorageFound) => {
      found = message;
      // As a crash would: what is said to be on the disk must be there for the next process.
      child.kill('SIGKILL');
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (found) resolve(found);
      else reject(new Error(`${job.engine} ended with ${code ?? signal} in ${job.measure}.`));
    });
  });
}

export function storageTable(figures: readonly StorageFigures[], events: number, many: number): string {
  const middle = (turns: readonly Turn[], of: (turn: Turn) => number): number => median(turns.map(of));
  const busy = table(
    ['Store', 'appended/s', 'CPU per event', 'event loop late p99', 'at most', 'removed/s', 'CPU per event'],
    figures.map(({ name, turns }) => [
      name,
      perSecond(middle(turns, ({ append }) => events / append.took)),
      microseconds(middle(turns, ({ append }) => append.cpuMicros / events)),
      milliseconds(middle(turns, ({ append }) => append.loopP99)),
      milliseconds(middle(turns, ({ append }) => append.loopMost)),
      perSecond(middle(turns, ({ remove }) => events / remove.took)),
      microseconds(middle(turns, ({ remove }) => remove.cpuMicros / events)),
    ]),
  );
  const calm = table(
    ['Store', 'on disk p50', 'p99', 'event loop late p99', 'at most', 'CPU per event'],
    figures.map(({ name, turns }) => [
      name,
      milliseconds(middle(turns, ({ calm }) => calm.durableP50)),
      milliseconds(middle(turns, ({ calm }) => calm.durableP99)),
      milliseconds(middle(turns, ({ calm }) => calm.loopP99)),
      milliseconds(middle(turns, ({ calm }) => calm.loopMost)),
      microseconds(middle(turns, ({ calm }) => calm.cpuMicros / (calmSeconds * 1_000))),
    ]),
  );
  const many_ = many.toLocaleString('en');
  const waiting = table(
    [
      'Store',
      `memory, ${many_} waiting`,
      `start, ${events.toLocaleString('en')} waiting`,
      `start, ${many_} waiting`,
      'memory after it',
    ],
    figures.map(({ name, turns, full }) => [
      name,
      megabytes(full?.append.memory ?? Number.NaN),
      milliseconds(middle(turns, ({ start }) => start.took)),
      milliseconds(full?.start.took ?? Number.NaN),
      megabytes(full?.start.memory ?? Number.NaN),
    ]),
  );
  return [busy, calm, waiting].join('\n\n');
}

const perSecond = (perMillisecond: number): string =>
  (perMillisecond * 1e3).toLocaleString('en', { maximumFractionDigits: 0 });
const microseconds = unit('µs', 1, 1);
const milliseconds = unit('ms', 1, 1);
const megabytes = unit('MB', 1e-6, 0);
