import type { TrackerAdapter } from '../../../e2e/support/tracker/adapter.ts';

const settings = {
  source: {
    id: 'bench',
    name: 'bench',
    writeKey: 'bench',
    enabled: true,
    workspaceId: 'bench',
    updatedAt: '2026-01-01T00:00:00.000Z',
    config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
    connections: [],
    destinations: [],
  },
};

/**
 * RudderStack, the smallest of its builds that can send: `lite` has the queue in it, where the usual one loads it from its
 * maker's servers.
 */
export const rudderstack: TrackerAdapter = {
  name: '@rudderstack/analytics-js',
  resolveDir: import.meta.dirname,
  collector: () => new Response('OK'),
  entry: `
    import { RudderAnalytics } from '@rudderstack/analytics-js/lite';
    const analytics = new RudderAnalytics();
    export function init(endpoint) {
      analytics.load('bench', endpoint, { getSourceConfig: () => (${JSON.stringify(settings)}) });
      return new Promise((resolve) => analytics.ready(resolve));
    }
    export const track = (id, n) =>
      analytics.track('Product Viewed', { product_id: id, name: 'Lamp no. ' + n, price: 19.99, currency: 'EUR' });
    export const page = () => analytics.page();
    export const identify = (id) => analytics.identify(id);
    // It sends by its own clock, and has no word for doing so at once.
    export const flush = () => {};
  `,
};
