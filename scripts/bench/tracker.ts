/**
 * `pnpm bench:tracker`: what a page pays for Rialto and for other trackers, side by side in a real Chromium, in turns.
 */
import { parseArgs } from 'node:util';
import { seededRandom } from '@rialto/core/testing';
import { chromium } from 'playwright';
import { browserArgs, findBrowser } from '../find-browser.ts';
import { isMain } from '../is-main.ts';
import { run } from '../run.ts';
import { type Bundle, bundleCandidate, bundleProbe, sizeOf } from './lab/bundle.ts';
import { type Candidate, candidates, nothing, rialto, rialtoCaptures } from './lab/candidates.ts';
import { shuffle } from './lab/figures.ts';
import { startLabServer } from './lab/lab-server.ts';
import { weigh } from './lab/memory.ts';
import { profile } from './lab/profile.ts';
import { type Findings, middleOf, quietness, tables } from './lab/table.ts';
import { filesOfVisit, type Lab, visit } from './lab/visit.ts';

const help = `pnpm bench:tracker [options]

  --only size|speed|memory  measures this alone (default: all three)
  --tracker TEXT            only trackers with this in their name
  --repetitions 15          fresh pages of each tracker
  --memory-repetitions 3    floods of 10,000 events of each tracker
  --throttling 4            how many times slower the page is than this machine
  --seed 1                  of the order of the turns
  --profile                 says what the time of a tracker goes into, and measures nothing
  --faults                  plays the fault scenarios afterwards, too: some hours
  --json                    prints every figure of every visit

Progress goes to stderr, the tables to stdout: paste them into docs/benchmarks.md, under "Trackers side by side".`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    tracker: { type: 'string', default: '' },
    repetitions: { type: 'string', default: '15' },
    'memory-repetitions': { type: 'string', default: '3' },
    throttling: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    profile: { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

type Bundled = readonly [candidate: Candidate, bundle: Bundle];

const isWanted = ({ name }: Candidate): boolean => name.toLowerCase().includes(values.tracker.toLowerCase());
const measures = (part: string): boolean => values.only === undefined || values.only === part;
const bundleAll = (list: readonly Candidate[], minify = true): Promise<Bundled[]> =>
  Promise.all(
    list.map(async (candidate) => [candidate, await bundleCandidate(candidate, { minify })] as const),
  );

/** As many turns as are wanted; in each everyone once, in an order by chance. */
async function inTurns<Result>(
  bundled: readonly Bundled[],
  turns: number,
  measure: (candidate: Candidate, bundle: Bundle) => Promise<Result>,
): Promise<readonly (readonly [name: string, results: Result[]])[]> {
  const random = seededRandom(Number(values.seed));
  const found = bundled.map(([{ name }]) => [name, [] as Result[]] as const);
  const results = new Map(found);
  for (let turn = 1; turn <= turns; turn += 1) {
    for (const [candidate, bundle] of shuffle(bundled, random)) {
      console.error(`turn ${turn} of ${turns}: ${candidate.name}`);
      results.get(candidate.name)?.push(await measure(candidate, bundle));
    }
  }
  return found;
}

async function measureSizes(lab: Lab): Promise<Findings['sizes']> {
  const sizes: Findings['sizes'][number][] = [];
  const [, ...peers] = candidates;
  for (const [candidate, bundle] of await bundleAll([rialto, rialtoCaptures, ...peers].filter(isWanted))) {
    const used = await filesOfVisit(lab, candidate, bundle);
    const later = [...used].filter((path) => !bundle.first.includes(path));
    sizes.push([candidate.name, { first: sizeOf(bundle, bundle.first), later: sizeOf(bundle, later) }]);
  }
  return sizes;
}

async function measureAll(lab: Lab): Promise<void> {
  const sizes = measures('size') ? await measureSizes(lab) : [];
  const wanted = candidates.filter(isWanted);
  const speeds = measures('speed')
    ? await inTurns(await bundleAll([nothing, ...wanted]), Number(values.repetitions), (...one) =>
        visit(lab, ...one),
      )
    : [];
  const memories = measures('memory')
    ? await inTurns(await bundleAll([nothing, ...wanted]), Number(values['memory-repetitions']), (...one) =>
        weigh(lab, ...one),
      )
    : [];
  const control = speeds.find(([name]) => name === nothing.name)?.[1];
  const findings = { sizes, speeds: speeds.filter(([name]) => name !== nothing.name), memories };
  if (values.json) console.log(JSON.stringify({ ...findings, control }, undefined, 2));
  else console.log(tables(findings, control));
  if (!control) return;
  console.error(`Taken off as the cost of measuring: ${JSON.stringify(middleOf(control))}`);
  console.error(quietness(speeds.flatMap(([, visits]) => visits)));
}

/** What cannot be meant; measuring takes long, so it is said before it begins. */
function misuse(): string | undefined {
  if (values.only !== undefined && !['size', 'speed', 'memory'].includes(values.only))
    return `--only ${values.only}: it is size, speed or memory.`;
  for (const name of ['repetitions', 'memory-repetitions', 'throttling', 'seed'] as const)
    if (!(Number(values[name]) >= 1)) return `--${name} ${values[name]}: it is a number from 1.`;
  const names = candidates.map(({ name }) => name).join(', ');
  return candidates.some(isWanted) ? undefined : `--tracker ${values.tracker}: there are ${names}.`;
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
  const executablePath = await findBrowser();
  if (!executablePath) throw new Error('There is no Chromium; name one with CHROMIUM_PATH.');
  const browser = await chromium.launch({ executablePath, args: browserArgs });
  const server = await startLabServer(await bundleProbe());
  const lab: Lab = { browser, server, throttling: Number(values.throttling) };
  console.error(`Chromium ${browser.version()}, ${values.throttling}× slower than this machine`);
  try {
    if (values.profile) {
      for (const [candidate, bundle] of await bundleAll(candidates.filter(isWanted), false))
        console.log(await profile(lab, candidate, bundle));
      return 0;
    }
    await measureAll(lab);
  } finally {
    await browser.close();
    await server.close();
  }
  return values.faults
    ? run('node', [
        '--conditions=rialto-source',
        'scripts/bench/tracker-faults.ts',
        'scripts/bench/peers/adapters.ts',
      ])
    : 0;
}

if (isMain(import.meta)) process.exitCode = await main();
