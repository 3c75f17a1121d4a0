import type { TrackerAdapter } from '../../../e2e/support/tracker/adapter.ts';

/** Segment's Analytics.js. Its settings come with the call, so that it asks its maker's servers for nothing. */
export const segment: TrackerAdapter = {
  name: '@segment/analytics-next',
  resolveDir: import.meta.dirname,
  collector: () => Response.json({ success: true }),
  entry: `
    import { AnalyticsBrowser } from '@segment/analytics-next';
    let analytics;
    export function init(endpoint) {
      const { protocol, host, pathname } = new URL(endpoint);
      analytics = AnalyticsBrowser.load({
        writeKey: 'bench',
        cdnSettings: {
          integrations: {
            'Segment.io': { apiKey: 'bench', apiHost: host + pathname, protocol: protocol.slice(0, -1) },
          },
          metrics: { sampleRate: 0 },
        },
      });
      return analytics.ready();
    }
    export const track = (id, n) =>
      void analytics.track('Product Viewed', { product_id: id, name: 'Lamp no. ' + n, price: 19.99, currency: 'EUR' });
    export const page = () => void analytics.page();
    export const identify = (id) => void analytics.identify(id);
    // It sends each event at once, and has nothing to be told.
    export const flush = () => {};
  `,
};
