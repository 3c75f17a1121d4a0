import { expect, it } from 'vitest';
import {
  type ArrivedQueue,
  appendRange,
  arrivalsOf,
  createArrivedNumbers,
  type NumberRange,
} from '../ingest/arrived-numbers.ts';
import { pairKey } from '../ingest/pair-key.ts';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import type { ArrivedRange, Store } from './store.ts';
import { range } from './store-contract-values.ts';
import { testEvent } from './test-events.ts';

const [one, two] = ['q_0000000000000001', 'q_0000000000000002'];

const numbered = (number: number, change: Partial<PreparedEvent> = {}, queue = one): PreparedEvent =>
  testEvent(`m${queue}${number}`, { sequence: { queue, number }, ...change });

const rangesOf = async (store: Store): Promise<string[]> =>
  (await all(store, 1_000)).map(({ source, queue, from, to }) => `${source} ${queue.at(-1)} ${from}-${to}`);

/** Read in pages, and joined where an adapter cuts. */
async function all(store: Store, limit: number): Promise<readonly ArrivedRange[]> {
  const queues = new Map<string, { source: string; queue: string; ranges: NumberRange[] }>();
  for (let last: ArrivedRange | undefined; ; ) {
    const page = await store.listArrivals(last, limit);
    for (const { source, queue, from, to } of page) {
      const key = pairKey(source, queue);
      const ranges = queues.get(key)?.ranges ?? [];
      appendRange(ranges, [from, to]);
      queues.set(key, { source, queue, ranges });
    }
    last = page.at(-1);
    if (!last) return listed([...queues.values()]);
  }
}

const listed = (queues: readonly ArrivedQueue[]): readonly ArrivedRange[] =>
  queues.flatMap(({ source, queue, ranges }) => ranges.map(([from, to]) => ({ source, queue, from, to })));

/** Which numbers of senders' queues have come. */
export function sequences(open: () => Store): void {
  it('begins with none, and has none of events without a number', async () => {
    const store = open();
    await store.commit([testEvent('a')]);
    expect(await store.listArrivals(undefined, 10)).toEqual([]);
  });

  it.each<[string, readonly (readonly number[])[], readonly string[]]>([
    ['in order', [[1, 2], [3]], ['1-3']],
    ['out of order', [[4, 2], [1], [3]], ['1-4']],
    ['twice, in one batch and in two', [[1, 1, 2], [2]], ['1-2']],
    ['with gaps', [[1, 3], [9]], ['1-1', '3-3', '9-9']],
    ['with gaps that fill later', [[1, 3, 5], [2], [4]], ['1-5']],
    [
      'with one batch over several ranges',
      [
        [2, 4, 6, 9],
        [1, 3, 5, 7],
      ],
      ['1-7', '9-9'],
    ],
    [
      'with a batch within what has come',
      [
        [1, 2, 3, 4],
        [2, 3],
      ],
      ['1-4'],
    ],
    [
      'over the edges of blocks',
      [[1_023, 1_024, 1_026], [2_049, 1_025], [2_048]],
      ['1023-1026', '2048-2049'],
    ],
    ['with whole blocks', [range(3_000).map((at) => 3_100 - at), [3_101, 100], [2_000]], ['100-3101']],
    ['with a batch that ends where a range begins', [[5, 6], [3, 4], [1]], ['1-1', '3-6']],
    [
      'at the end of all numbers',
      [[Number.MAX_SAFE_INTEGER], [1], [Number.MAX_SAFE_INTEGER - 1]],
      ['1-1', `${Number.MAX_SAFE_INTEGER - 1}-${Number.MAX_SAFE_INTEGER}`],
    ],
  ])('keeps numbers that come %s', async (_, batches, expected) => {
    const store = open();
    for (const batch of batches) await store.commit(batch.map((number) => numbered(number)));
    expect(await rangesOf(store)).toEqual(expected.map((text) => `till 1 ${text}`));
  });

  it('keeps queues apart, also where two sources have one of the same id', async () => {
    const store = open();
    await store.commit([numbered(1), numbered(2, {}, two), numbered(3, { source: 'web' })]);
    await store.commit([numbered(2), numbered(1, {}, two)]);
    expect(await rangesOf(store)).toEqual(['till 1 1-2', 'till 2 1-2', 'web 1 3-3']);
    expect(await all(store, 1)).toEqual(await all(store, 100));
  });

  it('counts as come what the gate refused or held and what was no event, and keeps nothing else of it', async () => {
    const store = open();
    const { results } = await store.commit(
      [
        numbered(1, { purposes: ['analytics'], trusted: false }),
        numbered(2, { purposes: ['analytics'], stamp: { analytics: false } }),
        numbered(3),
      ],
      undefined,
      [{ source: 'till', queue: one, number: 4 }],
    );
    await store.commit([], undefined, [{ source: 'till \ud83d', queue: one, number: 1 }]);
    expect(results.map(({ status }) => status)).toEqual(['held', 'rejected', 'accepted']);
    expect(await rangesOf(store)).toEqual(['till 1 1-4', 'till \ufffd 1 1-1']);
    expect((await store.counts()).events).toBe(1);
  });

  it('has the same ranges for any order of arrival, which are those of its log', async () => {
    let state = 7;
    const draw = (below: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    for (let round = 0; round < 3; round += 1) {
      const numbers = range(120).map(() => 1 + draw(150));
      const [store, sorted] = [open(), open()];
      const left = [...numbers];
      while (left.length > 0)
        await store.commit(left.splice(0, 1 + draw(25)).map((number) => numbered(number)));
      await sorted.commit(numbers.toSorted((a, b) => a - b).map((number) => numbered(number)));
      expect(await all(store, 7)).toEqual(await all(sorted, 100));
      const logged = createArrivedNumbers();
      const lines = await store.readLog(0, 1_000);
      for (const arrival of arrivalsOf(lines.map(({ event }) => event))) logged.add(arrival);
      expect(await all(store, 100)).toEqual(listed(logged.queues()));
    }
  });

  it('takes concurrent commits of one queue', async () => {
    const store = open();
    await Promise.all(range(40).map((at) => store.commit(range(5).map((n) => numbered(at + 1 + n * 40)))));
    expect(await rangesOf(store)).toEqual(['till 1 1-200']);
  });
}
