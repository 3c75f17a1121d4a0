import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playJourney } from '../examples/demo/journey.ts';
import { type Stage, setTheStage } from '../examples/demo/stage.ts';
import { browserArgs, findBrowser } from '../scripts/find-browser.ts';

let browserPath: string;
let browser: Browser;
let stage: Stage;

beforeAll(async () => {
  browserPath = (await findBrowser()) ?? '';
  browser = await chromium.launch({ executablePath: browserPath, args: browserArgs });
}, 60_000);
afterAll(async () => {
  await browser.close();
});

/** A window of its own: a page in the background draws once in two seconds. */
const openWindow = async () => (await browser.newContext()).newPage();

describe('the demo', { timeout: 120_000 }, () => {
  it('shows the cart of the shop at the till, and the sale of the till in the shop, without a reload', async () => {
    stage = await setTheStage();
    try {
      const [shop, till] = [await openWindow(), await openWindow()];
      const faults: string[] = [];
      for (const page of [shop, till]) {
        page.on('pageerror', (error) => faults.push(error.message));
        page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      }
      await Promise.all([shop.goto(stage.shop), till.goto(stage.till)]);

      await shop.getByRole('button', { name: 'Accept all' }).click();
      await shop.getByRole('button', { name: 'Sign in as Ada' }).click();
      await shop.getByText('Lamp for €19.99').waitFor();
      await till.getByLabel('Loyalty card').fill('7000 42');
      await till.getByRole('button', { name: 'Show customer' }).click();
      await till.getByText('Ada, card 7000 42').waitFor();
      await shop.locator('[data-product=A1]').getByRole('button', { name: 'Add' }).click();
      await till.getByText('1 × Lamp (web)').waitFor();
      await till.getByText('analytics: granted').waitFor();
      await shop.reload();
      await shop.getByText('Hello, Ada').waitFor();
      await shop.getByText('1 × Lamp').waitFor();

      await till.getByRole('button', { name: 'Sell' }).click();
      await shop.locator('[data-product=A1]').getByText('You own this').waitFor();
      await shop.getByText('Nothing yet.').waitFor();
      // The receipt is over, and so is the customer's being at the till.
      await till.getByText('No customer yet').waitFor();
      await till.getByRole('button', { name: 'Show customer' }).click();
      await till.getByText('Ada, card 7000 42').waitFor();
      await till.getByText('Nothing in any cart.').waitFor();
      expect(await shop.getByText('Lamp for €19.99').isVisible()).toBe(false);

      await till.getByLabel('Loyalty card').fill('9999');
      await till.getByRole('button', { name: 'Show customer' }).click();
      await till.getByText('Card 9999: not known yet').waitFor();
      expect(await till.locator('main').textContent()).not.toMatch(/Ada|Lamp \(web\)|granted|sold \(/);
      expect(faults).toEqual([]);
    } finally {
      await stage.close();
    }
  });

  it('keeps nothing of a visitor who refuses', async () => {
    stage = await setTheStage();
    try {
      const context = await browser.newContext();
      const shop = await context.newPage();
      await shop.goto(stage.shop);
      const requests: string[] = [];
      shop.on('request', (request) => requests.push(new URL(request.url()).pathname));
      await shop.getByRole('button', { name: /Reject all/ }).click();
      await shop.locator('[data-product=A1]').getByRole('link', { name: 'Look at Lamp' }).click();
      await shop.locator('[data-product=A1]').getByRole('button', { name: 'Add' }).click();
      await shop.getByText('1 × Lamp').waitFor();
      await shop.goto('about:blank'); // leaving flushes whatever would be sent
      expect(requests.filter((path) => path.startsWith('/rialto'))).toEqual([]);
      expect(await context.cookies()).toEqual([]);
      await context.close();
    } finally {
      await stage.close();
    }
  });

  it('plays the whole journey, radio to social media, and misses no step', async () => {
    stage = await setTheStage();
    try {
      const { missing, customer } = await playJourney(stage, { browserPath });
      expect(missing).toEqual([]);
      expect(customer?.timeline?.touches.map(({ channel }) => channel)).toEqual(
        expect.arrayContaining(['radio', 'web', 'store', 'sms', 'email', 'social']),
      );
    } finally {
      await stage.close();
    }
  });
});
