// `pnpm --filter @rialto-examples/consent pictures [folder]`: takes the pictures of docs/guides/consent-banner.md again.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright';
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
/** The looks in which the control is shown, too, with what it withdraws. */
const withControl: readonly string[] = ['light', 'mobile'];

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../../docs/pictures'));
await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: browserArgs });
try {
  for (const [name, [query, viewport]] of Object.entries(looks)) {
    const site = await startConsentSite(0); // anew, for the page shows what its hub has
    const page = await (await browser.newContext({ viewport })).newPage();
    await takeLook(page, `${site.url}/bundled.html${query}`, name);
    await site.close();
  }
} finally {
  await browser.close();
}

/** The first layer, the settings and, for some looks, the control. */
async function takeLook(page: Page, url: string, name: string): Promise<void> {
  const shoot = (what: string) => page.screenshot({ path: join(folder, `consent-${what}-${name}.png`) });
  await page.goto(url);
  await page.locator('rialto-consent [name=accept]').waitFor();
  await shoot('banner');
  await page.locator('rialto-consent [name=settings]').click();
  await page.locator('rialto-consent dialog[open]').waitFor();
  await page.mouse.move(0, 0); // nothing shall look pointed at
  await shoot('settings');
  if (!withControl.includes(name)) return;
  await page.locator('rialto-consent dialog [name=accept]').click();
  await page.locator('rialto-consent [name=withdraw]').waitFor();
  await page.locator('#measured', { hasText: '✓' }).waitFor();
  await page.locator('#device', { hasText: '"unsent":[]' }).waitFor(); // the hub has the record
  await page.mouse.click(0, 0); // nor shall anything have the focus
  await shoot('control');
}
