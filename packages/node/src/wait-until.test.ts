import type { DeliveryProblem, FlushReport } from '@rialto/core/delivery';
import { manualClock } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import { openLane, passTime, sale } from '../test/client.ts';
import { createWaitUntil, type WaitUntilParts } from './wait-until.ts';

const report = (pending: number): FlushReport => ({ delivered: 0, dropped: 0, rejected: 0, pending });

/** A platform that remembers what it was asked to wait for, before flushes that end by our word. */
function openPlatform(change: Partial<WaitUntilParts> = {}) {
  const clock = manualClock();
  const works: Promise<unknown>[] = [];
  const flushes: { readonly timeout: number; end(pending?: number): void }[] = [];
  const problems: DeliveryProblem[] = [];
  const tracked = createWaitUntil({
    waitUntil: (work) => works.push(work),
    flush: ({ timeout }) =>
      new Promise((resolve) => flushes.push({ timeout, end: (pending = 0) => resolve(report(pending)) })),
    clock,
    report: (problem) => void problems.push(problem),
    ...change,
  });
  return { clock, works, flushes, problems, tracked };
}

/** Whether a promise has been kept by now. */
async function isOver(work: Promise<unknown> | undefined): Promise<boolean> {
  const open = Symbol('open');
  await turn();
  return (await Promise.race([work, Promise.resolve(open)])) !== open;
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('waitUntil', () => {
  it('is told of one promise for all calls of a tick, at once, which is kept when they are delivered', async () => {
    const { works, flushes, tracked } = openPlatform();
    for (let call = 0; call < 5; call += 1) tracked();
    expect(works).toHaveLength(1);
    await turn();
    expect(flushes).toMatchObject([{ timeout: 10_000 }]);
    expect(await isOver(works[0])).toBe(false);
    flushes[0]?.end();
    expect(await isOver(works[0])).toBe(true);
  });

  it('is told of each later tick too, and they share the flush after the one that is under way', async () => {
    const { works, flushes, tracked } = openPlatform();
    for (let tick = 0; tick < 5; tick += 1) {
      tracked();
      await turn();
    }
    expect(works).toHaveLength(5);
    expect(flushes).toHaveLength(1);
    flushes[0]?.end();
    expect(await Promise.all(works.map(isOver))).toEqual([true, false, false, false, false]);
    expect(flushes).toHaveLength(2);
    tracked();
    await turn();
    flushes[1]?.end();
    expect(await Promise.all(works.map(isOver))).toEqual([true, true, true, true, true, false]);
    flushes[2]?.end();
    expect(await isOver(works[5])).toBe(true);
    expect(flushes).toHaveLength(3);
  });

  it('is kept waiting while the hub does not take the events, and no longer than the deadline', async () => {
    const { clock, works, flushes, tracked } = openPlatform({ deadline: 4_000 });
    tracked();
    await turn();
    for (const wait of [500, 1_000, 2_000]) {
      flushes.at(-1)?.end(1);
      await turn();
      expect(await isOver(works[0])).toBe(false);
      await clock.advance(wait);
    }
    expect(flushes.map(({ timeout }) => timeout)).toEqual([4_000, 3_500, 2_500, 500]);
    await clock.advance(500);
    expect(await isOver(works[0])).toBe(true);
  });

  it('is let go at the deadline also when the flush never ends', async () => {
    const { clock, works, tracked } = openPlatform();
    tracked();
    await turn();
    tracked();
    await clock.advance(9_000);
    expect(await Promise.all(works.map(isOver))).toEqual([false, false]);
    await clock.advance(1_000);
    expect(await Promise.all(works.map(isOver))).toEqual([true, true]);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('outside of a request');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('outside of a request'))],
  ])('that %s harms nobody, and is said once', async (_how, waitUntil) => {
    const { flushes, problems, tracked } = openPlatform({ waitUntil });
    tracked();
    await turn();
    tracked();
    await turn();
    expect(flushes).toHaveLength(1);
    expect(problems.map(({ code }) => code)).toEqual(['wait_until_failed']);
  });

  it('is not harmed by a flush that rejects', async () => {
    const { works, tracked } = openPlatform({ flush: async () => Promise.reject(new Error('ours')) });
    tracked();
    expect(await isOver(works[0])).toBe(true);
    tracked();
    expect(await isOver(works[1])).toBe(true);
  });

  it('covers the whole way of a sale to the hub, also over a hub that is busy for a moment', async () => {
    const { hub, client, clock } = await openLane();
    hub.answer('/v1/batch', { status: 503 }, { status: 503, headers: { 'retry-after': '2' } });
    const works: Promise<unknown>[] = [];
    const tracked = createWaitUntil({
      waitUntil: (work) => works.push(work),
      flush: client.flush,
      clock,
      report: () => {},
    });
    const { messageId } = client.track(sale());
    tracked();
    await passTime(clock, Promise.all(works), 50);
    expect(hub.messages.map((message) => message.messageId)).toEqual([messageId]);
  });
});
