import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  type HubRequest,
  type PageHub,
  pageHub,
  type TestGate,
  testGate,
  wipeDevice,
} from '../../test/page-hub.ts';
import {
  acquisition,
  attention,
  type Capture,
  clicks,
  createTracker,
  dataLayer,
  errors,
  forms,
  links,
  pageViews,
  type Tracker,
  webVitals,
} from '../index.ts';

let hub: PageHub;
let gate: TestGate;
let tracker: Tracker;
let now = 0;
const begunAt = location.href;
const noNavigation = (event: Event): void => {
  if (event.type === 'submit' || event.target instanceof HTMLAnchorElement) event.preventDefault();
};
const all = (): readonly Capture[] => [
  acquisition(),
  pageViews(),
  clicks(),
  forms(),
  links(),
  attention({ clock: { now: () => now } }),
  errors(),
  webVitals(),
  dataLayer(),
];

function start(capture: readonly Capture[]): void {
  tracker = createTracker({
    endpoint: 'https://hub.test/',
    writeKey: 'wk_demo',
    channel: 'web',
    consent: gate,
    capture,
    queue: { flushAfter: 3_600_000, flushAt: 1_000 },
  });
}

beforeEach(async () => {
  await wipeDevice();
  hub = pageHub();
  gate = testGate();
  Object.defineProperty(document, 'hasFocus', { value: () => true, configurable: true });
  for (const type of ['click', 'submit']) addEventListener(type, noNavigation, true);
});
afterEach(async () => {
  await tracker.close();
  hub.close();
  Reflect.deleteProperty(document, 'hasFocus');
  Reflect.deleteProperty(window, 'dataLayer');
  document.body.replaceChildren();
  for (const type of ['click', 'submit']) removeEventListener(type, noNavigation, true);
  history.replaceState(null, '', begunAt);
  vi.restoreAllMocks();
});

function useThePage(): void {
  document.body.innerHTML = `
    <a href="/p/A1" data-rialto-event="Product Clicked" data-rialto-product-id="A1">…</a>
    <a href="https://partner.example/?ref=ada" id="out">…</a><a href="/manual.pdf" id="file">…</a>
    <form id="newsletter"><input name="email" value="ada@example.org"><button>Go</button></form>`;
  for (const selector of ['a', '#out', '#file', 'button'])
    document.querySelector<HTMLElement>(selector)?.click();
  (window as unknown as { dataLayer: unknown[] }).dataLayer.push({
    event: 'add_to_cart',
    ecommerce: { items: [{ item_id: 'A1' }] },
  });
  dispatchEvent(new Event('scroll'));
  now += 5_000;
}

it('records nothing before the person permits it, and what was done meanwhile after that', async () => {
  history.replaceState(null, '', '?utm_medium=email');
  start(all());
  useThePage();
  dispatchEvent(new PageTransitionEvent('pagehide'));
  await tracker.flush();
  expect(hub.requests).toEqual([]);
  gate.set('granted', 'analytics');
  await tracker.flush();
  expect(hub.names()).toEqual(
    expect.arrayContaining([
      'page',
      'Product Clicked',
      'Link Clicked',
      'File Downloaded',
      'Form Submitted',
      'Product Added',
      'Page Left',
      'Page Measured',
      'Page Scrolled',
      'Visit Started',
    ]),
  );
  expect(JSON.stringify(hub.taken())).not.toMatch(/ada@|ref=/);
});

it('lets go of everything after a refusal', async () => {
  gate.set('denied');
  start(all());
  useThePage();
  dispatchEvent(new PageTransitionEvent('pagehide'));
  await tracker.flush();
  expect(hub.requests).toEqual([]);
});

it('sends what is recorded when the page goes out of sight with the page that goes', async () => {
  gate.set('granted', 'analytics');
  start([attention({ clock: { now: () => now } }), webVitals()]);
  now += 5_000;
  const sent = new Promise<HubRequest>((resolve) => hub.onRequest(resolve));
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  Reflect.deleteProperty(document, 'visibilityState');
  const { init, messages } = await sent;
  expect(init.keepalive).toBe(true);
  expect(messages.map(({ event }) => event).sort()).toEqual(['Page Left', 'Page Measured']);
});

it('stops with the tracker', async () => {
  gate.set('granted', 'analytics');
  start(all());
  await tracker.flush();
  const { length } = hub.taken();
  await tracker.close();
  useThePage();
  history.pushState(null, '', '/lamps');
  dispatchEvent(new PageTransitionEvent('pagehide'));
  await tracker.flush();
  expect(hub.taken()).toHaveLength(length);
});
