// The page of the tracker's end-to-end suite: the tracker, the consent manager, and things to click on.
import { fileURLToPath } from 'node:url';
import { bundlePage, pageOf } from './bundle-page.ts';

/** How the page's tracker is made. */
export interface ShopOptions {
  readonly writeKey: string;
  /** The captures by name: `pageViews`, `clicks`, `forms`, `links`. */
  readonly capture?: readonly string[];
  readonly queue?: Readonly<Record<string, number>>;
}

const contents = `
  import { clicks, createTracker, forms, links, pageViews } from '@rialto/browser';
  import { createConsentManager } from '@rialto/consent';
  const { capture, ...options } = JSON.parse(document.querySelector('#options').textContent);
  const captures = { clicks, forms, links, pageViews };
  window.consent = createConsentManager({
    purposes: ['analytics', 'personalization', 'marketing', 'linking'],
    policy: { version: '2026-11', url: '/privacy' },
  });
  window.heard = [];
  window.tracker = createTracker({
    endpoint: '/rialto', channel: 'web', consent, ...options, capture: capture.map((name) => captures[name]()),
  });
  for (const name of ['delivered', 'rejected', 'dropped', 'error'])
    tracker.on(name, (what) => heard.push({ name, ...what }));
  // What is clicked on is to be noticed, not to be followed.
  document.querySelector('main').addEventListener('click', (event) => event.target.closest('[data-stay]') && event.preventDefault());
  document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
  addEventListener('pageshow', ({ persisted }) => { window.restored ||= persisted; });
`;

/** The files of the page. */
export const bundleShopPage = (): Promise<ReadonlyMap<string, string>> =>
  bundlePage({ contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) });

/** The page with its options. */
export const shopPage = ({ capture = [], queue = { flushAfter: 50 }, writeKey }: ShopOptions): string =>
  pageOf(`
    <script type="application/json" id="options">${JSON.stringify({ capture, queue, writeKey })}</script>
    <main>
      <button data-rialto-event="Product Clicked" data-rialto-product-id="A1">Lamp</button>
      <form id="letters" name="newsletter"><input name="email" aria-label="E-mail" value="ada@example.org" /><button>Subscribe</button></form>
      <a data-stay href="https://elsewhere.example/lamps?session=1">Elsewhere</a>
      <a data-stay href="/manual.pdf">Manual</a>
    </main>`);
