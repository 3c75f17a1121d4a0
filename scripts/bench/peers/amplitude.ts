import type { TrackerAdapter } from '../../../e2e/support/tracker/adapter.ts';

/** Amplitude with events alone: no capture by itself, nor anything from its maker's servers. */
export const amplitude: TrackerAdapter = {
  name: '@amplitude/analytics-browser',
  resolveDir: import.meta.dirname,
  collector: () =>
    Response.json({ code: 200, events_ingested: 1, payload_size_bytes: 1, server_upload_time: 1 }),
  entry: `
    import * as amplitude from '@amplitude/analytics-browser';
    export const init = (endpoint) =>
      amplitude.init('bench', {
        serverUrl: endpoint,
        autocapture: false,
        fetchRemoteConfig: false,
        remoteConfig: { fetchRemoteConfig: false },
        enableDiagnostics: false,
      }).promise;
    export const track = (id, n) =>
      void amplitude.track('Product Viewed', { product_id: id, name: 'Lamp no. ' + n, price: 19.99, currency: 'EUR' });
    export const page = () => void amplitude.track('[Amplitude] Page Viewed');
    export const identify = (id) => amplitude.setUserId(id);
    export const flush = () => amplitude.flush().promise;
  `,
};
