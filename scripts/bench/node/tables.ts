import { median } from '../lab/figures.ts';
import { table, unit } from '../lab/table.ts';
import type { ImportTime } from './import-time.ts';
import type { Installed } from './install-size.ts';
import type { Outcome } from './run-job.ts';

/** What a measurement gave, by the name of the candidate; one outcome for each turn, in the order of the turns. */
export type Measured = readonly (readonly [name: string, outcomes: readonly Outcome[]])[];

/** What a flood left: the process that was flooded, and the one that started after it. */
export interface Flood {
  readonly flood: Outcome;
  readonly arrived: number;
  readonly twice: number;
}

const perSecond = ({ tracked, elapsed }: Outcome): number => (tracked / elapsed) * 1e3;
const cpuPerEvent = ({ tracked, cpuMicros }: Outcome): number => cpuMicros / tracked;
const middle = <T>(list: readonly T[], of: (one: T) => number | undefined): number =>
  median(list.map((one) => of(one) ?? Number.NaN));

/** The middle of the ratios within each turn: what the machine does besides meets both alike. */
export function ratio(
  measured: Measured,
  name: string,
  beside: string,
  of: (outcome: Outcome) => number,
): number {
  const find = (wanted: string) => measured.find(([one]) => one === wanted)?.[1] ?? [];
  const others = find(beside);
  return median(
    find(name).map((outcome, turn) => of(outcome) / (others[turn] ? of(others[turn]) : Number.NaN)),
  );
}

/** @param beside - the names with whose events per second and processor time everybody is compared */
export function throughputTable(measured: Measured, peer: string, rawLimit: string): string {
  return table(
    [
      'Client',
      'Events/s',
      `of ${peer}`,
      'of the raw limit',
      'CPU per event',
      `of ${peer}`,
      'per request',
      'lost',
      'twice',
    ],
    measured.map(([name, outcomes]) => [
      name,
      whole(middle(outcomes, perSecond)),
      times(ratio(measured, name, peer, perSecond)),
      times(ratio(measured, name, rawLimit, perSecond)),
      microseconds(middle(outcomes, cpuPerEvent)),
      times(ratio(measured, name, peer, cpuPerEvent)),
      whole(middle(outcomes, ({ collected, requests }) => collected / requests)),
      whole(Math.max(...outcomes.map(lostOf))),
      whole(Math.max(...outcomes.map(({ duplicates }) => duplicates))),
    ]),
  );
}

/** Of what was tracked and warmed up with, what did not come. */
const lostOf = ({ expected, collected }: Outcome): number => expected - collected;

export function latencyTable(measured: Measured): string {
  return table(
    ['Client', 'track() p50', 'p99', 'event loop late p99', 'at most', 'CPU per event'],
    measured.map(([name, outcomes]) => [
      name,
      microseconds(middle(outcomes, ({ trackP50 }) => trackP50)),
      microseconds(middle(outcomes, ({ trackP99 }) => trackP99)),
      milliseconds(middle(outcomes, ({ loopP99 }) => loopP99)),
      milliseconds(middle(outcomes, ({ loopMost }) => loopMost)),
      microseconds(middle(outcomes, cpuPerEvent)),
    ]),
  );
}

export function memoryTable(floods: readonly (readonly [name: string, floods: readonly Flood[]])[]): string {
  return table(
    [
      'Client',
      'Tracked',
      'resident at most',
      '30 s after it',
      'per event',
      'arrived after a kill',
      'lost',
      'twice',
    ],
    floods.map(([name, all]) => [
      name,
      whole(middle(all, ({ flood }) => flood.tracked)),
      megabytes(middle(all, ({ flood }) => flood.mostMemory)),
      megabytes(middle(all, ({ flood }) => flood.memory)),
      whole(middle(all, ({ flood }) => flood.memory / flood.tracked)).concat(' B'),
      whole(middle(all, ({ arrived }) => arrived)),
      whole(middle(all, ({ flood, arrived }) => flood.tracked - arrived)),
      whole(middle(all, ({ twice }) => twice)),
    ]),
  );
}

export function installTable(
  installed: readonly Installed[],
  times: ReadonlyMap<string, ImportTime>,
): string {
  return table(
    ['Client', 'Version', 'Packages', 'Files', 'Size', 'import', 'require'],
    installed.map(({ name, packageName, version, packages, files, bytes }) => [
      packageName,
      version,
      `${packages}`,
      `${files}`,
      largeMegabytes(bytes),
      milliseconds(times.get(name)?.esm ?? Number.NaN),
      milliseconds(times.get(name)?.cjs ?? Number.NaN),
    ]),
  );
}

const whole = (figure: number): string =>
  Number.isNaN(figure) ? '–' : figure.toLocaleString('en', { maximumFractionDigits: 0 });
const times = unit('×', 1, 2);
const microseconds = unit('µs', 1, 1);
const milliseconds = unit('ms', 1, 1);
const megabytes = unit('MB', 1e-6, 0);
const largeMegabytes = unit('MB', 1e-6, 2);
