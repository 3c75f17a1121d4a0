import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserArgs, findBrowser } from '../scripts/find-browser.ts';
import { type ConsentPage, serveConsentPage } from './support/consent-page.ts';

let browser: Browser;
let shop: ConsentPage;
let contexts: BrowserContext[];

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: (await findBrowser()) ?? '', args: browserArgs });
}, 60_000);
afterAll(() => browser.close());
beforeEach(async () => {
  shop = await serveConsentPage();
  contexts = [];
});
afterEach(async () => {
  for (const context of contexts) await context.close();
  await shop.close();
});

/** Counts each attempt to write to the device, also one that probes whether it could. */
const watchWrites = `
  window.writes = [];
  const wrap = (object, name) => {
    const original = object[name];
    object[name] = function (...args) { window.writes.push(name); return original.apply(this, args); };
  };
  wrap(Storage.prototype, 'setItem');
  wrap(IDBFactory.prototype, 'open');
  wrap(CacheStorage.prototype, 'open');
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(Document.prototype, 'cookie', { ...cookie, set(value) { window.writes.push('cookie'); cookie.set.call(this, value); } });
`;

async function visit(): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  contexts.push(context);
  await context.addInitScript(watchWrites);
  const page = await context.newPage();
  await page.goto(shop.url);
  await page.waitForFunction('window.rialto');
  return { context, page };
}
const run = (page: Page, code: string): Promise<unknown> => page.evaluate(`(async () => { ${code} })()`);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const track = "rialto.track('Product Viewed', { product_id: 'A1' });";

describe('the permission to store on a device', { timeout: 60_000 }, () => {
  it('is asked for before anything is written, probed or sent', async () => {
    const { context, page } = await visit();
    await run(page, `${track} rialto.page(); await rialto.flush();`);
    await page.reload();
    await run(page, `${track} await rialto.flush();`);
    expect(await page.evaluate('window.writes')).toEqual([]);
    expect(await page.evaluate('indexedDB.databases()')).toEqual([]);
    expect(await context.storageState()).toEqual({ cookies: [], origins: [] });
    expect(shop.requests).toEqual([]);
  });

  it('leaves the same bytes on every device that refuses', async () => {
    const left: unknown[] = [];
    for (const visitor of ['one', 'other']) {
      const { context, page } = await visit();
      await run(page, track.replace('A1', visitor));
      await button(page, 'Reject all').click();
      await run(page, `${track} await rialto.flush();`);
      await page.reload();
      await run(page, `${track} await rialto.flush();`);
      expect(await page.evaluate('indexedDB.databases()')).toEqual([]);
      left.push((await context.storageState()).origins[0]?.localStorage);
    }
    const day = new Date().toISOString().slice(0, 10);
    const answers = ['analytics', 'linking', 'marketing', 'personalization'].map((one) => [
      one,
      'denied',
      day,
    ]);
    const value = JSON.stringify({ policy: '2026-11', answers });
    expect(left).toEqual([[{ name: 'rialto:consent', value }], [{ name: 'rialto:consent', value }]]);
    expect(shop.requests).toEqual([]);
  });

  it('releases what was held, with its own time, the proof before the events', async () => {
    const { page } = await visit();
    const before = new Date().toISOString();
    await run(page, track);
    const after = new Date().toISOString();
    await button(page, 'Accept all').click();
    const viewed = await shop.arrival(({ event }) => event === 'Product Viewed');
    expect(viewed.timestamp >= before && viewed.timestamp <= after).toBe(true);
    expect(viewed.context?.consent).toMatchObject({
      deferred: true,
      categoryPreferences: { analytics: true },
    });
    expect(shop.taken.map(({ event, type }) => event ?? type)).toEqual([
      'Consent Recorded',
      'page',
      'Product Viewed',
    ]);
    const [record] = shop.taken;
    expect(record?.properties).toMatchObject({
      method: 'accept_all',
      policy_version: '2026-11',
      locale: 'en',
    });
    expect(record?.properties?.text_hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(new Set(shop.taken.map(({ anonymousId }) => anonymousId)).size).toBe(1);
  });

  it('lets events outlive a page whose hub is down', async () => {
    const { page } = await visit();
    shop.hub('down');
    await button(page, 'Accept all').click();
    await run(page, `await rialto.track('Product Viewed', { product_id: 'A2' }).durable;`);
    await page.reload();
    shop.hub('up');
    await run(page, 'rialto.flush();');
    const arrived = await shop.arrival(({ properties }) => properties?.product_id === 'A2');
    expect(arrived.anonymousId).toBe(await page.evaluate('rialto.anonymousId()'));
  });

  it('loses nothing that was tracked in the click that leaves the page', async () => {
    const { page } = await visit();
    await button(page, 'Accept all').click();
    await shop.arrival(({ event }) => event === 'Consent Recorded');
    const products = Array.from({ length: 12 }, (_, number) => `B${number}`);
    for (const product of products) {
      await page.evaluate(`{ ${track.replace('A1', product)} location.href = '/${product}'; }`);
      await page.waitForURL(`**/${product}`);
      await page.waitForFunction('window.rialto');
    }
    for (const product of products)
      await shop.arrival(({ properties }) => properties?.product_id === product);
  });

  it('does not need storage to get an order out of a page that is left', async () => {
    const { page } = await visit();
    await run(page, "rialto.track('Order Completed', { order_id: 'O-1', total: 5, currency: 'EUR' });");
    await page.goto('about:blank');
    const order = await shop.arrival(({ event }) => event === 'Order Completed');
    expect(order).not.toHaveProperty('anonymousId');
  });

  it('ends in every tab when one withdraws it: queues are dropped, ids go, and the hub hears whose it was', async () => {
    const { context, page } = await visit();
    await button(page, 'Accept all').click();
    await shop.arrival(({ event }) => event === 'Consent Recorded');
    const id = await page.evaluate('rialto.anonymousId()');
    const other = await context.newPage();
    await other.goto(shop.url);
    await other.waitForFunction('window.rialto');
    await run(other, 'await rialto.flush();');
    shop.hub('down');
    await run(other, `await rialto.track('Product Viewed', { product_id: 'A3' }).durable;`);
    // The tabs share one queue: whichever hears of the withdrawal first drops the event, and says so.
    const listen =
      "window.dropped = new Promise((resolve) => rialto.on('dropped', ({ reason }) => resolve(reason)));";
    for (const tab of [page, other]) await run(tab, listen);
    await button(page, 'Reject all').click();
    const dropped = Promise.race([page, other].map((tab) => run(tab, 'return window.dropped;')));
    expect(await dropped).toBe('refused:analytics');
    shop.hub('up');
    const record = await shop.arrival(({ properties }) => properties?.method === 'reject_all');
    expect(record.anonymousId).toBe(id);
    await run(other, 'await rialto.flush();');
    for (const tab of [page, other]) expect(await tab.evaluate('rialto.anonymousId()')).toBeUndefined();
    expect(shop.taken.filter(({ properties }) => properties?.product_id === 'A3')).toEqual([]);
    expect((await context.storageState()).origins[0]?.localStorage.map(({ name }) => name)).toEqual([
      'rialto:consent',
    ]);
    await page.waitForFunction('indexedDB.databases().then((list) => list.length === 0)');
  });
});
