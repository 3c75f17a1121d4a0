import type { Message, Purpose } from '@rialto/core/model';
import { optionalPurposes, purposesOfMessage } from '@rialto/core/model';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  accept,
  type PageHub,
  pageHub,
  storedOnDevice,
  type TestGate,
  testGate,
  wipeDevice,
} from '../test/page-hub.ts';
import { createTracker } from './index.ts';

const own: Readonly<Record<string, readonly Purpose[]>> = {
  'Fitting Booked': ['marketing', 'linking'],
  'Mirror Used': ['analytics', 'personalization'],
};
const names = [
  'Product Viewed',
  'Offer Accepted',
  'Order Completed',
  'Fitting Booked',
  'Mirror Used',
  'Nobody Knows',
];

let hub: PageHub;
let gate: TestGate;
let violations: string[];
const { put } = IDBObjectStore.prototype;
const { setItem } = Storage.prototype;

const permits = (purposes: readonly Purpose[]): boolean => gate.decide(purposes).verdict === 'pass';
const devicePermitted = (): boolean => optionalPurposes.some((purpose) => permits([purpose]));

function check(message: Message, where: string): void {
  const name = message.event ?? message.type;
  if (!permits(purposesOfMessage(message, own))) violations.push(`${name} without a grant: ${where}`);
  for (const purpose of purposesOfMessage(message, own)) {
    if (purpose !== 'necessary' && message.context?.consent?.categoryPreferences[purpose] !== true)
      violations.push(`${name} without its stamp: ${where}`);
  }
}

/** Looks over the shoulder of every way out of the memory of the page, at the moment of writing. */
function watch(): void {
  IDBObjectStore.prototype.put = function (value: { body: string }, key) {
    check(JSON.parse(value.body), 'IndexedDB');
    if (!devicePermitted()) violations.push('IndexedDB without device permission');
    return put.call(this, value, key);
  };
  Storage.prototype.setItem = function (key, value) {
    if (!devicePermitted()) violations.push(`localStorage ${key} without device permission`);
    setItem.call(this, key, value);
  };
  hub.onRequest(({ messages }) => {
    for (const message of messages) check(message, 'network');
  });
}

beforeEach(() => {
  hub = pageHub();
  violations = [];
  watch();
});
afterEach(() => {
  hub.close();
  IDBObjectStore.prototype.put = put;
  Storage.prototype.setItem = setItem;
});

const somePurposes = fc.subarray([...optionalPurposes], { minLength: 1 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('track' as const), name: fc.constantFrom(...names) }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { do: 'page' as const },
      { do: 'identify' as const },
      { do: 'reset' as const },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('granted' as const, 'denied' as const, 'withdrawn' as const),
      purposes: somePurposes,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      { do: 'flush' as const },
      { do: 'hubDown' as const },
      { do: 'hubUp' as const },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('turn' as const), turns: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'reload' as const }) },
);
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(undefined);
  });

const start = () =>
  createTracker({
    endpoint: 'https://hub.test',
    writeKey: 'wk_demo',
    channel: 'web',
    consent: gate,
    events: own,
    queue: { flushAt: 3, flushAfter: 3_600_000 },
  }) as unknown as {
    track(name: string, properties: object): void;
    page(): void;
    identify(userId: string): void;
    reset(): void;
    flush(options?: { timeout: number }): Promise<{ pending: number }>;
    close(): Promise<void>;
  };

it('lets no event without a grant for all its purposes into IndexedDB, localStorage or the network', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      await wipeDevice();
      gate = testGate();
      violations = [];
      hub.answer(accept, 'always');
      let tracker = start();
      for (const action of steps) {
        switch (action.do) {
          case 'track':
            tracker.track(action.name, { product_id: 'A1' });
            break;
          case 'page':
            tracker.page();
            break;
          case 'identify':
            tracker.identify('c-42');
            break;
          case 'reset':
            tracker.reset();
            break;
          case 'flush':
            void tracker.flush();
            break;
          case 'hubDown':
            hub.answer(() => Promise.reject(new TypeError('Failed to fetch')), 'always');
            break;
          case 'hubUp':
            hub.answer(accept, 'always');
            break;
          case 'turn':
            for (let left = action.turns; left > 0; left -= 1) await turn();
            break;
          case 'reload':
            await tracker.close();
            tracker = start();
            break;
          default:
            gate.choose(action.do, ...action.purposes);
        }
      }
      hub.answer(accept, 'always');
      await tracker.flush();
      await tracker.close();
      for (const { body } of (await storedOnDevice()) ?? []) check(JSON.parse(body), 'left in IndexedDB');
      if (!devicePermitted() && localStorage.length > 0) violations.push('left in localStorage');
      expect(violations).toEqual([]);
    }),
    { numRuns: 300 },
  );
}, 60_000);
