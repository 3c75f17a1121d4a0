import type { Sequence } from '@rialto/core/model';
import { pairKey } from './pair-key.ts';
import type { Arrival } from './prepared-event.ts';

/** Numbers of one queue that have come, from the first to the last without a gap. */
export type NumberRange = readonly [from: number, to: number];

/** What has come of one queue. */
export interface ArrivedQueue {
  readonly source: string;
  readonly queue: string;
  /** Rising; between two of them at least one number is missing. */
  readonly ranges: readonly NumberRange[];
}

/** Which numbers have come, of each queue of each source. */
export interface ArrivedNumbers {
  /** In any order, twice as well as once. */
  add(arrival: Arrival): void;
  queues(): readonly ArrivedQueue[];
}

/** The arrivals among what was sent: everything with a sequence, whether it was taken or not. */
export const arrivalsOf = (
  events: readonly { readonly source: string; readonly sequence?: Sequence | undefined }[],
): Arrival[] => events.flatMap(({ source, sequence }) => (sequence ? [{ source, ...sequence }] : []));

/** With the source's name as a store writes it (see `encode-event.ts`): otherwise one queue would be two. */
export const wellFormedArrival = (arrival: Arrival): Arrival => ({
  ...arrival,
  source: arrival.source.toWellFormed(),
});

/**
 * Keeps numbers as ranges: a queue that came whole is one range, however long it is.
 *
 * @example
 * ```ts
 * const arrived = createArrivedNumbers();
 * for (const number of [1, 3, 2, 7]) arrived.add({ source: 'till', queue, number });
 * arrived.queues(); // [{ source: 'till', queue, ranges: [[1, 3], [7, 7]] }]
 * ```
 */
export function createArrivedNumbers(): ArrivedNumbers {
  const queues = new Map<string, { source: string; queue: string; ranges: NumberRange[] }>();
  return {
    add({ source, queue, number }) {
      const key = pairKey(source, queue);
      const known = queues.get(key);
      if (known) include(known.ranges, number);
      else queues.set(key, { source, queue, ranges: [[number, number]] });
    },
    queues: () => [...queues.values()],
  };
}

/** Adds a range that begins above all others; one that it meets becomes longer. */
export function appendRange(ranges: NumberRange[], [from, to]: NumberRange): void {
  const last = ranges.at(-1);
  if (last && last[1] >= from - 1) ranges[ranges.length - 1] = [last[0], to];
  else ranges.push([from, to]);
}

/** Adds a number in place: mostly it makes the last range longer, and nothing is moved. */
function include(ranges: NumberRange[], number: number): void {
  const at = countUpTo(ranges, number);
  const [before, after] = [ranges[at - 1], ranges[at]];
  if (before && number <= before[1]) return;
  const joins = before?.[1] === number - 1;
  const leads = after?.[0] === number + 1;
  const from = joins ? before[0] : number;
  const to = leads ? after[1] : number;
  ranges.splice(joins ? at - 1 : at, Number(joins) + Number(leads), [from, to]);
}

/** How many ranges begin at the number or before it. */
function countUpTo(ranges: readonly NumberRange[], number: number): number {
  let [low, high] = [0, ranges.length];
  if ((ranges[high - 1]?.[0] ?? 0) <= number) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.[0] ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}
