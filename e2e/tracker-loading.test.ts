import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundle as bundleConsent } from '../examples/consent/bundle.ts';
import { startSsrSite } from '../examples/ssr/site.ts';
import type { Device, Driver, Tab } from './support/browsers/driver.ts';
import { browsers } from './support/browsers/launch.ts';
import { nothingStored, storedOnDevice, watchDevice } from './support/browsers/watch-device.ts';
import { type BuiltPackage, buildBrowserPackage } from './support/loading/build-scripts.ts';
import { openOnServer } from './support/loading/open-on-server.ts';
import { bundledPage, checkingPage, setupScript, trackingWorker } from './support/loading/pages.ts';
import { type LoadingShop, serveShop, strictestPolicy } from './support/loading/serve-shop.ts';

let built: BuiltPackage;
let shop: LoadingShop;

const src = (file: string, attributes = ''): string => `<script ${attributes} src="/${file}"></script>`;
const stub = src('snippet.js') + src('setup.js');
const consent = src(
  'rialto-consent.global.js',
  'data-purposes="analytics" data-policy-version="1" data-policy-url="/privacy" data-locale="en"',
);
const wrongHash = `sha384-${'A'.repeat(64)}`;
/** For what lies beside a checked script: a map, for an attribute it has not. */
const mapped = (integrity: string | undefined): string =>
  `<script type="importmap">${JSON.stringify({ integrity: { '/rialto-customer-link.js': integrity } })}</script>`;
const checked = (file: string, integrity = built.integrity[file]): string =>
  src(file, `async integrity="${integrity}" crossorigin="anonymous"`);

/** Tags in the orders in which a page may have them. */
const orders = (): Readonly<Record<string, string>> => ({
  '/tags': consent + stub + src('rialto.global.js', 'async') + src('rialto-captures.global.js', 'async'),
  '/tags-turned':
    stub + src('rialto-captures.global.js', 'defer') + src('rialto.global.js', 'defer') + consent,
  '/tags-whole': src('rialto.global.js') + src('rialto-captures.global.js') + src('setup.js') + consent,
});

beforeAll(async () => {
  const [pages, worker, consentScripts] = await Promise.all([
    bundledPage(),
    trackingWorker(),
    bundleConsent(),
  ]);
  built = await buildBrowserPackage();
  const within = (folder: string, files: ReadonlyMap<string, string>) =>
    [...files].map(([path, text]) => [folder + path, text] as const);
  const strict = (heads: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(heads).map(([path, head]) => [path, { head, policy: strictestPolicy }]),
    );
  shop = await serveShop({
    scripts: new Map([
      ...consentScripts,
      ...[...built.scripts].map(([file, text]) => [`/${file}`, text] as const),
      ['/setup.js', setupScript],
      ...within('/bundled', pages),
      ...within('/worker', worker),
    ]),
    pages: {
      ...strict(orders()),
      ...strict({
        '/missing': stub + src('not-there.js', 'async'),
        '/right-hash': consent + stub + checked('rialto.global.js'),
        '/wrong-hash': consent + stub + checked('rialto.global.js', wrongHash),
        '/bundled-page': src('bundled/page.js', 'type="module"'),
      }),
      '/blank': { head: '' },
      '/right-map': {
        head: mapped(built.integrity['rialto-customer-link.js']) + stub + checked('rialto.global.js'),
      },
      '/wrong-map': { head: mapped(wrongHash) + stub + checked('rialto.global.js') },
    },
  });
}, 120_000);
afterAll(async () => {
  await shop.close();
  await built.remove();
});
const violations = 'return window.breaches;';
const overlay = "document.querySelector('rialto-debug')";
const faults = 'return [window.breaches, window.told, window.failures];';
const isThere = "typeof rialto.track('Cart Viewed')?.messageId === 'string'";

describe.each(browsers)('in $name', { timeout: 60_000 }, ({ name, launch }) => {
  let browser: Driver | undefined;
  let device: Device;

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async ({ skip }) => {
    if (!browser) return skip(`${name} is not installed`);
    shop.asked.length = 0;
    shop.taken.length = 0;
    device = await browser.device();
  });
  afterEach(() => device?.close());

  async function visit(path: string): Promise<Tab> {
    const tab = await device.tab(`${watchDevice}
      window.told = [];
      console.error = (...words) => window.told.push(words.join(' '));`);
    await tab.open(shop.url + path);
    return tab;
  }

  describe('script tags', () => {
    it('are watched by an eye that sees a breach', async () => {
      const tab = await visit('/missing');
      await tab.run("try { document.body.innerHTML = '<b>'; } catch {}");
      await tab.until('window.breaches.length > 0');
      expect(await tab.run(violations)).toEqual([expect.stringMatching(/^require-trusted-types-for /)]);
    });

    it.each(['/tags', '/tags-turned', '/tags-whole'])(
      'deliver under the strictest policy what was called before they came, once it is permitted: %s',
      async (path) => {
        const tab = await visit(path);
        await tab.until(isThere);
        expect(await tab.run('return rialto.flush();')).toMatchObject({ delivered: 0 });
        expect(await tab.run('return window.writes;')).toEqual([]);
        expect(await tab.run(storedOnDevice)).toEqual(nothingStored);
        expect(shop.asked).not.toContain('/rialto/v1/batch');

        await tab.click('button', 'Accept all');
        const viewed = await shop.arrival('Product Viewed');
        expect(viewed).toMatchObject({ properties: { product_id: 'A1' }, anonymousId: expect.any(String) });
        expect(viewed.context).toMatchObject({ sessionId: expect.any(String), consent: { deferred: true } });
        expect(shop.taken.map(({ event, type }) => event ?? type)).toContain('page');
        await tab.until("(await indexedDB.databases()).some(({ name }) => name === 'rialto')");

        await tab.run(`
        const link = document.createElement('a');
        link.href = 'https://elsewhere.example/';
        link.addEventListener('click', (event) => event.preventDefault());
        document.body.append(link);
        link.click();`);
        await shop.arrival('Link Clicked');
        expect(
          await tab.run("return rialto.customer({ token: 'no token' }).catch(({ code }) => code);"),
        ).toBe('hub-refused');
        await tab.run('rialto.debug();');
        await tab.until(overlay);
        expect(await tab.run(faults)).toEqual([[], [], []]);
      },
    );

    it('that never come leave a list that does not grow for ever, store nothing and harm nobody', async () => {
      const tab = await visit('/missing');
      await tab.run("for (let n = 0; n < 2_000; n += 1) rialto.track('Cart Viewed', { n });");
      expect(await tab.run('return [rialto.length, rialto.lost];')).toEqual([500, 1502]);
      expect(await tab.run('return window.writes;')).toEqual([]);
      expect(await tab.run(storedOnDevice)).toEqual(nothingStored);
      expect(await tab.run(faults)).toEqual([[], [], []]);
    });

    it('run with the hash of integrity.json', async () => {
      const tab = await visit('/right-hash');
      await tab.until(isThere);
      await tab.click('button', 'Accept all');
      await shop.arrival('Product Viewed');
      expect(await tab.run(violations)).toEqual([]);
    });

    it('do not run with another hash, and the page lives on', async () => {
      const tab = await visit('/wrong-hash');
      await tab.until("document.readyState === 'complete'");
      expect(shop.asked).toContain('/rialto.global.js');
      await tab.click('button', 'Accept all');
      expect(await tab.run("return [Array.isArray(rialto), typeof rialto.track('Cart Viewed')];")).toEqual([
        true,
        'undefined',
      ]);
      expect(shop.asked).not.toContain('/rialto/v1/batch');
      expect(await tab.run(faults)).toEqual([[], [], []]);
    });

    it.each([
      ['/right-map', 'hub-refused'],
      ['/wrong-map', 'hub-unreachable'],
    ])('load what lies beside them only with the hash of the import map: %s', async (path, code) => {
      const tab = await visit(path);
      await tab.until(isThere);
      expect(await tab.run("return rialto.customer({ token: 'no token' }).catch(({ code }) => code);")).toBe(
        code,
      );
      expect(await tab.run("return typeof rialto.track('Cart Viewed').messageId;")).toBe('string');
    });
  });

  describe('a bundle', () => {
    it('loads each of its chunks under the strictest policy', async () => {
      const tab = await visit('/bundled-page');
      await tab.until("typeof window.permit === 'function'");
      await tab.run("rialto.track('Product Viewed', { product_id: 'B1' });");
      expect(await tab.run('return window.writes;')).toEqual([]);
      await tab.run('permit();');
      await shop.arrival('Product Viewed');
      await tab.until("(await indexedDB.databases()).some(({ name }) => name === 'rialto')");
      expect(await tab.run("return rialto.customer({ token: 'no token' }).catch(({ code }) => code);")).toBe(
        'hub-refused',
      );
      await tab.run('rialto.debug();');
      await tab.until(overlay);
      expect(await tab.run(violations)).toEqual([]);
      expect(await tab.run('return window.told;')).toEqual([]);
      const loaded = shop.asked.filter((path) => path.startsWith('/bundled/')).join();
      for (const chunk of ['delivery', 'device', 'customer-link', 'debug-overlay'])
        expect(loaded).toContain(`/bundled/${chunk}-`);
    });
  });

  describe('a module worker', () => {
    it('tracks to the hub and stores in IndexedDB, without a page', async () => {
      const tab = await visit('/blank');
      await tab.run(`
      window.worker = new Worker('/worker/page.js', { type: 'module' });
      window.ask = (deed) => new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(deed);
      });`);
      expect(await tab.run("return ask('track');")).toEqual([
        { status: 'stored' },
        { status: 'accepted' },
        'string',
      ]);
      expect(await shop.arrival('Product Viewed')).toMatchObject({ properties: { product_id: 'W1' } });
      expect(await tab.run("return ask('places');")).toEqual([
        'undefined',
        'undefined',
        'undefined',
        ['rialto'],
        [],
      ]);
      expect(await tab.run("return ask('more');")).toEqual([]);
      expect(await tab.run("return ask('close');")).toBe('closed');
    });
  });

  describe('a page that is rendered on the server', () => {
    it('is hydrated and tracked by the entry that rendered it', async () => {
      const site = await startSsrSite(0);
      try {
        const sent = await (await fetch(site.url)).text();
        const article = /<article.*<\/article>/s.exec(sent)?.[0] ?? '';
        expect(article).toContain('Into the cart');
        expect(site.batches).toEqual([]);

        const tab = await device.tab(`${watchDevice}
        window.faults = [];
        console.error = (...words) => window.faults.push(words.join(' '));
        addEventListener('error', ({ message }) => window.faults.push(message));
        document.addEventListener('DOMContentLoaded', () => { window.rendered = document.querySelector('article'); });`);
        await tab.open(site.url);
        await tab.click('button', 'Accept all');
        await tab.click('button', 'Into the cart');
        await tab.click('button', 'In the cart: 1');
        expect(await tab.run("return window.rendered === document.querySelector('article');")).toBe(true);
        expect(await tab.run('return rialtoTracker.flush();')).toMatchObject({ pending: 0 });
        const events = site.batches
          .flatMap((body) => JSON.parse(body).batch)
          .map(({ event, type }) => event ?? type);
        expect(events).toEqual(
          expect.arrayContaining([
            'Consent Recorded',
            'page',
            'Product Viewed',
            'Product Clicked',
            'Product Added',
          ]),
        );
        expect(events.filter((event) => event === 'Product Added')).toHaveLength(2);
        expect(await tab.run('return window.faults;')).toEqual([]);
      } finally {
        await site.close();
      }
    });
  });
});

describe('on a server', () => {
  it.each(['node', 'browser', 'worker', 'edge-light', 'workerd'])(
    'every door opens by import and by require, and leaves no trace: %s',
    async (condition) => {
      const { doors, newGlobals, tracked } = await openOnServer(built.home, condition);
      for (const [imported, required] of Object.values(doors)) {
        expect(imported).toEqual(required);
        expect(imported).not.toEqual([]);
      }
      expect(doors['@rialto/browser']?.[0]).toContain('createTracker');
      expect(doors['@rialto/browser/validate']?.[0]).toEqual(['validate']);
      expect(newGlobals).toEqual([]);
      const dropped = { status: 'dropped', reason: 'refused:analytics' };
      expect(tracked).toEqual([dropped, dropped]);
    },
  );
});

describe('the build', () => {
  it('has a stub of less than 600 bytes', () => {
    expect(Buffer.byteLength(built.scripts.get('snippet.js') ?? 'x'.repeat(600))).toBeLessThan(600);
  });

  it('names the hash of every script that a page may load', () => {
    const scripts = [...built.scripts.keys()].filter((file) => /^(rialto|snippet)/.test(file));
    expect(Object.keys(built.integrity).sort()).toEqual(scripts.sort());
    for (const script of [
      ...(built.scripts.get('rialto.global.js') ?? '').matchAll(/import\("\.\/([^"]+)"\)/g),
    ])
      expect(Object.keys(built.integrity)).toContain(script[1]);
  });

  it('of a shop that checks its events in development has no zod in production', async () => {
    const files = await checkingPage();
    expect(files.has('/page.js')).toBe(true);
    for (const text of files.values()) expect(text).not.toMatch(/ZodType|does not fit the plan/);
  });
});
