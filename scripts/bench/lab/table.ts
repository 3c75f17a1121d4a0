import type { Size } from './bundle.ts';
import { median } from './figures.ts';
import type { Memory } from './memory.ts';
import type { Speed } from './visit.ts';

/** The files of a candidate: those that a page begins with, and those that it loads in use. */
interface Sizes {
  readonly first: Size;
  readonly later: Size;
}

/** What was found of each candidate. */
export interface Findings {
  readonly sizes: readonly (readonly [name: string, sizes: Sizes])[];
  readonly speeds: readonly (readonly [name: string, visits: readonly Speed[]])[];
  readonly memories: readonly (readonly [name: string, runs: readonly Memory[]])[];
}

/** The middle figures of a candidate's visits, with what the measuring itself costs taken off. */
export function middleOf(
  visits: readonly Speed[],
  control: readonly Speed[] = [],
): Required<Speed> & { readonly firstRequest: number } {
  const middle = (of: (visit: Speed) => number | undefined): number =>
    median(visits.map((one) => of(one) ?? Number.NaN));
  const less = (of: (visit: Speed) => number): number =>
    middle(of) - (control.length > 0 ? median(control.map(of)) : 0);
  return {
    returned: middle(({ returned }) => returned),
    accepted: middle(({ accepted }) => accepted),
    firstRequest: middle(({ firstRequest }) => firstRequest),
    beginWork: less(({ beginWork }) => beginWork),
    spread: less(({ spread }) => spread),
    inARow: less(({ inARow }) => inARow),
    eventWork: less(({ eventWork }) => eventWork),
    longTasks: middle(({ longTasks }) => longTasks),
    longTime: middle(({ longTime }) => longTime),
    spin: middle(({ spin }) => spin),
  };
}

/** How quiet the machine was: what the same loop took in the visits of everyone. */
export function quietness(visits: readonly Speed[]): string {
  const spins = visits.map(({ spin }) => spin);
  const [least, middle, most] = [Math.min(...spins), median(spins), Math.max(...spins)].map((ms) =>
    ms.toFixed(0),
  );
  return `The same loop took ${middle} ms, between ${least} and ${most}: the wider that is, the less say the times of this run.`;
}

/** The tables of the documents. What was not measured is left out. */
export function tables({ sizes, speeds, memories }: Findings, control: readonly Speed[] = []): string {
  return [
    sizes.length > 0 && sizeTable(sizes),
    speeds.length > 0 && speedTable(speeds, control),
    memories.length > 0 && memoryTable(memories),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function sizeTable(sizes: Findings['sizes']): string {
  return table(
    ['Tracker', 'Minified', 'Gzip', 'of that first', 'of that later'],
    sizes.map(([name, { first, later }]) => [
      name,
      kilobytes(first.minified + later.minified),
      kilobytes(first.gzip + later.gzip),
      kilobytes(first.gzip),
      kilobytes(later.gzip),
    ]),
  );
}

function speedTable(speeds: Findings['speeds'], control: readonly Speed[]): string {
  return table(
    [
      'Tracker',
      'init returned',
      'first event taken',
      'first request',
      'work to begin',
      'track(), apart',
      'track(), in a row',
      'work per event',
      'Long tasks',
    ],
    speeds.map(([name, visits]) => {
      const middle = middleOf(visits, control);
      return [
        name,
        milliseconds(middle.returned),
        milliseconds(middle.accepted),
        wholeMilliseconds(middle.firstRequest),
        milliseconds(middle.beginWork),
        microseconds(middle.spread),
        microseconds(middle.inARow),
        microseconds(middle.eventWork),
        `${middle.longTasks} (${wholeMilliseconds(middle.longTime)})`,
      ];
    }),
  );
}

function memoryTable(memories: Findings['memories']): string {
  return table(
    ['Tracker', 'Heap before', 'after 2,000', 'in the end', 'Growth', 'Tracked', 'work per event'],
    memories.map(([name, runs]) => {
      const middle = (of: (memory: Memory) => number | undefined): number =>
        median(runs.map((one) => of(one) ?? Number.NaN));
      return [
        name,
        megabytes(middle(({ before }) => before)),
        megabytes(middle(({ some }) => some)),
        megabytes(middle(({ end }) => end)),
        megabytes(middle(({ before, end }) => (end ?? Number.NaN) - (before ?? Number.NaN))),
        `${middle(({ tracked }) => tracked)}`,
        microseconds(middle(({ eventWork }) => eventWork)),
      ];
    }),
  );
}

export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map((_, at) => (at === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** A dash for what could not be measured. */
export const unit =
  (name: string, factor: number, digits: number) =>
  (figure: number): string =>
    Number.isNaN(figure) ? '–' : `${(figure * factor).toFixed(digits)} ${name}`;
const kilobytes = unit('kB', 1e-3, 1);
const megabytes = unit('MB', 1e-6, 1);
const milliseconds = unit('ms', 1, 1);
const wholeMilliseconds = unit('ms', 1, 0);
const microseconds = unit('µs', 1e3, 0);
