/** `pnpm soak:node`: two tills and a hub for half an hour under faults by chance; see the help. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '@rialto/core/testing';
import { startNodeFaultProxy } from '../e2e/support/node/fault-proxy.ts';
import { noFault } from '../e2e/support/node/faults.ts';
import { memoryLine, memoryPicture, type PictureMark } from '../e2e/support/node/memory-line.ts';
import { openNodeHub } from '../e2e/support/node/open-node-hub.ts';
import { makeSoakFaults } from '../e2e/support/node/soak-faults.ts';
import {
  countCrossed,
  countLogged,
  createSoakLedger,
  type SoakLedger,
  type SoakSums,
} from '../e2e/support/node/soak-ledger.ts';
import { createSoakTill, type SoakTill } from '../e2e/support/node/soak-till.ts';

const help = `pnpm soak:node [options]

Two processes with @rialto/node track sales before the real hub, behind a proxy that makes faults by chance: outages, a
killed hub, resets, lost answers, slow answers, 503 and 429. The steady till lives as long as the soak, and its resident memory
is measured; the mortal one is killed and started again. In the end nothing must be lost (of the mortal one: nothing that was
durable), nothing may stand in the hub's log twice, and the memory must be flat: over the time after the first sixth it
climbs by no more than twice what the samples scatter, or by 5 %. Under 10 minutes its memory is shown, and not judged:
V8 lets a heap grow for some minutes before it stays as it is.

  --minutes N      how long, without the last flush (30)
  --rate N         events a second of the steady till (1000)
  --mortal-rate N  events a second of the mortal till (250)
  --seed N         the seed of the faults (1)
  --help           this text

Progress goes to stderr, the record to stdout. The exit code is 1 if anything was lost, stood there twice, threw or climbed.
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '30' },
    rate: { type: 'string', default: '1000' },
    'mortal-rate': { type: 'string', default: '250' },
    seed: { type: 'string', default: '1' },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}

const seconds = Number(values.minutes) * 60;
const random = seededRandom(Math.imul(Number(values.seed), 0x9e3779b1));
const folder = await mkdtemp(join(tmpdir(), 'rialto-soak-'));
const hub = await openNodeHub();
const ledgers = new Map<string, SoakLedger>(
  ['steady', 'mortal'].map((name) => [name.slice(0, 1), createSoakLedger()]),
);
const proxy = await startNodeFaultProxy(hub, (crossed) => countCrossed(crossed, ledgers));
const began = performance.now();
const elapsed = (): number => (performance.now() - began) / 1_000;
const marks: PictureMark[] = [];

function till(run: 's' | 'm', rate: string): SoakTill {
  const ledger = ledgers.get(run);
  if (!ledger) throw new Error(`No ledger ${run}.`);
  const place = { endpoint: proxy.url, key: hub.key, path: join(folder, run) };
  return createSoakTill({ ...place, run, ledger, rate: Number(rate), began });
}
const steady = till('s', values.rate);
const mortal = till('m', values['mortal-rate']);

function progress(text: string): void {
  const memory = steady.samples.at(-1)?.memory.toFixed(0) ?? '–';
  console.error(`${elapsed().toFixed(0).padStart(5)} s  ${memory} MiB  ${text}`);
}

/** For trying the soak itself: faults follow one another faster, and the memory has not settled. */
const isShort = seconds < 600;
const pace = isShort
  ? ({ pause: [1_000, 4_000], duration: [2_000, 5_000] } as const)
  : ({ pause: [5_000, 20_000], duration: [3_000, 20_000] } as const);

async function soak(): Promise<void> {
  await Promise.all([steady.begin(), mortal.begin()]);
  const isOver = (): boolean => elapsed() >= seconds;
  const stage = { proxy, hub, mortal, random };
  await makeSoakFaults(stage, pace, isOver, ({ sign, name }, duration) => {
    marks.push({ at: elapsed(), sign });
    progress(`${name}${sign === 'K' ? '' : `, ${(duration / 1_000).toFixed(1)} s`}`);
  });
  while (!isOver()) await delay(200);
  proxy.usually(noFault);
  progress('the last events, and a flush');
  await Promise.all([steady.finish(180_000), mortal.finish(180_000)]);
  await proxy.judged();
  progress('reading the log');
  for (const text of hub.texts()) countLogged(text, ledgers);
}

function line(name: string, { tracked, promised, lost, duplicates, sent, twice }: SoakSums): string {
  const again = ((100 * twice) / Math.max(1, tracked)).toFixed(2);
  return `| ${[name, tracked, promised, lost, duplicates, sent, `${again} %`].join(' | ')} |`;
}

/** Prints the record. @returns what is wrong */
function record(): readonly string[] {
  const sums = [...ledgers.values()].map((ledger) => ledger.sums());
  const isWarm = ({ at }: { at: number }): boolean => at > seconds / 6 && at < seconds;
  const flat = memoryLine(steady.samples.filter(isWarm));
  console.log('| Till | Tracked | Durable | Lost | Twice in the log | Over the wire | Sent twice |');
  console.log('| --- | --: | --: | --: | --: | --: | --: |');
  for (const [at, sum] of sums.entries()) console.log(line(at === 0 ? 'steady' : 'mortal', sum));
  console.log(
    `\nResident memory of the steady till, MiB over ${values.minutes} minutes; below it the faults:\n`,
  );
  console.log(memoryPicture(steady.samples, marks));
  console.log(
    '\nK till killed, O hub out of reach, H hub killed, R resets, L answers lost, S slow, 5 = 503, 4 = 429',
  );
  console.log(
    `\nAfter the first sixth: ${flat.mean.toFixed(1)} MiB in the mean, ${flat.slope.toFixed(3)} MiB a minute, ` +
      `${flat.climb.toFixed(1)} MiB in all, scattered by ${flat.noise.toFixed(1)} MiB: ${isShort ? 'too short to judge' : flat.isFlat ? 'flat' : 'not flat'}`,
  );
  for (const [name, { problems }] of Object.entries({ steady, mortal }))
    console.log(
      `\nReported (${name}): ${[...problems].map(([code, count]) => `${code} ${count}×`).join(', ') || 'nothing'}`,
    );
  const problems = [...steady.problems, ...mortal.problems];
  return [
    ...sums.flatMap(({ lost }) => (lost > 0 ? [`${lost} events were lost`] : [])),
    ...sums.flatMap(({ duplicates }) => (duplicates > 0 ? [`${duplicates} events stand there twice`] : [])),
    ...sums.flatMap(({ tracked }) => (tracked === 0 ? ['nothing was tracked'] : [])),
    ...(flat.isFlat || isShort ? [] : ['the memory is not flat']),
    ...problems.filter(([code]) => code.startsWith('dropped:')).map(([code, count]) => `${code} ${count}×`),
    ...[...steady.accidents, ...mortal.accidents],
  ];
}

try {
  await soak();
  const wrong = record();
  for (const what of wrong) console.log(`WRONG: ${what}`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  await Promise.all([steady.stop(), mortal.stop()]);
  await proxy.close();
  await hub.close();
  await rm(folder, { recursive: true, force: true });
}
