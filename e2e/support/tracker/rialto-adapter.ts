import { fileURLToPath } from 'node:url';
import type { TrackerAdapter } from './adapter.ts';

/** Rialto as a shop uses it, whose visitor has consented: its defaults, and no capture. */
export const rialtoAdapter = (writeKey: string): TrackerAdapter => ({
  name: 'Rialto',
  collector: 'hub',
  resolveDir: fileURLToPath(new URL('.', import.meta.url)),
  entry: `
    import { createTracker } from '@rialto/browser';
    const consent = { decide: () => ({ verdict: 'pass', reason: 'granted' }), on: () => () => {} };
    let tracker;
    export function init(endpoint) {
      window.tracker = tracker = createTracker({ endpoint, writeKey: ${JSON.stringify(writeKey)}, channel: 'web', consent });
    }
    export const track = (id, n) =>
      tracker
        .track('Product Viewed', { product_id: id, name: 'Lamp no. ' + n, price: 19.99, currency: 'EUR' })
        .durable.then(({ status }) => status === 'stored');
    export const flush = () => tracker.flush({ timeout: 10_000 });
  `,
});
