/**
 * `pnpm bench:node`: what a server or a till pays for Rialto and for other clients, side by side, each in processes of its
 * own, in turns.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '@rialto/core/testing';
import { isMain } from '../is-main.ts';
import { run } from '../run.ts';
import { type Bench, createBench } from './node/bench.ts';
import { bundlePrograms, type Programs } from './node/bundle-programs.ts';
import {
  type Candidate,
  clients,
  nobody,
  peers,
  posthog,
  rawLimit,
  rialtoInMemory,
  rialtoOnDisk,
  rialtoZipped,
} from './node/candidates.ts';
import { dearestFunctions } from './node/dearest-functions.ts';
import { timeImports } from './node/import-time.ts';
import { installAll } from './node/install-size.ts';
import { compareStorage, storageTable } from './node/storage/compare-storage.ts';
import { installTable, latencyTable, memoryTable, throughputTable } from './node/tables.ts';

const help = `pnpm bench:node [options]

  --only NAME               measures this alone: throughput, latency, memory, install or storage
                            (default: all but storage, which is about our own choice of a store)
  --client TEXT             only clients with this in their name
  --repetitions 5           turns of throughput and latency
  --memory-repetitions 1    floods while nobody listens
  --events 50000            in a turn of throughput
  --flood 1000000           events that a flood wants to track
  --seed 1                  of the order of the turns
  --profile                 says what the processor time of each goes into, and measures nothing
  --json                    prints every figure of every turn

Progress goes to stderr, the tables to stdout: paste them into docs/benchmarks.md, under "The Node client".
The figures of installing need the network.`;

const parts = ['throughput', 'latency', 'memory', 'install', 'storage'];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    client: { type: 'string', default: '' },
    repetitions: { type: 'string', default: '5' },
    'memory-repetitions': { type: 'string', default: '1' },
    events: { type: 'string', default: '50000' },
    flood: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    profile: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const say = (progress: string): void => console.error(progress);
const wanted = (list: readonly Candidate[]): readonly Candidate[] =>
  list.filter(({ name }) => name.toLowerCase().includes(values.client.toLowerCase()));
const measures = (part: string): boolean => values.only === undefined || values.only === part;
const print = (figures: unknown, table: string): void =>
  console.log(values.json ? JSON.stringify(figures, undefined, 2) : `${table}\n`);

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-node-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const measureInstall = (): Promise<void> =>
  inFolder(async (folder) => {
    if (run('node', ['scripts/ensure-build.ts']) !== 0) throw new Error('The packages do not build.');
    const installed = await installAll(wanted([rialtoOnDisk, ...peers]), folder, say);
    say('starting processes that load each');
    const times = timeImports(installed, importRepetitions, seededRandom(Number(values.seed)));
    print({ installed, times: [...times] }, installTable(installed, times));
  });

const importRepetitions = 15;

async function measureStorage({ storage }: Programs): Promise<void> {
  const figures = await compareStorage({
    program: storage,
    random: seededRandom(Number(values.seed)),
    turns: Number(values.repetitions),
    events: storageEvents,
    many: Number(values.flood),
    say,
  });
  print(figures, storageTable(figures, storageEvents, Number(values.flood)));
}

const storageEvents = 100_000;

async function measureAll(bench: Bench): Promise<void> {
  const turns = Number(values.repetitions);
  if (measures('throughput')) {
    const floods = await bench.throughput(
      wanted([rialtoOnDisk, rialtoZipped, rialtoInMemory, ...peers, rawLimit]),
      turns,
    );
    print(floods, throughputTable(floods, posthog.name, rawLimit.name));
  }
  if (measures('latency')) {
    const calm = await bench.latency([...wanted(clients), nobody], turns);
    print(calm, latencyTable(calm));
  }
  if (measures('memory')) {
    const floods = await bench.memory(wanted([rialtoOnDisk, ...peers]), Number(values['memory-repetitions']));
    print(floods, memoryTable(floods));
  }
  if (measures('install')) await measureInstall();
}

const profileAll = (bench: Bench): Promise<void> =>
  inFolder(async (folder) => {
    for (const candidate of wanted([rialtoOnDisk, rialtoZipped, rialtoInMemory, ...peers])) {
      const own = await mkdtemp(join(folder, 'profile-'));
      await bench.profile(candidate, own);
      const [file = ''] = await readdir(own);
      console.log(`${candidate.name}\n${dearestFunctions(join(own, file), Number(values.events))}\n`);
    }
  });

/** What cannot be meant; measuring takes long, so it is said before it begins. */
function misuse(): string | undefined {
  if (values.only !== undefined && !parts.includes(values.only))
    return `--only ${values.only}: it is ${parts.join(', ')}.`;
  for (const name of ['repetitions', 'memory-repetitions', 'events', 'flood', 'seed'] as const)
    if (!(Number(values[name]) >= 1)) return `--${name} ${values[name]}: it is a number from 1.`;
  const names = clients.map(({ name }) => name).join(', ');
  return wanted(clients).length > 0 ? undefined : `--client ${values.client}: there are ${names}.`;
}

async function main(): Promise<number> {
  if (values.help) {
    console.log(help);
    return 0;
  }
  const problem = misuse();
  if (problem) {
    console.error(problem);
    return 2;
  }
  const programs = await bundlePrograms();
  const bench = createBench({
    ...{ programs, say },
    random: seededRandom(Number(values.seed)),
    events: Number(values.events),
    flood: Number(values.flood),
  });
  say(`Node ${process.versions.node}, load of the machine ${loadavg()[0]?.toFixed(1)}`);
  try {
    if (values.profile) await profileAll(bench);
    else if (values.only === 'storage') await measureStorage(programs);
    else await measureAll(bench);
  } finally {
    await programs.remove();
  }
  say(
    `Load of the machine in the end ${loadavg()[0]?.toFixed(1)}: the more of it is others', the less say the times.`,
  );
  return 0;
}

if (isMain(import.meta)) process.exitCode = await main();
