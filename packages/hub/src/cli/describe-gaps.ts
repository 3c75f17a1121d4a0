import type { QueueReport } from '../replay/compare-arrivals.ts';

/** Gaps that are named in a line. */
const named = 5;

/**
 * A line for each queue with a gap, for people.
 *
 * @example
 * ```ts
 * describeGaps(sequences); // ['till-hh-4: 3 of 10,412 events have not arrived (numbers 17, 20–21)']
 * ```
 */
export function describeGaps(sequences: readonly QueueReport[]): readonly string[] {
  const gaps = sequences.filter(({ missingCount }) => missingCount > 0);
  return gaps.map((one) => {
    const hasOthers = gaps.some(({ source, queue }) => source === one.source && queue !== one.queue);
    const name = hasOthers ? `${one.source} (${one.queue})` : one.source;
    const verb = one.missingCount === 1 ? 'has' : 'have';
    return `${name}: ${count(one.missingCount)} of ${count(one.highest)} events ${verb} not arrived (${numbersOf(one)})`;
  });
}

const count = (value: number): string => value.toLocaleString('en-GB');

function numbersOf({ missing, missingCount }: QueueReport): string {
  const listed = missing.slice(0, named);
  const isAll = listed.reduce((sum, [from, to]) => sum + (to - from + 1), 0) === missingCount;
  const texts = listed.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return `${missingCount === 1 ? 'number' : 'numbers'} ${texts.join(', ')}${isAll ? '' : ', …'}`;
}
