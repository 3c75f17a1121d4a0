import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConsentSite, startConsentSite } from '../examples/consent/site.ts';
import { launchChromium } from './support/browsers/chromium-driver.ts';
import type { Device, DeviceOptions, Driver, Tab } from './support/browsers/driver.ts';
import { bringAxe, findings } from './support/consent-banner/axe.ts';
import { clipped, moving, unreachable } from './support/consent-banner/layout.ts';
import { serveLab } from './support/consent-banner/serve-lab.ts';

const layers = ['first', 'settings', 'control'] as const;
const colours = ['light', 'dark', 'forced'] as const;
const small = [320, 640] as const;
const sizes = { 'a desktop': [1280, 800], '320 px': small } as const;

let browser: Driver;
let lab: Awaited<ReturnType<typeof serveLab>>;
let site: ConsentSite;
const devices: Device[] = [];

beforeAll(async () => {
  [browser, lab, site] = await Promise.all([launchChromium(), serveLab(), startConsentSite(0)]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await Promise.all([lab.close(), site.close()]);
});
afterEach(async () => {
  for (const device of devices.splice(0)) await device.close();
});

async function open(options: DeviceOptions, url = lab.url, beforehand?: string): Promise<Tab> {
  const device = await browser.device(options);
  devices.push(device);
  const tab = await device.tab(beforehand);
  await tab.open(url);
  if (url === lab.url) await tab.until('window.lab');
  return tab;
}

/** Runs what is asked in every language on both layers and the control, and gathers what it answers, each with its place. */
const everywhere = (tab: Tab, question: string): Promise<readonly string[]> =>
  tab.run(`
    const found = [];
    for (const locale of lab.languages)
      for (const layer of ${JSON.stringify(layers)}) {
        await lab.show({ locale, layer });
        const answers = await (${question})(lab.banner.shadowRoot, layer);
        found.push(...answers.map((answer) => locale + ' ' + layer + ' ' + answer));
      }
    return found;
  `);

describe('the consent banner, as people with other ways of seeing and typing meet it', {
  timeout: 120_000,
}, () => {
  describe.each(colours)('in %s colours', (look) => {
    it.each(Object.entries(sizes))(
      'has no finding of axe on %s, in no language and on no layer',
      async (_, size) => {
        const tab = await open({ colours: look, size, withoutPolicy: true });
        await bringAxe(tab);
        expect(await everywhere(tab, findings)).toEqual([]);
      },
    );

    it('has no finding of axe after a choice', async () => {
      const tab = await open({ colours: look, withoutPolicy: true }, `${site.url}/bundled.html`);
      await bringAxe(tab);
      expect(await tab.run(`return (${findings})();`)).toEqual([]);
      await tab.click('button', 'Accept all');
      expect(await tab.run(`return (${findings})();`)).toEqual([]);
      await tab.click('button', 'Reject all');
      expect(await tab.run(`return (${findings})();`)).toEqual([]);
    });
  });

  it('is seen by the checker: what is too small and too pale on a layer is found', async () => {
    const tab = await open({ withoutPolicy: true });
    await bringAxe(tab);
    for (const layer of ['first', 'settings']) {
      const found = await tab.run<string[]>(`
        await lab.show({ layer: '${layer}' });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('.answers button { all: initial !important; display: block !important; inline-size: 10px !important; block-size: 10px !important; overflow: hidden !important; color: #aaa !important; background: #fff !important }');
        lab.banner.shadowRoot.adoptedStyleSheets.push(sheet);
        const answers = await (${findings})();
        lab.banner.shadowRoot.adoptedStyleSheets.pop();
        return answers;
      `);
      expect(found.some((one) => one.startsWith('target-size: rialto-consent'))).toBe(true);
      expect(found.some((one) => one.startsWith('color-contrast: rialto-consent'))).toBe(true);
    }
  });

  it('U1: weighs both answers the same where the person’s own colours are forced', async () => {
    const tab = await open({ colours: 'forced' });
    await tab.run('await lab.show();');
    const [accept, reject] = await tab.run<[string, string]>(`
      return ['accept', 'reject'].map((name) => {
        const style = getComputedStyle(lab.banner.shadowRoot.querySelector('[name=' + name + ']'));
        return ['color', 'backgroundColor', 'border', 'outline', 'font', 'forcedColorAdjust'].map((one) => style[one]).join();
      });
    `);
    expect(reject).toBe(accept);
  });

  it('can be reached whole on 320 × 256 px, in every language', async () => {
    const tab = await open({ size: [320, 256] });
    expect(await everywhere(tab, unreachable)).toEqual([]);
  });

  it.each([
    [320, 640],
    [1280, 800],
  ])('clips no text on %i × %i px, also with the distances of WCAG 1.4.12', async (width, height) => {
    const tab = await open({ size: [width, height] });
    expect(await everywhere(tab, clipped)).toEqual([]);
  });

  it('moves nothing, least of all where less motion is wanted', async () => {
    for (const motion of [undefined, 'reduce'] as const) {
      const tab = await open(motion ? { motion } : {});
      for (const layer of layers) {
        await tab.run(`await lab.show({ layer: '${layer}' });`);
        expect(await tab.run(`return (${moving})(lab.banner.shadowRoot);`)).toEqual([]);
      }
    }
  });

  it('shifts nothing on the page: when it comes, when it goes and when it comes back', async () => {
    const watch = `
      window.shifts = [];
      new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value }) => value)))
        .observe({ type: 'layout-shift', buffered: true });
    `;
    const tab = await open({}, lab.url, watch);
    await tab.run('await lab.show();');
    await tab.click('button', 'Reject all');
    await tab.click('button', 'Privacy settings');
    await tab.click('button', 'Accept all');
    await tab.click('button', 'Reject all');
    // The observer hears of a frame after it: two frames later all is told.
    await tab.run('for (let left = 3; left > 0; left -= 1) await new Promise(requestAnimationFrame);');
    expect(await tab.run('return window.shifts;')).toEqual([]);
  });

  it.each([...withSizes()])('hides nothing that has the focus, on %i × %i px', async (width, height) => {
    const tab = await open({ size: [width, height] }, `${site.url}/bundled.html`);
    await tab.until("document.querySelector('rialto-consent')?.shadowRoot.querySelector('.panel')");
    const met = new Set<string>();
    for (let steps = 0; steps < 24; steps += 1) {
      await tab.press('Tab');
      const [what, hidden] = await tab.run<[string, boolean]>(`
        let at = document.activeElement;
        if (at.localName === 'rialto-consent' || at === document.body) return ['the banner', false];
        while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        const panel = document.querySelector('rialto-consent').shadowRoot.querySelector('.panel').getBoundingClientRect();
        const { top, bottom } = at.getBoundingClientRect();
        return [at.textContent, top >= panel.top && bottom <= panel.bottom];
      `);
      if (what === 'the banner') continue;
      met.add(what);
      expect([what, hidden]).toEqual([what, false]);
    }
    expect(met.size).toBeGreaterThan(10);
  });
});

function* withSizes(): Generator<readonly [number, number]> {
  yield [1280, 800];
  yield small;
}
