// A page with trackers, before a hub and a gate of its own, for one test in a browser.
import { onTestFinished } from 'vitest';
import { createTracker, type Tracker, type TrackerOptions } from '../src/index.ts';
import { type PageHub, pageHub, type TestGate, testGate, wipeDevice } from './page-hub.ts';

export const product = { product_id: 'A1', name: 'Lamp', price: 19.99, currency: 'EUR' };
export const order = { order_id: 'O-1', total: 19.99, currency: 'EUR', products: [product] };

/** Starts a tracker that sends only when it is told to; it is closed when the test is over. */
export type StartTracker = (options?: Partial<TrackerOptions>) => Tracker;

export interface PageTrackers {
  readonly hub: PageHub;
  readonly gate: TestGate;
  /** What `start` begins with. */
  readonly options: TrackerOptions;
  readonly start: StartTracker;
  /** Closes the trackers and the hub. It happens by itself after a test; only who looks at what is left calls it. */
  close(): Promise<void>;
}

/**
 * Wipes the device and gives a hub, a gate where nothing is decided, and a way to start trackers. For `beforeEach`.
 *
 * @example
 * ```ts
 * const { hub, gate, start } = await pageTrackers();
 * gate.set('granted');
 * await start().flush();
 * ```
 */
export async function pageTrackers(): Promise<PageTrackers> {
  await wipeDevice();
  const hub = pageHub();
  const gate = testGate();
  const trackers: Tracker[] = [];
  const options: TrackerOptions = {
    endpoint: 'https://hub.test/',
    writeKey: 'wk_demo',
    channel: 'web',
    consent: gate,
    queue: { flushAfter: 3_600_000, flushAt: 1_000 },
  };
  async function close(): Promise<void> {
    for (const tracker of trackers.splice(0)) await tracker.close();
    hub.close();
  }
  onTestFinished(close);
  return {
    hub,
    gate,
    options,
    start(own) {
      const tracker = createTracker({ ...options, ...own });
      trackers.push(tracker);
      return tracker;
    },
    close,
  };
}
