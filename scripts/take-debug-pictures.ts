/**
 * `node --conditions=rialto-source scripts/take-debug-pictures.ts [folder]`: takes the pictures of docs/guides/debugging.md
 * again: a page of a shop, its tracker, a hub in memory, and the overlay of `debug()`. Nothing leaves the process.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page, type Route } from 'playwright';
import { createHub, type Hub } from '../packages/hub/src/index.ts';
import { ensureBrowser } from './ensure-browser.ts';
import { browserArgs } from './find-browser.ts';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? join(root, 'docs/pictures'));
const origin = 'https://shop.example';
const writeKey = 'wk_debug_pictures_000000000000';
/** As strict as it gets, for the overlay must stand under it. */
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'";

/** Each picture: the scheme, and the size. */
const looks = {
  'tracker-overlay': ['light', 1280, 900],
  'tracker-overlay-dark': ['dark', 1280, 900],
  'tracker-overlay-mobile': ['light', 390, 780],
} as const;

const script = `
import { createTracker, sessions } from '@rialto/browser';
import { decideGate } from '@rialto/core/model';
const states = { analytics: 'granted', personalization: 'unset', marketing: 'denied', linking: 'unset' };
const consent = {
  decide: (purposes) => decideGate(purposes, (purpose) => states[purpose]),
  on: () => () => {},
};
const rialto = createTracker({
  endpoint: '/rialto', writeKey: '${writeKey}', channel: 'web', consent, capture: [sessions()],
  events: { 'Fitting Booked': ['analytics', 'personalization'], 'Newsletter Teaser Seen': ['marketing'] },
  queue: { flushAt: 100, flushAfter: 3_600_000 },
});
Object.assign(window, { rialto });
`;

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Lamps</title><link rel="stylesheet" href="/look.css"><script type="module" src="/page.js"></script>
<header><h1>Lamps</h1><nav>Table · Floor · Ceiling</nav></header>
<main><section class="card"><img src="/lamp.svg" width="200" height="200" alt="A lamp"><h2>Lamp Alto</h2>
<p>Turned ash, linen shade, a light that stays out of your eyes.</p><p><strong>€ 189</strong></p></section>
<section class="card"><h2>Your cart</h2><p>One lamp, to be picked up in Hamburg.</p></section></main></html>`;

const { outputFiles } = await build({
  stdin: { contents: script, resolveDir: root },
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  write: false,
  outdir: '/',
  entryNames: 'page',
  conditions: ['rialto-source'],
});
const files = new Map<string, readonly [type: string, body: string]>([
  ['/', ['text/html', page]],
  ['/look.css', ['text/css', await readFile(join(root, 'examples/look/look.css'), 'utf8')]],
  ['/lamp.svg', ['image/svg+xml', await readFile(join(root, 'examples/shop/public/lamp.svg'), 'utf8')]],
  ...outputFiles.map(({ path, text }) => [path, ['text/javascript', text]] as const),
]);

const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: browserArgs });
try {
  for (const [name, [colorScheme, width, height]] of Object.entries(looks)) {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height },
      deviceScaleFactor: 2,
    });
    const tab = await context.newPage();
    const hub = createHub({ store: 'memory:', sources: [{ name: 'shop', channel: 'web', writeKey }] });
    const problems: string[] = [];
    tab.on('console', (said) => said.type() === 'error' && problems.push(said.text()));
    await tab.route('**/*', (route) => answer(route, hub));
    await tab.goto(origin);
    await act(tab);
    await tab.screenshot({ path: join(folder, `${name}.png`) });
    await context.close();
    await hub.close();
    // A status that the picture shows is no problem; a policy that refuses something is.
    const refused = problems.filter((text) => !text.includes('status of 503'));
    if (refused.length > 0) throw new Error(refused.join('\n'));
  }
} finally {
  await browser.close();
}

/** How often the hub has been asked to take a batch; it is busy once. */
async function answer(route: Route, hub: Hub): Promise<void> {
  const request = route.request();
  const { pathname } = new URL(request.url());
  if (!pathname.startsWith('/rialto/')) {
    const [contentType, body] = files.get(pathname) ?? ['text/plain', ''];
    await route.fulfill({ contentType, body, headers: { 'content-security-policy': policy } });
    return;
  }
  const body = request.postData() ?? '';
  if (body.includes('"Checkout Started"') && pathname.endsWith('/v1/batch')) {
    await route.fulfill({ status: 503, headers: { 'retry-after': '20' } });
    return;
  }
  const headers = { ...(await request.allHeaders()), host: 'shop.example' };
  const inside = new Request(origin + pathname.replace('/rialto', ''), {
    method: request.method(),
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':'))),
    ...(body && { body }),
  });
  const response = await hub.fetch(inside);
  await route.fulfill({
    status: response.status,
    contentType: 'application/json',
    body: await response.text(),
  });
}

/** Something of everything that the overlay can show. */
async function act(tab: Page): Promise<void> {
  await tab.waitForFunction('window.rialto');
  await tab.evaluate('rialto.flush()');
  await tab.evaluate('rialto.debug()');
  await tab.locator('rialto-debug .purposes').waitFor({ state: 'attached' });
  await tab.evaluate(`(async () => {
    const lamp = { product_id: 'L-204', name: 'Lamp Alto', price: 189, currency: 'EUR' };
    rialto.page('Product');
    rialto.track('Product Viewed', lamp, { touchpoint: { id: 'product-page' } });
    rialto.track('Product Added', { ...lamp, price: 'a lot' }, { touchpoint: { id: 'product-page' } });
    await rialto.flush();
    rialto.track('Newsletter Teaser Seen', { position: 2 }, { touchpoint: { id: 'home-hero' } });
    rialto.track('Fitting Booked', { store_id: 'HH-2', at: '2026-12-01T10:00:00Z' });
    rialto.track('Product Added', { ...lamp, quantity: 1 }, { touchpoint: { id: 'product-page' } });
    rialto.track('Cart Viewed', { products: [lamp] }, { touchpoint: { id: 'cart' } });
    await rialto.flush();
    rialto.track('Checkout Started', { products: [lamp] }, { touchpoint: { id: 'cart' } });
    await rialto.flush();
  })()`);
  await tab.locator('rialto-debug .row', { hasText: 'rejected' }).first().waitFor();
  await tab.locator('rialto-debug .row', { hasText: 'status 503' }).waitFor();
  await tab.locator('rialto-debug .row', { hasText: 'rejected' }).click();
  await tab.mouse.move(0, 0); // nothing shall look pointed at
}
