import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import puppeteer, { type Browser, type BrowserContext, type KeyInput, type Page } from 'puppeteer-core';
import { browserArgs } from '../../../scripts/find-browser.ts';
import { asExpression, type Device, type NetworkedTab, type ProcessDriver, waitingBody } from './driver.ts';

/** Which browser is started, and on what. */
export interface PuppeteerOptions {
  readonly name: ProcessDriver['name'];
  readonly executablePath: string;
  /** The folder of a profile that outlives the browser; its devices are all the same then. Left out: each is a new one. */
  readonly profile?: string;
}

type Size = readonly [width: number, height: number];
const usualSize: Size = [1280, 800];

/** Chromium by the DevTools protocol, Firefox by WebDriver BiDi. Unlike playwright's, its Chromium keeps left pages for the way back. */
export async function launchPuppeteer(options: PuppeteerOptions): Promise<ProcessDriver> {
  const { name, executablePath, profile } = options;
  const browser = await puppeteer.launch({
    browser: name === 'Chromium' ? 'chrome' : 'firefox',
    executablePath,
    headless: true,
    // A page that never answers should fail its own test, not the next one.
    protocolTimeout: 30_000,
    args: name === 'Chromium' ? browserArgs : [],
    ...(profile !== undefined && { userDataDir: profile }),
  });
  return {
    name,
    async device({ size = usualSize } = {}) {
      if (profile !== undefined) return deviceOf(browser.defaultBrowserContext(), size, async () => {});
      const context = await browser.createBrowserContext();
      return deviceOf(context, size, () => context.close());
    },
    close: () => browser.close(),
    kill: () => kill(browser),
  };
}

const deviceOf = (
  context: BrowserContext,
  [width, height]: Size,
  close: () => Promise<void>,
): Device<NetworkedTab> => ({
  async tab(beforehand) {
    const page = await context.newPage();
    await page.setViewport({ width, height });
    if (beforehand) await page.evaluateOnNewDocument(beforehand);
    return tabOf(page);
  },
  close,
});

async function kill(browser: Browser): Promise<void> {
  const child = browser.process();
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function tabOf(page: Page): NetworkedTab {
  const requests: string[] = [];
  page.on('request', (request) => {
    // Firefox draws its own controls with a font of its own, and names that, too.
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  return {
    requests,
    async open(url) {
      await page.goto(url);
    },
    run: (body) => page.evaluate(asExpression(body)) as Promise<never>,
    async until(expression) {
      await page.evaluate(asExpression(waitingBody(expression)));
    },
    async click(role, name) {
      // Through shadow roots. What puppeteer has to wait for it takes half a second each time.
      const selector = `>>> ::-p-aria([name="${name}"][role="${role}"])`;
      for (let tries = 0; tries < 200; tries += 1) {
        const found = await page.$(selector);
        if (found) return found.click();
        await delay(25);
      }
      throw new Error(`There is no ${role} “${name}”.`);
    },
    async press(...keys) {
      for (const key of keys) await page.keyboard.press((key === 'Space' ? ' ' : key) as KeyInput);
    },
    close: () => page.close(),
    offline: (isOffline) => page.setOfflineMode(isOffline),
  };
}
