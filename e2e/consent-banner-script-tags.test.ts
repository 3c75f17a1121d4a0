import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { bundle } from '../examples/consent/bundle.ts';
import { strictPolicy } from '../examples/consent/site.ts';
import { launchChromium } from './support/browsers/chromium-driver.ts';
import type { Device, Driver, Tab } from './support/browsers/driver.ts';
import { nothingStored, storedOnDevice, watchDevice } from './support/browsers/watch-device.ts';

const stored = JSON.stringify([
  { kind: 'cookie', name: 'measure', purpose: 'analytics' },
  { kind: 'indexedDB', name: 'replay', purpose: 'analytics' },
]).replaceAll('"', '&quot;');
const consent = (attributes = `data-stored="${stored}"`) =>
  `<script src="/assets/rialto-consent.global.js" data-purposes="analytics,marketing" data-policy-version="1" data-policy-url="/" ${attributes}></script>`;
const embed = '<script src="/assets/rialto-embed.global.js"></script>';

/** Pages without a build step, by their path: nothing of them is bundled but what stands in `dist`. */
const heads: Readonly<Record<string, string>> = {
  '/consent-first': consent() + embed,
  '/embed-first': embed + consent(),
  '/deferred': (embed + consent()).replaceAll('<script', '<script defer'),
  '/alone': embed,
  '/misspelt': consent('data-purpose="analytics"') + embed,
  '/wrong-stored': consent('data-stored="[{&quot;kind&quot;:&quot;tin&quot;}]"') + embed,
};
const measure = `
  document.cookie = 'measure=on; path=/';
  indexedDB.open('replay').onsuccess = ({ target }) => target.result.close();
  document.documentElement.dataset.ran = (document.documentElement.dataset.ran ?? '') + document.currentScript.dataset.name;
`;
const body = `<main><h1>Shop</h1>
  <script type="text/plain" data-rialto-purpose="analytics" data-name="1" src="/measure.js"></script>
  <rialto-embed purpose="marketing" service="Films" src="/film" title="A film"></rialto-embed>
  <script type="text/plain" data-rialto-purpose="analytics" data-name="2" src="/measure.js"></script></main>`;

let server: Server;
let origin = '';
let browser: Driver;
let device: Device;
let asked: string[] = [];

beforeAll(async () => {
  const files = await bundle();
  server = createServer(({ url = '/' }, response) => {
    asked.push(url);
    const script = url === '/measure.js' ? measure : files.get(url.replace('/assets', ''));
    const page = `<!doctype html><html lang="de"><meta charset="utf-8"><title>Shop</title>${heads[url] ?? ''}<body>${url in heads ? body : 'A film.'}`;
    // Trusted Types with a list: the one policy that releasing scripts needs.
    response.setHeader('content-security-policy', `${strictPolicy}; trusted-types rialto`);
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? page);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The shop has no port.');
  origin = `http://127.0.0.1:${address.port}`;
  browser = await launchChromium();
}, 60_000);
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});
beforeEach(async () => {
  asked = [];
  device = await browser.device();
});
afterEach(() => device.close());

async function visit(path: string): Promise<Tab> {
  const tab = await device.tab(`${watchDevice}
    window.told = [];
    console.error = (...words) => window.told.push(words.join(' '));`);
  await tab.open(origin + path);
  return tab;
}
const frame = "document.querySelector('rialto-embed').shadowRoot?.querySelector('iframe')";
const ask = "document.querySelector('rialto-embed').shadowRoot?.querySelector('button')";
const state = 'return window.rialtoConsent.state();';

it.each(['/consent-first', '/embed-first', '/deferred'])(
  'D1, D2, D5: two script tags ask, release scripts, show embeds and clean up: %s',
  async (path) => {
    const tab = await visit(path);
    await tab.until(ask);
    expect(await tab.run(`return ${ask}.textContent;`)).toContain('Films');
    expect(await tab.run(`return ${ask}.closest('[lang]').lang;`)).toBe('de');
    // U4: what the button permits, by its name.
    expect(await tab.run(`return ${ask}.parentNode.querySelector('summary').textContent;`)).toBe(
      'Angebote und Werbung',
    );
    expect(await tab.run(storedOnDevice)).toEqual(nothingStored);
    expect(await tab.run('return window.writes;')).toEqual([]);
    expect(asked.filter((url) => /measure|film$/.test(url))).toEqual([]);

    await tab.click('button', 'Alle akzeptieren');
    await tab.until(frame);
    await tab.until("document.documentElement.dataset.ran === '12'");
    expect(await tab.run('return document.cookie;')).toBe('measure=on');
    await tab.open(origin + path); // the next page: permitted from its start
    await tab.until("document.documentElement.dataset.ran === '12'");
    await tab.until(frame);

    await tab.click('button', 'Alle ablehnen');
    expect(await tab.run(state)).toEqual({ analytics: 'withdrawn', marketing: 'withdrawn' });
    expect(await tab.run(`return [document.cookie, ${frame}];`)).toEqual(['', null]);
    await tab.until('(await indexedDB.databases()).length === 0');
    await tab.until(ask);
    expect(await tab.run('return [window.breaches, window.told];')).toEqual([[], []]);
  },
);

it('D2: one embed is permitted by its own button, and nothing else with it', async () => {
  const tab = await visit('/embed-first');
  await tab.until(ask);
  await tab.run(`${ask}.click();`);
  await tab.until(frame);
  expect(await tab.run(state)).toEqual({ analytics: 'unset', marketing: 'granted' });
  expect(asked.filter((url) => url === '/measure.js')).toEqual([]);
});

it.each([
  ['/alone', []],
  ['/misspelt', [expect.stringMatching(/Unknown attribute data-purpose\..*Nothing is permitted\.$/)]],
])('E4: without a manager nothing runs and nothing is shown: %s', async (path, told) => {
  const tab = await visit(path);
  expect(await tab.run('return window.told;')).toEqual(told);
  expect(await tab.run(`return [typeof window.rialtoConsent, ${frame}, ${ask}];`)).toEqual([
    'undefined',
    null,
    null,
  ]);
  await tab.run("document.dispatchEvent(new CustomEvent('rialto-consent'));");
  expect(await tab.run(`return ${frame};`)).toBeNull();
  expect(asked.filter((url) => /measure|film$/.test(url))).toEqual([]);
});

it('E4: says on the console what is declared wrongly as stored', async () => {
  const tab = await visit('/wrong-stored');
  await tab.until('window.told.length > 0');
  expect(await tab.run('return window.told;')).toEqual([
    expect.stringMatching(/kind must be one of.*What refused purposes have stored is not removed\.$/),
  ]);
});
