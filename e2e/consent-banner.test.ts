import { hashConsentText } from '@rialto/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConsentSite, startConsentSite } from '../examples/consent/site.ts';
import type { Device, Driver, Tab } from './support/browsers/driver.ts';
import { browsers } from './support/browsers/launch.ts';
import { nothingStored, storedOnDevice, watchDevice } from './support/browsers/watch-device.ts';

const pages = ['bundled', 'script-tag', 'headless'] as const;
/** The pages that show `<rialto-consent>`. */
const withBanner = ['bundled', 'script-tag'] as const;

const banner = "document.querySelector('rialto-consent').shadowRoot";
const cells =
  'return Object.fromEntries(document.querySelector("rialto-consent").manager.cells().map(({ purpose, channel, state }) => [channel ?? purpose, state]));';
/** What has the focus, through shadow roots. */
const focused = `
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at.textContent.trim() || at.getAttribute('aria-label') || at.tagName;
`;

describe.each(browsers)('the consent banner in $name', { timeout: 60_000 }, ({ name, launch }) => {
  let browser: Driver | undefined;
  let site: ConsentSite;
  let devices: Device[];

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(async () => browser?.close());
  beforeEach(async ({ skip }) => {
    skip(!browser, `${name} is not installed`);
    site = await startConsentSite(0);
    devices = [];
  });
  afterEach(async () => {
    for (const device of devices ?? []) await device.close();
    await site?.close();
  });

  async function device(): Promise<Device> {
    if (!browser) throw new Error(`${name} is not installed.`);
    const made = await browser.device();
    devices.push(made);
    return made;
  }

  async function visit(page: (typeof pages)[number], query = '', on?: Device): Promise<Tab> {
    const tab = await (on ?? (await device())).tab(watchDevice);
    await tab.open(`${site.url}/${page}.html${query}`);
    await tab.until(
      page === 'headless'
        ? "!document.querySelector('#ask form').hidden || !document.querySelector('#again').hidden"
        : `${banner}?.querySelector('button')`,
    );
    return tab;
  }

  describe('before a choice', () => {
    it.each(pages)(
      'D1, U2: stores and probes nothing on the %s page, whatever is done but choosing',
      async (page) => {
        const tab = await visit(page);
        await tab.click('button', 'Add to cart');
        await tab.press('Tab', 'Tab', 'Escape', 'PageDown');
        await tab.run('scrollTo(0, document.body.scrollHeight);');
        if (page !== 'headless') {
          await tab.click('button', 'Settings');
          await tab.press('Escape');
          await tab.until(`!${banner}.querySelector('dialog')?.open`);
        }
        for (const reload of [false, true]) {
          if (reload) await tab.open(`${site.url}/${page}.html`);
          expect(await tab.run('return window.writes;')).toEqual([]);
          expect(await tab.run(storedOnDevice)).toEqual(nothingStored);
        }
      },
    );

    it.each(pages)('D2: asks the %s page’s own origin alone, and sends no identifier', async (page) => {
      const tab = await visit(page, '?lang=de');
      await tab.click('button', 'In den Warenkorb');
      await tab.until("document.querySelector('rialto-embed').shadowRoot.querySelector('button')");
      expect(await tab.run('return window.breaches;')).toEqual([]); // none that the policy held back either
      expect(tab.requests.filter((url) => !url.startsWith(`${site.url}/`))).toEqual([]);
      const queries = tab.requests.map((url) => new URL(url).search).filter(Boolean);
      expect(queries).toEqual(['?lang=de']);
      // The pages' files, and the page's own question what the hub has taken. Neither the script, the film nor the hub.
      const asked =
        /^GET \/([\w-]+\.html|look\.css|site\.css|lamp\.svg|taken|(chunks\/|locales\/)?[\w.-]+\.js)(\?lang=de)?$/;
      expect(site.requests.filter((request) => !asked.test(request))).toEqual([]);
      expect(site.requests.filter((request) => /measure|film|rialto\//.test(request))).toEqual([]);
      expect(site.taken).toEqual([]);
    });

    it('U2: ticks no box, also not after accept was looked at and left', async () => {
      const tab = await visit('bundled');
      for (const _ of [1, 2]) {
        await tab.click('button', 'Settings');
        const boxes = await tab.run<boolean[]>(
          `return [...${banner}.querySelectorAll('input')].map(({ checked }) => checked);`,
        );
        expect(boxes).toEqual([false, false, false]);
        await tab.click('checkbox', 'Offers and advertising');
        await tab.click('button', 'Close without saving');
      }
      expect(await tab.run(cells)).toEqual({ analytics: 'unset', marketing: 'unset', email: 'unset' });
      expect(await tab.run(storedOnDevice)).toEqual(nothingStored);
    });
  });

  describe('the answers', () => {
    const themes: Readonly<Record<string, string>> = {
      light: "banner.setAttribute('theme', 'light');",
      dark: "banner.setAttribute('theme', 'dark');",
      'a shop’s own colours': "document.documentElement.dataset.theme = 'brand';",
      'a hostile theme': `
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(\`
          * { --rialto-accent: #777; --rialto-accent-text: #888; --rialto-text: #eee; --rialto-background: #fff; --rialto-reject: none; }
          rialto-consent { opacity: 1; --a: red; --o: red; }
          rialto-consent::part(reject), rialto-consent [name=reject], button[name=reject], button { all: unset; font-size: 4px; opacity: .1; order: 9; }
          button:nth-of-type(2) { display: none !important; }
        \`);
        document.adoptedStyleSheets.push(sheet);
        banner.removeAttribute('theme');
        banner.manager = banner.manager;
      `,
    };

    it.each(Object.keys(themes))('U1: weigh the same in every computed style with %s', async (theme) => {
      const tab = await visit('bundled');
      await tab.run(`const banner = document.querySelector('rialto-consent'); ${themes[theme]}`);
      for (const layer of ['.panel', 'dialog']) {
        if (layer === 'dialog') await tab.click('button', 'Settings');
        const [accept, reject] = await tab.run<[Look, Look]>(`
          const look = (name) => {
            const button = ${banner}.querySelector('${layer} [name=' + name + ']');
            const style = getComputedStyle(button);
            const { width, height } = button.getBoundingClientRect();
            const lines = [...style].filter((name) => !/^(inset|top|left|right|bottom|perspective|transform)/.test(name))
              .map((name) => name + ':' + style.getPropertyValue(name).replace(/[\\d.]+px/g, (size) => Math.round(parseFloat(size)) + 'px'));
            return { width: Math.round(width), height: Math.round(height), tag: button.tagName, class: button.className, lines };
          };
          return [look('accept'), look('reject')];
        `);
        expect(reject).toEqual(accept);
        expect(accept.width).toBeGreaterThanOrEqual(44);
        expect(accept.height).toBeGreaterThanOrEqual(44);
      }
    });

    it('U1: stand beside each other in the tab order, accept and then reject', async () => {
      const tab = await visit('bundled');
      await tab.run(`${banner}.querySelector('[name=accept]').focus();`);
      await tab.press('Tab');
      expect(await tab.run(focused)).toBe('Reject all');
    });

    it('D3: leave the same bytes on two devices that refuse, and nothing unique', async () => {
      const left: unknown[] = [];
      for (const page of withBanner) {
        const tab = await visit(page);
        await tab.click('button', 'Reject all');
        await tab.open(`${site.url}/${page}.html`);
        left.push(await tab.run(storedOnDevice));
      }
      expect(left[0]).toEqual(left[1]);
      expect(left[0]).toEqual({ ...nothingStored, local: { 'rialto:consent': expect.any(String) } });
      expect(JSON.stringify(left[0])).toContain(new Date().toISOString().slice(0, 10));
      expect(JSON.stringify(left[0])).not.toMatch(/\d{9}|[0-9a-f]{16}|T\d\d:/i);
      expect(site.taken).toEqual([]);
    });

    it.each(pages)('U6: do not matter to the shop: refused on the %s page, the cart works', async (page) => {
      const tab = await visit(page);
      await tab.click('button', 'Reject all');
      await tab.click('button', 'Add to cart');
      expect(await tab.run("return document.querySelector('#cart').textContent;")).toBe('In the cart: 1');
      expect(await tab.run("return document.querySelector('#measured').textContent;")).toBe(
        'The script has not run.',
      );
    });

    it.each([
      ['bundled', 'de', 'Alle akzeptieren', 'ltr'],
      ['script-tag', 'de', 'Alle akzeptieren', 'ltr'],
      ['bundled', 'ar', 'قبول الكل', 'rtl'],
      ['script-tag', 'ar', 'قبول الكل', 'rtl'],
    ] as const)('U7: speak the language of the %s page: %s', async (page, lang, accept, dir) => {
      const tab = await visit(page, `?lang=${lang}`);
      const [said, root] = await tab.run<[string, { lang: string; dir: string }]>(`
        const accept = ${banner}.querySelector('[name=accept]');
        const { lang, dir } = accept.closest('[lang]');
        return [accept.textContent, { lang, dir }];
      `);
      expect([said, root]).toEqual([accept, { lang, dir }]);
    });

    it.each(withBanner)(
      'U8, P1: are recorded by the hub with the words that stood on the %s page',
      async (page) => {
        const tab = await visit(page);
        const words = await tab.run<string>(`return ${banner}.querySelector('.panel').innerText;`);
        await tab.click('button', 'Accept all');
        const { properties } = await site.arrival(({ event }) => event === 'Consent Recorded');
        expect(properties).toMatchObject({
          method: 'accept_all',
          locale: 'en',
          policy_version: '2026-11',
          text_hash: await hashConsentText(words),
          ui: expect.stringContaining('rialto-consent/'),
        });
        await tab.click('button', 'Privacy settings');
        const more = await tab.run<string>(`return ${banner}.querySelector('dialog').innerText;`);
        await tab.click('button', 'Save selection');
        expect(more).toContain('Offers and advertising');
      },
    );
  });

  describe('a withdrawal', () => {
    /** Clicks, and counts them. */
    async function clicks(tab: Tab, ...names: readonly string[]): Promise<number> {
      for (const name of names)
        await tab.click(name.startsWith('☐') ? 'checkbox' : 'button', name.replace('☐', ''));
      return names.length;
    }

    const withdrawn = { analytics: 'withdrawn', marketing: 'withdrawn', email: 'denied' };

    it.each(withBanner)(
      'U3: takes no more clicks than the grant on the %s page: one for all of it, and for one purpose the same',
      async (page) => {
        const tab = await visit(page);
        const grantAll = await clicks(tab, 'Accept all');
        await tab.open(`${site.url}/${page}.html`);
        const withdrawAll = await clicks(tab, 'Reject all');
        expect(await tab.run(cells)).toEqual(withdrawn);
        expect([grantAll, withdrawAll]).toEqual([1, 1]);
        expect(await tab.run(`return ${banner}.querySelector('[role=status]').textContent;`)).toBe(
          'Your permission is withdrawn.',
        );

        const other = await visit(page);
        const grant = await clicks(other, 'Settings', '☐Offers and advertising', 'Save selection');
        expect(await other.run(cells)).toEqual({
          analytics: 'denied',
          marketing: 'granted',
          email: 'denied',
        });
        await other.open(`${site.url}/${page}.html`);
        const withdrawal = await clicks(
          other,
          'Privacy settings',
          '☐Offers and advertising',
          'Save selection',
        );
        expect(await other.run(cells)).toEqual({ ...withdrawn, analytics: 'denied' });
        expect([grant, withdrawal]).toEqual([3, 3]);
      },
    );

    it('U3, U8: is recorded with the words of the control that made it', async () => {
      const tab = await visit('script-tag');
      await tab.click('button', 'Accept all');
      await tab.click('button', 'Reject all');
      const { properties } = await site.arrival(({ properties }) => properties?.method === 'reject_all');
      expect(properties).toMatchObject({
        text_hash: await hashConsentText('Privacy settings Reject all'),
        ui: expect.stringMatching(/^rialto-consent\/\S+ control$/),
      });
    });

    it.each(withBanner)(
      'D5: holds in every tab of the %s page at once: storage goes, the film goes',
      async (page) => {
        const shared = await device();
        const tab = await visit(page, '', shared);
        await tab.click('button', 'Accept all');
        await tab.until("document.querySelector('#measured').textContent.includes('✓')");
        const other = await visit(page, '', shared);
        await other.until("document.querySelector('rialto-embed').shadowRoot.querySelector('iframe')");
        expect(await other.run('return document.cookie;')).toBe('measure=on');
        const now = 'performance.timeOrigin + performance.now()';
        const listen = `
          document.querySelector('rialto-consent').manager.on('change', (change) => { window.heard = { ...change, at: ${now} }; });
          addEventListener('click', () => { window.clicked = ${now}; }, true);
        `;
        for (const one of [tab, other]) await one.run(listen);

        await tab.click('button', 'Reject all');
        await other.until('window.heard');
        const [here, there] = await Promise.all(
          [tab, other].map((one) => one.run<{ refused: string[]; at: number }>('return window.heard;')),
        );
        expect(there?.refused).toEqual(['analytics', 'marketing', 'marketing@email']);
        expect(here?.refused).toEqual(there?.refused);
        const after = (there?.at ?? 0) - (await tab.run<number>('return window.clicked;'));
        console.log(`${name}, ${page}: the other tab has it ${after.toFixed(1)} ms after the click`);
        for (const one of [tab, other]) {
          expect(await one.run(cells)).toEqual(withdrawn);
          expect(await one.run('return document.cookie;')).toBe('');
          expect(
            await one.run(
              "return document.querySelector('rialto-embed').shadowRoot.querySelectorAll('iframe').length;",
            ),
          ).toBe(0);
        }
      },
    );
  });

  describe('a strict policy', () => {
    it.each(pages)(
      'is never broken on the %s page: no inline script or style, no markup from strings',
      async (page) => {
        const tab = await visit(page, '?lang=de&theme=dark');
        const settings = 'Datenschutzeinstellungen';
        if (page !== 'headless') {
          await tab.click('button', 'Einstellungen');
          await tab.press('Escape');
        }
        await tab.click('button', 'Alle akzeptieren');
        await tab.until("document.querySelector('#measured').textContent.includes('✓')");
        await tab.until("document.querySelector('rialto-embed').shadowRoot.querySelector('iframe')");
        await tab.click('button', settings);
        if (page !== 'headless') await tab.press('Escape');
        await tab.click('button', 'Alle ablehnen');
        await tab.until("!document.querySelector('rialto-embed').shadowRoot.querySelector('iframe')");
        expect(await tab.run('return window.breaches;')).toEqual([]);
        expect(await tab.run("return document.querySelectorAll('[style], style').length;")).toBe(0);
      },
    );
  });

  describe('by keyboard alone', () => {
    /** Goes on by the tab key until this has the focus. */
    async function reach(tab: Tab, what: string): Promise<void> {
      const met: unknown[] = [];
      for (let steps = 0; steps < 40; steps += 1) {
        const at = await tab.run(focused);
        if (at === what) return;
        met.push(at);
        await tab.press('Tab');
      }
      throw new Error(`The tab key does not lead to “${what}”, but to ${met.join(', ')}.`);
    }
    const body = 'return document.activeElement === document.body || !document.activeElement;';

    it.each(withBanner)(
      'one accepts, reopens and withdraws on the %s page, and the focus is never lost',
      async (page) => {
        const tab = await visit(page);
        expect(await tab.run(body)).toBe(true); // the banner has not taken it
        await reach(tab, 'Accept all');
        await tab.press('Enter');
        expect(await tab.run(cells)).toEqual({ analytics: 'granted', marketing: 'granted', email: 'unset' });
        expect(await tab.run(focused)).toBe('Privacy settings');
        await tab.press('Enter');
        expect(await tab.run(focused)).toBe('Privacy settings'); // the heading of the settings
        await tab.press('Escape');
        await tab.until(`!${banner}.querySelector('dialog[open]')`);
        await tab.press('Tab');
        expect(await tab.run(focused)).toBe('Reject all'); // next to it
        await tab.press('Space');
        expect(await tab.run(cells)).toEqual({
          analytics: 'withdrawn',
          marketing: 'withdrawn',
          email: 'denied',
        });
        expect(await tab.run(body)).toBe(false);
        expect(await tab.run(focused)).toBe('Privacy settings');
      },
    );

    it.each(withBanner)('one rejects on the %s page, and the focus is not lost', async (page) => {
      const tab = await visit(page);
      await reach(tab, 'Reject all');
      await tab.press('Space');
      expect(await tab.run(cells)).toEqual({ analytics: 'denied', marketing: 'denied', email: 'unset' });
      expect(await tab.run(focused)).toBe('Privacy settings');
    });

    it('U2: one opens the settings, leaves them by Escape without an answer, ticks a box and saves', async () => {
      const tab = await visit('bundled');
      await reach(tab, 'Settings');
      await tab.press('Enter', 'Escape');
      await tab.until(`!${banner}.querySelector('dialog[open]')`);
      expect(await tab.run(focused)).toBe('Settings');
      expect(await tab.run(cells)).toEqual({ analytics: 'unset', marketing: 'unset', email: 'unset' });
      await tab.press('Enter');
      await tab.until(`${banner}.querySelector('dialog[open]')`);
      for (let steps = 0; steps < 20; steps += 1) {
        if (await tab.run(`return ${banner}.activeElement?.name === 'analytics';`)) break;
        await tab.press('Tab');
      }
      await tab.press('Space');
      await reach(tab, 'Save selection');
      await tab.press('Enter');
      expect(await tab.run(cells)).toEqual({ analytics: 'granted', marketing: 'denied', email: 'denied' });
      expect(await tab.run(focused)).toBe('Privacy settings');
    });

    it('one chooses on a page that has a form of its own', async () => {
      const tab = await visit('headless');
      await reach(tab, 'Reject all');
      await tab.press('Enter');
      expect(await tab.run(focused)).toBe('Privacy settings');
    });
  });
});

interface Look {
  readonly width: number;
  readonly height: number;
}
