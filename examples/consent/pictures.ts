// `pnpm --filter @rialto-examples/consent pictures [folder]`: takes the pictures of docs/guides/consent-banner.md again.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { ensureBrowser } from '../../scripts/ensure-browser.ts';
import { browserArgs } from '../../scripts/find-browser.ts';
import { startConsentSite } from './site.ts';

const desktop = { width: 1280, height: 800 };
const mobile = { width: 390, height: 844 };
/** Each look by its name: what the address asks for, and the size. */
const looks = {
  light: ['?lang=en&theme=light', desktop],
  dark: ['?lang=en&theme=dark', desktop],
  mobile: ['?lang=en&theme=light', mobile],
  arabic: ['?lang=ar&theme=light', desktop],
} as const;

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../../docs/pictures'));
await mkdir(folder, { recursive: true });
const site = await startConsentSite(0);
const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: browserArgs });
try {
  for (const [name, [query, viewport]] of Object.entries(looks)) {
    const page = await (await browser.newContext({ viewport })).newPage();
    await page.goto(`${site.url}/bundled.html${query}`);
    await page.locator('rialto-consent [name=accept]').waitFor();
    await page.screenshot({ path: join(folder, `consent-banner-${name}.png`) });
    await page.locator('rialto-consent [name=settings]').click();
    await page.locator('rialto-consent dialog[open]').waitFor();
    await page.mouse.move(0, 0); // nothing shall look pointed at
    await page.screenshot({ path: join(folder, `consent-settings-${name}.png`) });
  }
} finally {
  await browser.close();
  await site.close();
}
