import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'playwright';
import { markerOf } from '../../../e2e/support/tracker/markers.ts';
import type { Bundle } from './bundle.ts';
import type { Candidate } from './candidates.ts';
import { sum } from './figures.ts';
import type { LabServer, VisitLog } from './lab-server.ts';
import type {} from './probe.ts';

/** What one visit to a fresh page has shown; times in ms. */
export interface Speed {
  /** From the candidate's first line until `init` has returned, an event was taken, and the first request went out. */
  readonly returned: number;
  readonly accepted: number;
  readonly firstRequest: number | undefined;
  /** The main thread's work for the page and the first event, until nothing more happens. */
  readonly beginWork: number;
  /** A call of `track`, in a task of its own and in a row. */
  readonly spread: number;
  readonly inARow: number;
  /** The main thread's work for an event, in its call and ever after. */
  readonly eventWork: number;
  readonly longTasks: number;
  /** All that the long tasks took together. */
  readonly longTime: number;
  /** What the same loop took, in every visit: tells how busy the machine was with other things. */
  readonly spin: number;
}

/** Where visits are made. */
export interface Lab {
  readonly browser: Browser;
  readonly server: LabServer;
  /** How many times slower than this machine the page's main thread is. */
  readonly throttling: number;
}

/** How many events are tracked in each of the two ways. */
export const eventsPerWay = 100;
const quietFor = 500;
const patience = 15_000;

/** Opens a page that knows nothing yet, tracks in it, and waits until all is over. */
export async function visit(
  { browser, server, throttling }: Lab,
  candidate: Candidate,
  bundle: Bundle,
): Promise<Speed> {
  const log = server.show(candidate, bundle);
  const { page, devtools, close } = await openPage(browser);
  try {
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(`${server.url}/blank`);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttling });
    const first = markerOf('first', 0);
    const before = await work(devtools);
    await page.goto(`${server.url}/?first=${first}`);
    await page.waitForFunction('globalThis.probe');
    await settle(log, [first], candidate.name !== 'no tracker');
    const begun = await work(devtools);
    const [spread, inARow] = await trackAll(page, log, candidate);
    const done = await work(devtools);
    const seen = await page.evaluate(() => {
      if (!globalThis.probe) throw new Error('The page has lost its probe.');
      const { begin, longTasks, firstRequest, spin } = globalThis.probe;
      return { begin, longTasks: longTasks(), firstRequest: firstRequest(), spin: spin(1_000_000) };
    });
    return {
      ...seen.begin,
      firstRequest: seen.firstRequest,
      beginWork: begun - before,
      spread,
      inARow,
      eventWork: (done - begun) / (2 * eventsPerWay),
      longTasks: seen.longTasks.length,
      longTime: sum(seen.longTasks),
      spin: seen.spin,
    };
  } finally {
    await close();
  }
}

/** The files that a page loads while it is used. */
export async function filesOfVisit(
  { browser, server }: Lab,
  candidate: Candidate,
  bundle: Bundle,
): Promise<ReadonlySet<string>> {
  const log = server.show(candidate, bundle);
  const { page, close } = await openPage(browser);
  try {
    const first = markerOf('first', 0);
    await page.goto(`${server.url}/?first=${first}`);
    await page.waitForFunction('globalThis.probe');
    await settle(log, [first]);
    return log.files;
  } finally {
    await close();
  }
}

/** A page of a person who was never here. It reaches this machine alone. */
export async function openPage(
  browser: Browser,
): Promise<{ page: Page; devtools: CDPSession; close(): Promise<void> }> {
  const context = await browser.newContext();
  const abroad: string[] = [];
  const page = await context.newPage();
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== '127.0.0.1') abroad.push(request.url());
  });
  return {
    page,
    devtools: await context.newCDPSession(page),
    async close() {
      await context.close();
      if (abroad.length > 0) throw new Error(`The page has asked others: ${abroad.join(', ')}`);
    },
  };
}

async function trackAll(
  page: Page,
  log: VisitLog,
  { name }: Candidate,
): Promise<readonly [spread: number, inARow: number]> {
  const ids = (run: string) => Array.from({ length: eventsPerWay }, (_, n) => markerOf(run, n));
  const [spreadIds, rowIds] = [ids('spread'), ids('row')];
  const arrives = name !== 'no tracker';
  const times = await page.evaluate((list) => globalThis.probe?.spread(list) ?? [], spreadIds);
  await settle(log, spreadIds, arrives);
  const all = await page.evaluate((list) => globalThis.probe?.inARow(list) ?? 0, rowIds);
  await settle(log, rowIds, arrives);
  return [sum(times) / eventsPerWay, all / eventsPerWay];
}

/** Waits until these events have arrived, and then until nothing more comes. */
async function settle(log: VisitLog, markers: readonly string[], arrives = true): Promise<void> {
  const end = performance.now() + patience;
  const from = performance.now();
  const hasArrived = (): boolean => !arrives || markers.every((marker) => log.markers.has(marker));
  const isQuiet = (): boolean => performance.now() - Math.max(log.last, from) > quietFor;
  while (!(hasArrived() && isQuiet())) {
    if (performance.now() > end) {
      const missing = markers.filter((marker) => !log.markers.has(marker)).length;
      console.error(
        `  after ${patience / 1000} s, ${log.requests} requests, ${missing} of ${markers.length} events had not arrived`,
      );
      return;
    }
    await delay(20);
  }
}

/** What the page's main thread has computed so far, in ms. Its own time, whatever else the machine does. */
export async function work(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const duration = metrics.find(({ name }) => name === 'TaskDuration');
  if (!duration) throw new Error('The browser tells no TaskDuration.');
  return duration.value * 1000;
}
