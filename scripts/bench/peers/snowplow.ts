import type { TrackerAdapter } from '../../../e2e/support/tracker/adapter.ts';

/** Snowplow's browser tracker with its defaults. */
export const snowplow: TrackerAdapter = {
  name: '@snowplow/browser-tracker',
  resolveDir: import.meta.dirname,
  collector: () => new Response('ok'),
  entry: `
    import { flushBuffer, newTracker, setUserId, trackPageView, trackSelfDescribingEvent } from '@snowplow/browser-tracker';
    export const init = (endpoint) => void newTracker('sp', endpoint, { appId: 'bench' });
    export const track = (id, n) =>
      trackSelfDescribingEvent({
        event: {
          schema: 'iglu:com.example/product_viewed/jsonschema/1-0-0',
          data: { product_id: id, name: 'Lamp no. ' + n, price: 19.99, currency: 'EUR' },
        },
      });
    export const page = () => trackPageView();
    export const identify = (id) => setUserId(id);
    export const flush = () => flushBuffer();
  `,
};
