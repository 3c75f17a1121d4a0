import { createTracker } from '@rialto/browser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Device, Driver, Tab } from './support/browsers/driver.ts';
import { processBrowsers } from './support/browsers/launch.ts';
import { type CustomerPage, serveCustomerPage } from './support/customer/serve-customer-page.ts';

let shop: CustomerPage;
beforeEach(async () => {
  shop = await serveCustomerPage();
});
afterEach(() => shop.close());

/** Waits until the shop’s side of it is so. */
async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !condition(); ) {
    if (Date.now() > end) throw new Error(`It never came true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const pathsOf = ({ requests }: CustomerPage): readonly string[] => requests.map(({ path }) => path);

describe.each(processBrowsers)(
  'the customer in a page, in $name',
  { timeout: 90_000 },
  ({ name, launch }) => {
    let driver: Driver | undefined;
    let device: Device;
    let tab: Tab;
    let token: string;

    beforeAll(async () => {
      driver = await launch();
    }, 90_000);
    afterAll(() => driver?.close());
    beforeEach(async ({ skip }) => {
      if (!driver) return skip('not installed');
      device = await driver.device();
      tab = await device.tab();
      token = await shop.token('ada');
      await shop.sell('ada');
      await enter();
    });
    afterEach(() => device?.close());

    async function enter(): Promise<void> {
      await tab.open(shop.url);
      await tab.until('window.rialto');
    }
    const orders = (options = ''): Promise<unknown> =>
      tab.run(`
      const read = rialto.customer({ token: '${token}', ${options} });
      return read.then(({ orders }) => orders.list.length, ({ code }) => code);
    `);
    const kept = (): Promise<unknown> => tab.run("return sessionStorage.getItem('rialto:customer')");
    const follow = (): Promise<void> => tab.run(`window.stop = follow('${token}');`);
    const look = (state: string): Promise<void> =>
      tab.run(`
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${state}' });
      document.dispatchEvent(new Event('visibilitychange'));
    `);
    const seen = (): Promise<number[]> => tab.run('return seen');

    it('is there in the same task for every component after the first, and needs one request', async () => {
      expect(await orders()).toBe(1);
      const order = await tab.run(`
      const order = [];
      const next = new Promise((resolve) => setTimeout(resolve)).then(() => order.push('next task'));
      rialto.customer({ within: 300 }).then(() => order.push('first'));
      rialto.customer().then(() => order.push('second'));
      await next;
      return order;
    `);
      expect(order).toEqual(['first', 'second', 'next task']);
      expect(pathsOf(shop)).toEqual(['/v1/customer']);
    });

    it('is given up in time by a component that waits', async () => {
      shop.way('answers nothing');
      expect(await orders('within: 300')).toBe('hub-unreachable');
    });

    it('is known on the next page of the tab while storing is permitted, and forgotten with a withdrawal', async () => {
      await tab.run("decide('analytics', 'personalization')");
      expect(await orders()).toBe(1);
      expect(await kept()).toContain('o-1');
      expect(await kept()).not.toContain(token.split('.')[2]);
      await enter();
      shop.way('answers nothing');
      expect(await orders('within: 5000')).toBe(1);
      await tab.run("decide('analytics')");
      expect(await kept()).toBeNull();
      expect(await orders('within: 300')).toBe('hub-unreachable');
      await enter();
      expect(await orders('within: 300')).toBe('hub-unreachable');
    });

    it('leaves nothing in a tab that does not permit it, and nothing after a sign-out', async () => {
      expect(await orders()).toBe(1);
      expect(await kept()).toBeNull();
      await tab.run("decide('analytics')");
      expect(await orders('fresh: true')).toBe(1);
      expect(await kept()).toContain('o-1');
      await tab.run('rialto.reset()');
      expect(await kept()).toBeNull();
      expect(await tab.run('return rialto.customer().catch(({ code }) => code)')).toBe('not-signed-in');
      token = await shop.token('bob');
      expect(await orders()).toBe('hub-refused');
    });

    it('is told live, once for each change, over cut lines and a hub that is started anew', async () => {
      await follow();
      await follow();
      await tab.until('seen.length === 2');
      await shop.sell('ada');
      await tab.until('seen.length === 4');
      expect(pathsOf(shop)).toEqual(['/v1/customer/stream']);

      shop.cut();
      await until(() => shop.streams() === 1 && shop.requests.length >= 2);
      await shop.sell('ada');
      await tab.until('seen.length === 6');

      await shop.restart();
      await until(() => shop.requests.length >= 3 && shop.streams() === 1);
      await shop.sell('ada');
      await tab.until('seen.length === 8');
      expect(await seen()).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
      expect(
        new Set(shop.requests.slice(1).map(({ lastEventId }) => lastEventId?.split('-')[0])),
      ).not.toContain(undefined);
    });

    it('misses nothing that happens while its line is cut', async () => {
      await follow();
      await tab.until('seen.length === 1');
      await shop.sell('ada');
      await shop.sell('ada');
      shop.cut();
      await shop.sell('ada');
      await tab.until('seen.at(-1) === 4');
      expect(new Set(await seen()).size).toBe((await seen()).length);
    });

    it.each(['keeps streams back', 'has no streams'] as const)(
      'is told by polling where the way %s',
      async (way) => {
        shop.way(way);
        await follow();
        await tab.until('seen.length === 1');
        await shop.sell('ada');
        // Otherwise it would wait out its quarter of a minute.
        await look('visible');
        await tab.until('seen.length === 2');
        expect(await seen()).toEqual([1, 2]);
        expect(pathsOf(shop).filter((path) => path === '/v1/customer').length).toBeGreaterThan(1);
        expect(await tab.run('return problems')).toEqual([]);
      },
    );

    it('lets its line go while nobody looks, and goes on when somebody does', async () => {
      await follow();
      await tab.until('seen.length === 1');
      await look('hidden');
      await until(() => shop.streams() === 0);
      await shop.sell('ada');
      await look('visible');
      await tab.until('seen.length === 2');
      expect(shop.requests.at(-1)?.lastEventId).toMatch(/^1-/);
    });

    it('lets its line go when the page is left, and takes it up where somebody comes back to the page', async ({
      skip,
    }) => {
      await follow();
      await tab.until('seen.length === 1');
      await tab.run('window.isSame = true;');
      await tab.open(`${shop.url}next`);
      await until(() => shop.streams() === 0);
      await shop.sell('ada');
      await tab.run('setTimeout(() => history.back());');
      await untilBack(tab);
      if (!(await tab.run('return window.isSame === true;'))) skip(`${name} has not kept the page`);
      await tab.until('seen.length === 2');
      expect(await seen()).toEqual([1, 2]);
      expect(shop.requests.at(-1)?.lastEventId).toMatch(/^1-/);
    });

    it('stops with the last stop, with a sign-out and with a withdrawal of everything', async () => {
      await tab.run("decide('analytics')");
      const ends = ['stop(); stop();', 'rialto.reset();', 'decide();'];
      for (const [at, end] of ends.entries()) {
        await follow();
        await tab.until(`seen.length === ${at + 1}`);
        await tab.run(end);
        await until(() => shop.streams() === 0);
      }
      await shop.sell('ada');
      expect(await orders('fresh: true')).toBe(2);
      expect(await seen()).toEqual([1, 1, 1]);
    });
  },
);

/** A page that changes cannot be asked. */
async function untilBack(tab: Tab): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const path = await tab
      .run('await new Promise((next) => setTimeout(next, 50)); return location.pathname;')
      .catch(() => '');
    if (path === '/') return;
  }
  throw new Error('It never came back.');
}

describe('the customer where there is no page', { timeout: 30_000 }, () => {
  it('is read and told live over HTTP all the same', async () => {
    const rialto = createTracker({
      endpoint: `${shop.url}rialto`,
      writeKey: 'wk_customer_0123456789',
      channel: 'web',
    });
    const token = await shop.token('ada');
    try {
      await expect(rialto.customer({ token })).rejects.toMatchObject({ code: 'hub-refused' });
      const seen: (number | undefined)[] = [];
      rialto.onCustomer(({ orders }) => seen.push(orders?.list.length));
      await until(() => shop.streams() === 1);
      await shop.sell('ada');
      await until(() => seen.length === 1);
      expect((await rialto.customer()).orders?.list).toHaveLength(1);
      await shop.sell('ada');
      await until(() => seen.length === 2);
      expect(seen).toEqual([1, 2]);
      expect(pathsOf(shop)).toEqual(['/v1/customer', '/v1/customer/stream']);
    } finally {
      await rialto.close();
    }
    await until(() => shop.streams() === 0);
  });
});
