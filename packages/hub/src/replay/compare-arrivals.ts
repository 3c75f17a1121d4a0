import { type ArrivedQueue, appendRange, type NumberRange } from '../ingest/arrived-numbers.ts';
import { pairKey } from '../ingest/pair-key.ts';
import type { ArrivedRange, Store } from '../store/store.ts';
import type { Difference } from './difference.ts';

/** What has come of one queue of a sender, and what has not. */
export interface QueueReport {
  readonly source: string;
  /** The sender's queue: one for each directory, or for each process without one. */
  readonly queue: string;
  /** Numbers that have come, each counted once. */
  readonly received: number;
  /** The highest of them. What its sender has not sent yet is beyond it, and no gap. */
  readonly highest: number;
  /** The first gaps below it, each from and to a number that has not come. */
  readonly missing: readonly NumberRange[];
  /** How many numbers below it have not come in all: on their way, let go by their sender, refused by consent there, or lost. */
  readonly missingCount: number;
  /**
   * Numbers that have come and that no line of the log has: the hub rejected the message or did not take it yet (held), it
   * came a second time under another number, or its line has been erased.
   */
  readonly rejected: number;
}

/** What {@link compareArrivals} found. */
export interface ArrivalComparison {
  /** Those with gaps first. */
  readonly queues: readonly QueueReport[];
  readonly differences: readonly Difference[];
}

/** Gaps that are listed of a queue; the rest are counted. */
const listedGaps = 20;
/** Ranges that are read at a time. */
const page = 500;

/**
 * Says which numbers of senders' queues have not come. A gap is nothing wrong with the store; a number that the log has and the
 * store does not know is.
 *
 * @param logged - what the log alone says
 * @example
 * ```ts
 * const { queues } = await compareArrivals(store, replay.arrived());
 * ```
 */
export async function compareArrivals(
  store: Store,
  logged: readonly ArrivedQueue[],
): Promise<ArrivalComparison> {
  const rest = new Map(logged.map((one) => [pairKey(one.source, one.queue), one]));
  const queues: QueueReport[] = [];
  const differences: Difference[] = [];
  for await (const { source, queue, ranges } of queuesOf(store)) {
    const key = pairKey(source, queue);
    const inLog = rest.get(key)?.ranges ?? [];
    rest.delete(key);
    differences.push(...missingFrom(ranges, inLog).map((range) => lacking(queue, range)));
    queues.push({ source, queue, ...reportOf(ranges, inLog) });
  }
  for (const { queue, ranges } of rest.values())
    differences.push(...ranges.map((range) => lacking(queue, range)));
  return { queues: queues.toSorted((a, b) => b.missingCount - a.missingCount), differences };
}

const lacking = (queue: string, [from]: NumberRange): Difference => ({
  in: 'sequence',
  id: queue,
  field: String(from),
  problem: 'missing',
});

/** What has come, queue by queue. */
async function* queuesOf(store: Store): AsyncGenerator<ArrivedQueue> {
  let current: { source: string; queue: string; ranges: NumberRange[] } | undefined;
  for (let last: ArrivedRange | undefined; ; ) {
    const rows = await store.listArrivals(last, page);
    for (const { source, queue, from, to } of rows) {
      if (current?.source === source && current.queue === queue) appendRange(current.ranges, [from, to]);
      else {
        if (current) yield current;
        current = { source, queue, ranges: [[from, to]] };
      }
    }
    last = rows.at(-1);
    if (!last) break;
  }
  if (current) yield current;
}

function reportOf(
  ranges: readonly NumberRange[],
  inLog: readonly NumberRange[],
): Omit<QueueReport, 'source' | 'queue'> {
  const received = countOf(ranges);
  const highest = ranges.at(-1)?.[1] ?? 0;
  const missing = ranges.slice(0, listedGaps + 1).flatMap(([from], at): NumberRange[] => {
    const before = ranges[at - 1]?.[1] ?? 0;
    return from > before + 1 ? [[before + 1, from - 1]] : [];
  });
  return {
    received,
    highest,
    missing: missing.slice(0, listedGaps),
    missingCount: highest - received,
    // The log may have grown since it was replayed, never the other way round.
    rejected: Math.max(0, received - countOf(inLog)),
  };
}

const countOf = (ranges: readonly NumberRange[]): number =>
  ranges.reduce((sum, [from, to]) => sum + (to - from + 1), 0);

/** The ranges of `inner` that no range of `outer` holds in whole. Both rise. */
function missingFrom(outer: readonly NumberRange[], inner: readonly NumberRange[]): NumberRange[] {
  let at = 0;
  return inner.filter(([from, to]) => {
    while ((outer[at]?.[1] ?? Number.POSITIVE_INFINITY) < from) at += 1;
    const [start, end] = outer[at] ?? [1, 0];
    return from < start || to > end;
  });
}
