import { fileURLToPath } from 'node:url';
import { bundlePage } from '../tracker/bundle-page.ts';
import { writeKey } from './serve-shop.ts';

const resolveDir = fileURLToPath(new URL('.', import.meta.url));
const options = `endpoint: '/rialto', writeKey: '${writeKey}', channel: 'web', queue: { flushAfter: 10 }`;

/** What a page without a build step says of itself, between the stub and the tracker. */
export const setupScript = `
  rialto.create({ ${options}, capture: ['sessions', 'pageViews', ['links', { ownHosts: ['pay.example'] }]] });
  rialto.track('Product Viewed', { product_id: 'A1' });
  window.failures = [];
  addEventListener('error', ({ message }) => window.failures.push(message));
  addEventListener('unhandledrejection', ({ reason }) => window.failures.push(String(reason)));
`;

const gate = `
  // Undecided until somebody permits everything.
  const listeners = new Set();
  let permitted = false;
  const consent = {
    decide: (purposes) => permitted ? { verdict: 'pass', reason: 'granted' } : { verdict: 'hold', reason: 'undecided' },
    on: (name, listener) => { listeners.add(listener); return () => listeners.delete(listener); },
  };
  const permit = () => { permitted = true; for (const listener of listeners) listener(); };
`;

/** A shop's own bundle: each chunk of the tracker is a file of its own. */
export const bundledPage = (): Promise<ReadonlyMap<string, string>> =>
  bundlePage({
    resolveDir,
    contents: `
      import { acquisition, attention, clicks, createTracker, dataLayer, errors, forms, links, pageViews, sessions, webVitals } from '@rialto/browser';
      ${gate}
      const capture = [sessions(), acquisition(), pageViews(), clicks(), forms(), links(), attention(), errors(), webVitals(), dataLayer()];
      const rialto = createTracker({ ${options}, consent, capture });
      Object.assign(window, { rialto, permit });
    `,
  });

/** A module worker that makes a tracker, and says what has become of it. */
export const trackingWorker = (): Promise<ReadonlyMap<string, string>> =>
  bundlePage({
    resolveDir,
    contents: `
      import { acquisition, attention, clicks, createTracker, dataLayer, errors, forms, links, pageViews, sessions, webVitals } from '@rialto/browser';
      ${gate}
      const capture = [sessions(), acquisition(), pageViews(), clicks(), forms(), links(), attention(), errors(), webVitals(), dataLayer()];
      const faults = [];
      const unhandled = [];
      addEventListener('unhandledrejection', ({ reason }) => unhandled.push(String(reason)));
      addEventListener('error', ({ message }) => unhandled.push(message));
      const rialto = createTracker({ ${options}, consent, capture });
      rialto.on('error', ({ code }) => faults.push(code));
      const deeds = {
        async track() {
          const { durable, delivered } = rialto.track('Product Viewed', { product_id: 'W1' });
          permit();
          return [await durable, await delivered, typeof rialto.anonymousId()];
        },
        places: async () => [typeof window, typeof document, typeof localStorage, (await indexedDB.databases()).map(({ name }) => name), faults],
        async more() {
          rialto.debug();
          rialto.identify('c-42');
          rialto.page();
          await rialto.customer({ token: 'no token' }).catch(({ code }) => code);
          rialto.reset();
          return unhandled;
        },
        async close() { await rialto.close(); return 'closed'; },
      };
      onmessage = async ({ data }) => {
        postMessage(await deeds[data]().catch((error) => String(error)));
      };
    `,
  });

/** What a shop's production build makes of a tracker that checks its events in development. */
export const checkingPage = (): Promise<ReadonlyMap<string, string>> =>
  bundlePage({
    resolveDir,
    contents: `
      import { createTracker, pageViews } from '@rialto/browser';
      const development =
        process.env.NODE_ENV === 'production' ? [] : [(await import('@rialto/browser/validate')).validate()];
      createTracker({ ${options}, capture: [pageViews(), ...development] });
    `,
  });
