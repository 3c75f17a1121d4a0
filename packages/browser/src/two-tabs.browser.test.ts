// Two tabs of one origin: frames of one page share its database, its locks and its channels as tabs do, and die when
// they are removed.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { accept, type HubRequest, type PageHub, storedOnDevice } from '../test/page-hub.ts';
import { type PageTrackers, pageTrackers } from '../test/page-trackers.ts';
import type { Tracker, TrackerOptions } from './index.ts';

type Source = typeof import('./index.ts');
interface Realm {
  eval(code: string): (url: string) => Promise<Source>;
  fetch: typeof fetch;
  __vitest_browser_runner__: { wrapDynamicImport<T>(load: () => T): T };
}

let hub: PageHub;
let page: PageTrackers;
let tabs: Tab[];

beforeEach(async () => {
  page = await pageTrackers();
  ({ hub } = page);
  page.gate.set('granted');
  tabs = [];
});
afterEach(async () => {
  for (const tab of tabs) await tab.close();
});

interface Tab {
  readonly tracker: Tracker;
  readonly dropped: string[];
  leave(): void;
  /** At once and in the middle of everything, as a crash does. */
  kill(): void;
  close(): Promise<void>;
}

async function openTab(options: Partial<TrackerOptions> = {}): Promise<Tab> {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const realm = frame.contentWindow as unknown as Realm;
  // What Vitest puts around each import(); a frame has none of it.
  realm.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() };
  realm.fetch = (...rest) => globalThis.fetch(...rest);
  const { createTracker } = await realm.eval('(url) => import(url)')(
    new URL('./index.ts', import.meta.url).href,
  );
  const tracker = createTracker({ ...page.options, queue: { flushAfter: 20, flushAt: 10 }, ...options });
  const dropped: string[] = [];
  tracker.on('dropped', ({ reason }) => dropped.push(reason));
  let isAlive = true;
  const tab: Tab = {
    tracker,
    dropped,
    leave: () => frame.contentWindow?.dispatchEvent(new PageTransitionEvent('pagehide')),
    kill() {
      isAlive = false;
      frame.remove();
    },
    async close() {
      if (isAlive) await tracker.close();
      frame.remove();
    },
  };
  tabs.push(tab);
  // Resolves once it has looked at what is stored.
  await tracker.flush();
  return tab;
}
const view = ({ tracker }: Tab, name = 'Lamp') =>
  tracker.track('Product Viewed', { product_id: 'A1', name, price: 19.99, currency: 'EUR' });
const sentIds = () => hub.requests.flatMap(({ messages }) => messages.map(({ messageId }) => messageId));
const range = (length: number) => Array.from({ length }, (_, index) => index);
const down = () => hub.answer(() => Promise.reject(new TypeError('Failed to fetch')), 'always');

it('L13: lose nothing and send nothing twice, and each hears what became of its own', async () => {
  const [one, two] = [await openTab(), await openTab()];
  const receipts = range(60).map((index) => view(index % 2 ? one : two));
  const ends = await Promise.all(receipts.map(({ delivered }) => delivered));
  expect(ends.filter(({ status }) => status !== 'accepted')).toEqual([]);
  expect(sentIds()).toHaveLength(60);
  expect(await storedOnDevice()).toEqual([]);
});

it('send again only what did not arrive, where the hub takes some batches and its answer is lost', async () => {
  let turn = 0;
  const log: string[] = [];
  hub.answer(async (request: HubRequest) => {
    turn += 1;
    if (turn % 3 === 1) throw new TypeError('Failed to fetch');
    log.push(...request.messages.map(({ messageId }) => messageId));
    return accept(request);
  }, 'always');
  const [one, two] = [await openTab(), await openTab()];
  const receipts = range(60).map((index) => view(index % 2 ? one : two));
  await Promise.all(receipts.map(({ delivered }) => delivered));
  expect(log.toSorted()).toEqual(receipts.map(({ messageId }) => messageId).toSorted());
});

it('L13: take over when the other dies in the middle of sending', async () => {
  let begun: () => void = () => {};
  const sending = new Promise<void>((resolve) => {
    begun = resolve;
  });
  hub.answer(() => {
    begun();
    return new Promise(() => {});
  });
  const [one, two] = [await openTab(), await openTab()];
  const receipts = range(5).map(() => view(one));
  await Promise.all(receipts.map(({ durable }) => durable));
  await sending;
  one.kill();
  await expect.poll(storedOnDevice, { timeout: 10_000 }).toEqual([]);
  expect(
    hub
      .taken()
      .map(({ messageId }) => messageId)
      .toSorted(),
  ).toEqual(receipts.map(({ messageId }) => messageId).toSorted());
  expect(two.dropped).toEqual([]);
});

it('L11: ask first what a tab that was left has sent, and do not send it again', async () => {
  const patient = { queue: { flushAfter: 200, flushAt: 1_000 } };
  const one = await openTab(patient);
  await openTab(patient);
  const receipts = range(5).map(() => view(one));
  await Promise.all(receipts.map(({ durable }) => durable));
  one.leave();
  expect(hub.requests).toHaveLength(1);
  one.kill();
  await expect.poll(storedOnDevice, { timeout: 10_000 }).toEqual([]);
  expect(sentIds()).toHaveLength(5);
});

it('L7: keep the bound together: a tab that finds the store full drops, and says so', async () => {
  down();
  const small = { queue: { flushAfter: 20, flushAt: 10, maxEvents: 30 } };
  const [one, two] = [await openTab(small), await openTab(small)];
  await Promise.all(range(40).map(() => view(one).durable));
  // The news of it travels.
  await expect.poll(async () => (await view(two).durable).status, { timeout: 5_000 }).toBe('dropped');
  await Promise.all(range(20).map(() => view(two).durable));
  expect(one.dropped).toEqual(Array(10).fill('queue_full'));
  expect(new Set(two.dropped)).toEqual(new Set(['queue_full']));
  expect((await storedOnDevice())?.length).toBeLessThanOrEqual(32);
});
