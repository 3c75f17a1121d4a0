// Sessions, shared devices and the cookie of a domain, in a real Chromium: several hosts, tabs and page loads.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Message } from '@rialto/core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserArgs, findBrowser } from '../scripts/find-browser.ts';
import { processBrowsers } from './support/browsers/launch.ts';
import { bundlePage, pageOf } from './support/tracker/bundle-page.ts';

const script = `
  import { acquisition, createTracker, pageViews, sessions, subdomainCookie } from '@rialto/browser';
  const asked = new URLSearchParams(location.search);
  window.ended = [];
  window.rialto = createTracker({
    endpoint: '/rialto/' + (window.test ?? 'any'), writeKey: 'wk_demo', channel: 'web', queue: { flushAfter: 20 },
    consent: { decide: () => ({ verdict: 'pass', reason: 'granted' }), on: () => () => {} },
    capture: [sessions(), acquisition(), pageViews()],
    ...(asked.has('domain') && { idStore: subdomainCookie({ domain: asked.get('domain') }) }),
    ...(asked.has('kiosk') && { device: { shared: true, idle: 300, onVisitEnd: () => window.ended.push(1) } }),
  });
`;

let browser: Browser;
let server: Server;
let port: number;
let context: BrowserContext;
let taken: Message[];
/** What the pages of a test let go when its browser is closed may come when the next has begun. */
let test = 0;

beforeAll(async () => {
  const files = await bundlePage({ contents: script, resolveDir: import.meta.dirname });
  server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    if (file) response.setHeader('content-type', 'text/javascript').end(file);
    else if (request.method === 'GET') response.setHeader('content-type', 'text/html').end(pageOf());
    else {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { batch = [] }: { batch?: Message[] } = JSON.parse(Buffer.concat(chunks).toString());
        if ([`${test}`, 'any'].includes(request.url?.split('/')[2] ?? '')) taken.push(...batch);
        const results = batch.map(({ messageId }) => ({ messageId, status: 'accepted' }));
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ results }));
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
  // Every host is this machine: nobody is asked where shop.example is.
  const args = [...browserArgs, '--host-resolver-rules=MAP * 127.0.0.1'];
  browser = await chromium.launch({ executablePath: (await findBrowser()) ?? '', args });
}, 60_000);
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  taken = [];
  test += 1;
  context = await browser.newContext();
  await context.addInitScript(`window.test = ${test};`);
});
afterEach(() => context.close());

async function open(host: string, query = ''): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`http://${host}:${port}/${query}`);
  await page.waitForFunction('window.rialto');
  return page;
}
const run = <T>(page: Page, code: string): Promise<T> => page.evaluate(`(async () => { ${code} })()`);
const idOf = (page: Page): Promise<string> => run(page, 'return rialto.anonymousId();');
const sessionIds = (): readonly unknown[] => [...new Set(taken.map(({ context }) => context?.sessionId))];

describe('the cookie of a domain', { timeout: 60_000 }, () => {
  const forShop = '?domain=shop.example';

  it('S15, S17: gives the hosts of a domain one id, and the host that had its own the same', async () => {
    const before = await open('m.shop.example');
    const own = await idOf(before);
    const www = await open('www.shop.example', forShop);
    const m = await open('m.shop.example', forShop);
    const bare = await open('shop.example', forShop);
    const id = await idOf(www);
    expect(id).not.toBe(own);
    expect(await idOf(m)).toBe(id);
    expect(await idOf(bare)).toBe(id);
    expect(await run(m, "return localStorage.getItem('rialto:id');")).toBeNull();
    const [cookie, ...others] = await context.cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({
      name: 'rialto_id',
      value: id,
      domain: '.shop.example',
      path: '/',
      sameSite: 'Lax',
      secure: false,
    });
    const days = ((cookie?.expires ?? 0) * 1_000 - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(394);
    expect(days).toBeLessThanOrEqual(400);
  });

  it('S15, S19: takes it from all hosts by one reset()', async () => {
    const www = await open('www.shop.example', forShop);
    const m = await open('m.shop.example', forShop);
    const id = await idOf(www);
    expect(await idOf(m)).toBe(id);
    await run(www, 'rialto.reset();');
    expect(await context.cookies()).toEqual([]);
    expect(await idOf(m)).not.toBe(id);
    expect(await idOf(www)).toBe(await idOf(m));
  });

  it('S18: is nobody’s for all of .co.uk; there the host keeps the id', async () => {
    const page = await open('www.shop.co.uk', '?domain=co.uk');
    const id = await idOf(page);
    expect(await context.cookies()).toEqual([]);
    expect(await run(page, "return localStorage.getItem('rialto:id');")).toBe(id);
    expect(await idOf(await open('www.shop.co.uk', '?domain=co.uk'))).toBe(id);
  });
});

describe('sessions', { timeout: 60_000 }, () => {
  it('S6, S9: are one for tabs and page loads, with one Visit Started', async () => {
    const one = await open('www.shop.example', '?utm_medium=email');
    await run(one, 'await rialto.flush();');
    const other = await open('www.shop.example');
    await run(other, 'await rialto.flush();');
    await one.reload();
    await one.waitForFunction('window.rialto');
    await run(one, "rialto.track('Cart Viewed', {}); await rialto.flush();");
    expect(sessionIds()).toEqual([expect.any(String)]);
    expect(taken.filter(({ event }) => event === 'Visit Started')).toHaveLength(1);
    expect(taken.filter(({ context }) => context?.sessionStart).map(({ event }) => event)).toEqual([
      'Visit Started',
    ]);
  });

  it('S5: another campaign in another tab starts one for both', async () => {
    const one = await open('www.shop.example', '?utm_medium=email');
    await run(one, 'await rialto.flush();');
    const other = await open('www.shop.example', '?gclid=1');
    await run(other, 'await rialto.flush();');
    taken = [];
    for (const page of [one, other, one])
      await run(page, "rialto.track('Cart Viewed', {}); await rialto.flush();");
    expect(sessionIds()).toEqual([expect.any(String)]);
  });

  it('S8, S20: end in every tab when somebody signs out in one', async () => {
    const one = await open('www.shop.example');
    await run(one, "rialto.identify('c-1'); await rialto.flush();");
    const other = await open('www.shop.example');
    await run(other, 'await rialto.flush();');
    const before = sessionIds();
    expect(taken.at(-1)?.userId).toBe('c-1');
    await run(one, 'rialto.reset();');
    taken = [];
    await run(other, "rialto.track('Cart Viewed', {}); await rialto.flush();");
    expect(sessionIds()).not.toEqual(before);
    for (const message of taken) expect(message).not.toHaveProperty('userId');
  });
});

describe('a kiosk', { timeout: 60_000 }, () => {
  it('S10, S12: keeps nothing, over a visit, its end by itself, and a page load', async () => {
    const page = await open('kiosk.shop.example', '?kiosk');
    await run(page, "rialto.identify('c-1'); await rialto.flush();");
    await page.mouse.click(50, 50);
    const first = await idOf(page);
    expect(await context.storageState({ indexedDB: true })).toEqual({ cookies: [], origins: [] });
    await page.waitForFunction('window.ended.length > 0');
    expect(await idOf(page)).not.toBe(first);
    await run(page, "rialto.track('Cart Viewed', {}); await rialto.flush();");
    const cart = taken.find(({ event }) => event === 'Cart Viewed');
    expect(cart).not.toHaveProperty('userId');
    expect(cart?.context?.touchpoint).toEqual({ device: { shared: true } });
    await page.reload();
    await page.waitForFunction('window.rialto');
    expect(await context.storageState({ indexedDB: true })).toEqual({ cookies: [], origins: [] });
  });

  it('S10: clears what the device kept before it was one', async () => {
    const before = await open('kiosk.shop.example');
    await run(before, "rialto.identify('c-1'); await rialto.flush();");
    await before.close();
    const page = await open('kiosk.shop.example', '?kiosk');
    await page.waitForFunction(
      '(async () => localStorage.length === 0 && (await indexedDB.databases()).length === 0)()',
    );
    expect(await context.storageState({ indexedDB: true })).toEqual({ cookies: [], origins: [] });
  });
});

describe.each(processBrowsers)('a kiosk whose page comes back from the cache, in $name', ({ launch }) => {
  it('S12, S14: is nobody’s any more, and is told so', { timeout: 60_000 }, async ({ skip }) => {
    const driver = await launch();
    if (!driver) return skip('not installed');
    try {
      const device = await driver.device();
      const tab = await device.tab();
      const here = `http://127.0.0.1:${port}/`;
      await tab.open(`${here}?kiosk`);
      await tab.until('window.rialto');
      const first = await tab.run<string>(
        "rialto.identify('c-1'); window.kept = true; await rialto.flush(); return rialto.anonymousId();",
      );
      await tab.open(`${here}other`);
      await tab.until('window.rialto');
      taken = [];
      await tab.run('setTimeout(() => history.back());');
      // What asks while the page changes may be cut off; it is asked again.
      const path = () => tab.run('return location.pathname;').catch(() => undefined);
      await expect.poll(path, { timeout: 20_000 }).toBe('/');
      await tab.until('window.rialto');
      if (!(await tab.run('return window.kept;'))) return skip('the page was not kept');
      expect(await tab.run('return window.ended.length;')).toBe(1);
      expect(await tab.run('return rialto.anonymousId();')).not.toBe(first);
      await tab.run("rialto.track('Cart Viewed', {}); await rialto.flush();");
      const cart = taken.find(({ event }) => event === 'Cart Viewed');
      expect(cart).toBeDefined();
      expect(cart).not.toHaveProperty('userId');
    } finally {
      await driver.close();
    }
  });
});
