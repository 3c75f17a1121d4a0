import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession } from 'playwright';
import type { Bundle } from './bundle.ts';
import type { Candidate } from './candidates.ts';
import { deadAddress } from './lab-server.ts';
import { type Lab, openPage, work } from './visit.ts';

/** The heap of a page whose collector does not answer, in bytes after garbage was collected; undefined where the page hung. */
export interface Memory {
  readonly before: number | undefined;
  /** After {@link someEvents}; and in the end, which is after {@link manyEvents} where the page came so far. */
  readonly some: number | undefined;
  readonly end: number | undefined;
  /** How many events the page came to track. */
  readonly tracked: number;
  /** What the main thread had to do for an event, in ms. */
  readonly eventWork: number | undefined;
}

const someEvents = 2_000;
const manyEvents = 10_000;
/** Time for what trackers do later. */
const pause = 5_000;
/** So long may a flood last, and so long after it a page may be deaf. */
const patience = 60_000;

/** Tracks into the void, and weighs the page. */
export async function weigh({ browser, server }: Lab, candidate: Candidate, bundle: Bundle): Promise<Memory> {
  server.show(candidate, bundle);
  const { page, devtools, close } = await openPage(browser);
  let tracked = 0;
  async function flood(to: number): Promise<number | undefined> {
    const flooding = page.evaluate(
      ([first, count, duration]) => globalThis.probe?.flood(first, count, duration) ?? 0,
      [tracked, to - tracked, patience] as const,
    );
    tracked += (await orDeaf(flooding)) ?? 0;
    await delay(pause);
    return orDeaf(heap(devtools));
  }
  try {
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(`${server.url}/?endpoint=${encodeURIComponent(await deadAddress())}`);
    await page.waitForFunction('globalThis.probe');
    await delay(pause);
    const before = await heap(devtools);
    const idle = await work(devtools);
    const some = await flood(someEvents);
    const isSlow = tracked < someEvents;
    const end = isSlow ? some : await flood(manyEvents);
    const worked = end === undefined ? undefined : (await work(devtools)) - idle;
    return { before, some: isSlow ? undefined : some, end, tracked, eventWork: worked && worked / tracked };
  } finally {
    await close();
  }
}

/** What a page answers, or undefined when it does not for a long time. */
async function orDeaf<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  const over = new AbortController();
  const deaf = delay(2 * patience, undefined, { signal: over.signal }).catch(() => undefined);
  try {
    return await Promise.race([answer.catch(() => undefined), deaf]);
  } finally {
    over.abort();
  }
}

async function heap(devtools: CDPSession): Promise<number> {
  // What a first collection finalises goes in the second.
  for (let time = 0; time < 2; time += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize;
}
