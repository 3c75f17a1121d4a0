import { type BrowserContextOptions, chromium, type Page } from 'playwright';
import { browserArgs, findBrowser } from '../../../scripts/find-browser.ts';
import { asExpression, type DeviceOptions, type Driver, type Tab, waitingBody } from './driver.ts';

/** Chromium by playwright. */
export async function launchChromium(): Promise<Driver> {
  const browser = await chromium.launch({ executablePath: (await findBrowser()) ?? '', args: browserArgs });
  return {
    name: 'Chromium',
    async device(options = {}) {
      const context = await browser.newContext(contextOptions(options));
      return {
        async tab(beforehand) {
          const page = await context.newPage();
          if (beforehand) await page.addInitScript(beforehand);
          return tabOf(page);
        },
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

function contextOptions({
  size: [width, height] = [1280, 800],
  colours = 'light',
  motion,
  withoutPolicy = false,
}: DeviceOptions): BrowserContextOptions {
  return {
    viewport: { width, height },
    colorScheme: colours === 'dark' ? 'dark' : 'light',
    forcedColors: colours === 'forced' ? 'active' : 'none',
    reducedMotion: motion ?? 'no-preference',
    bypassCSP: withoutPolicy,
  };
}

function tabOf(page: Page): Tab {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  return {
    requests,
    async open(url) {
      await page.goto(url);
    },
    run: (body) => page.evaluate(asExpression(body)),
    async until(expression) {
      await page.evaluate(asExpression(waitingBody(expression)));
    },
    click: (role, name) => page.getByRole(role, { name, exact: true }).click({ timeout: 10_000 }),
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key);
    },
    close: () => page.close(),
  };
}
