import { createConsentManager } from '@rialto/consent';
import { createHub } from '@rialto/hub';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserArgs, findBrowser } from '../scripts/find-browser.ts';
import { type ConsentPage, serveConsentPage } from './support/consent-page.ts';

let browser: Browser;
let shop: ConsentPage;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: (await findBrowser()) ?? '', args: browserArgs });
}, 60_000);
afterAll(() => browser.close());
beforeEach(async () => {
  shop = await serveConsentPage();
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(shop.url);
  await page.waitForFunction('window.rialto');
});
afterEach(async () => {
  await context.close();
  await shop.close();
});

const run = (code: string): Promise<unknown> => page.evaluate(`(async () => { ${code} })()`);
const signIn = (state: string, reach: readonly string[], ...purposes: readonly string[]): Promise<unknown> =>
  run(
    `consent.signIn(${JSON.stringify({ cells: purposes.map((purpose) => ({ purpose, state, reach })) })});`,
  );
const all = ['analytics', 'personalization', 'marketing', 'linking'];
const track = "rialto.track('Product Viewed', { product_id: 'A1' })";
const stored = async (): Promise<readonly string[]> =>
  ((await context.storageState()).origins[0]?.localStorage ?? []).map(({ name }) => name).toSorted();

describe('a tracker with a manager when somebody signs in', { timeout: 60_000 }, () => {
  it('X1, C7: drops its queue when she has refused elsewhere, and keeps to the device again when she has gone', async () => {
    await run('consent.acceptAll();');
    await shop.arrival(({ event }) => event === 'Consent Recorded');
    const choice = await page.evaluate("localStorage.getItem('rialto:consent')");
    shop.hub('down');
    await run(`await ${track}.durable;`);
    const dropped = run(
      "return new Promise((resolve) => rialto.on('dropped', ({ reason }) => resolve(reason)));",
    );
    await signIn('denied', ['store'], ...all);
    expect(await dropped).toBe('refused:analytics');
    expect(await page.evaluate('rialto.anonymousId()')).toBeUndefined();
    expect(await stored()).toEqual(['rialto:consent']);
    shop.hub('up');
    await run(`${track}; await rialto.flush();`);
    expect(shop.taken.filter(({ event }) => event === 'Product Viewed')).toEqual([]);
    await run('consent.signOut();');
    expect(await page.evaluate("localStorage.getItem('rialto:consent')")).toBe(choice);
    await run(`${track}; await rialto.flush();`);
    await shop.arrival(({ event }) => event === 'Product Viewed');
  });

  it('X1, X2: sends what was held when she has permitted the online use, and forgets its ids when she signs out', async () => {
    await run(`${track};`);
    await signIn('granted', ['store'], ...all);
    await run('await rialto.flush();');
    expect(shop.requests).toEqual([]);
    await signIn('granted', ['store', 'web'], ...all);
    const viewed = await shop.arrival(({ event }) => event === 'Product Viewed');
    expect(viewed.anonymousId).toBe(await page.evaluate('rialto.anonymousId()'));
    expect(await stored()).not.toContain('rialto:consent');
    await run('consent.signOut();');
    expect(await page.evaluate('rialto.anonymousId()')).toBeUndefined();
    expect(await stored()).toEqual([]);
    expect(await page.evaluate("consent.decide(['analytics']).verdict")).toBe('hold');
  });

  it('X3: refuses a purpose that either refuses, and lets the others pass', async () => {
    await run('consent.acceptAll();');
    await signIn('withdrawn', [], 'marketing');
    await run(
      `${track}; rialto.track('Product Added to Wishlist', { product_id: 'A1' }); await rialto.flush();`,
    );
    const viewed = await shop.arrival(({ event }) => event === 'Product Viewed');
    expect(viewed.context?.consent?.categoryPreferences).toMatchObject({ analytics: true, marketing: false });
  });
});

it('M19, P1: a manager without a tracker writes what a hub takes', async () => {
  const hub = createHub({
    store: 'memory:',
    sources: [{ name: 'web', channel: 'web', writeKey: 'wk_0123456789' }],
  });
  const original = globalThis.fetch;
  const answered = new Promise<unknown>((resolve) => {
    globalThis.fetch = async (url, init) => {
      const answer = await hub.fetch(new Request(url, init));
      resolve(await answer.clone().json());
      return answer;
    };
  });
  const consent = createConsentManager({
    purposes: ['analytics', 'marketing'],
    channels: { marketing: ['email'] },
    policy: { version: '2026-11', url: '/privacy' },
    endpoint: 'https://hub.example',
    writeKey: 'wk_0123456789',
  });
  consent.save({ analytics: true, 'marketing@email': true }, { text: 'May we?', ui: 'own markup' });
  expect(await answered).toMatchObject({ results: [{ status: 'accepted' }] });
  globalThis.fetch = original;
  await hub.close();
});
