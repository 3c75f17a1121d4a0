import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '@rialto/core/delivery';
import { shuffle } from '../lab/figures.ts';
import type { Programs } from './bundle-programs.ts';
import type { Candidate } from './candidates.ts';
import type { Job } from './job.ts';
import { type Collector, deadPort, openCollector } from './open-collector.ts';
import { type Outcome, runJob } from './run-job.ts';
import type { Flood, Measured } from './tables.ts';

/** What a bench is asked to do. */
export interface BenchOptions {
  readonly programs: Programs;
  readonly random: Random;
  readonly events: number;
  readonly flood: number;
  readonly say: (progress: string) => void;
}

/** The measurements, each with a process for every client and turn. */
export interface Bench {
  /** As fast as each takes them. */
  throughput(candidates: readonly Candidate[], turns: number): Promise<Measured>;
  /** At 1,000 events a second, with the defaults of each. */
  latency(candidates: readonly Candidate[], turns: number): Promise<Measured>;
  /** With nobody listening, and then a kill and a start with the collector there. */
  memory(
    candidates: readonly Candidate[],
    turns: number,
  ): Promise<readonly (readonly [name: string, floods: Flood[]])[]>;
  /** One flood that leaves a profile in the folder. */
  profile(candidate: Candidate, folder: string): Promise<void>;
}

const warmUp = 2_000;
const perSecond = 1_000;
const latencySeconds = 5;
/** What a flood may take of a process: enough for whoever keeps a million events in memory by 1.5 KB each. */
const mostMemory = 1.5e9;
const mostFloodTime = { disk: 160_000, memory: 60_000 };
/** How long what was left may take to arrive: of those who keep nothing, nothing comes. */
const mostDrainTime = { disk: 400_000, memory: 3_000 };

export function createBench({ programs, random, events, flood, say }: BenchOptions): Bench {
  const base = { window: undefined, perSecond, mostMemory, mostTime: mostFloodTime.memory };

  /** As many turns as are wanted; in each everyone once, in an order by chance and in a directory of its own. */
  async function inTurns<Result>(
    title: string,
    candidates: readonly Candidate[],
    turns: number,
    measure: (candidate: Candidate, directory: string) => Promise<Result>,
  ): Promise<(readonly [name: string, results: Result[]])[]> {
    const found = candidates.map(({ name }) => [name, [] as Result[]] as const);
    const results = new Map(found);
    for (let turn = 1; turn <= turns; turn += 1) {
      for (const candidate of shuffle(candidates, random)) {
        say(`${title}, turn ${turn} of ${turns}: ${candidate.name}`);
        const directory = await mkdtemp(join(tmpdir(), 'bench-node-'));
        try {
          results.get(candidate.name)?.push(await measure(candidate, directory));
        } finally {
          await rm(directory, { recursive: true, force: true });
        }
      }
    }
    return found;
  }

  async function withCollector<Result>(
    measure: (collector: Collector) => Promise<Result>,
    port = 0,
  ): Promise<Result> {
    const collector = await openCollector(programs.collector, port);
    try {
      return await measure(collector);
    } finally {
      await collector.close();
    }
  }

  function jobFor(
    measure: Job['measure'],
    { client, variant, wire, window }: Candidate,
    directory: string,
    port: number,
  ): Job {
    const endpoint = `http://127.0.0.1:${port}/${wire}`;
    return { ...base, measure, client, variant, directory, window, endpoint, events, warmUp };
  }

  async function floodAndDrain(candidate: Candidate, directory: string): Promise<Flood> {
    const port = await deadPort();
    const kind = candidate.variant === 'disk' ? 'disk' : 'memory';
    const job = {
      ...jobFor('flood', candidate, directory, port),
      events: flood,
      warmUp: 0,
      mostTime: mostFloodTime[kind],
    };
    const flooded = await runJob(job, { program: programs.measured, collector: undefined });
    const { tracked } = flooded;
    const mostTime = mostDrainTime[kind];
    const drain = { ...job, measure: 'drain', events: tracked, mostTime } as const;
    const drained = await withCollector(
      (collector) =>
        runJob(drain, { program: programs.measured, collector, timeout: 2 * mostDrainTime.disk }),
      port,
    );
    return { flood: flooded, arrived: drained.collected, twice: drained.duplicates };
  }

  const once =
    (measure: Job['measure'], sizes: Partial<Job>, execArgv: readonly string[] = []) =>
    (candidate: Candidate, directory: string): Promise<Outcome> =>
      withCollector((collector) =>
        runJob(
          { ...jobFor(measure, candidate, directory, collector.port), ...sizes },
          { program: programs.measured, collector, execArgv },
        ),
      );

  return {
    throughput: (candidates, turns) => inTurns('throughput', candidates, turns, once('throughput', {})),
    latency: (candidates, turns) =>
      inTurns(
        'latency',
        candidates,
        turns,
        once('latency', { warmUp: perSecond, events: latencySeconds * perSecond }),
      ),
    memory: (candidates, turns) => inTurns('memory', candidates, turns, floodAndDrain),
    async profile(candidate, folder) {
      const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
      await inTurns('profile', [candidate], 1, once('throughput', {}, flags));
    },
  };
}
