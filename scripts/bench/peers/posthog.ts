import type { TrackerAdapter } from '../../../e2e/support/tracker/adapter.ts';

/** PostHog with events alone: no flags, recordings, surveys, capture by itself, nor anything from its maker's servers. */
export const posthog: TrackerAdapter = {
  name: 'posthog-js',
  resolveDir: import.meta.dirname,
  collector: () => Response.json({ status: 1 }),
  entry: `
    import posthog from 'posthog-js';
    export function init(endpoint) {
      posthog.init('bench', {
        api_host: endpoint,
        autocapture: false,
        capture_pageview: false,
        capture_pageleave: false,
        advanced_disable_flags: true,
        disable_external_dependency_loading: true,
        disable_session_recording: true,
        disable_surveys: true,
        // Its defaults let go what is more than 10 events a second.
        rate_limiting: { events_per_second: 1_000, events_burst_limit: 20_000 },
        // Otherwise it takes a browser that is driven by a program for a robot, and says nothing.
        opt_out_useragent_filter: true,
      });
    }
    export const track = (id, n) =>
      void posthog.capture('Product Viewed', { product_id: id, name: 'Lamp no. ' + n, price: 19.99, currency: 'EUR' });
    export const page = () => void posthog.capture('$pageview');
    export const identify = (id) => posthog.identify(id);
    // It sends by its own clock, and has no word for doing so at once.
    export const flush = () => {};
  `,
};
