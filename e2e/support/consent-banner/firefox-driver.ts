import { setTimeout as delay } from 'node:timers/promises';
import puppeteer, { type KeyInput, type Page } from 'puppeteer-core';
import { asExpression, type Driver, type Tab, waitingBody } from './driver.ts';

/** Firefox by WebDriver BiDi. */
export async function launchFirefox(executablePath: string): Promise<Driver> {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  return {
    name: 'Firefox',
    async device({ size: [width, height] = [1280, 800] } = {}) {
      const context = await browser.createBrowserContext();
      return {
        async tab(beforehand) {
          const page = await context.newPage();
          await page.setViewport({ width, height });
          if (beforehand) await page.evaluateOnNewDocument(beforehand);
          return tabOf(page);
        },
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

function tabOf(page: Page): Tab {
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
  };
}
