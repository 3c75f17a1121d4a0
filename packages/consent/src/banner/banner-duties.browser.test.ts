import type { ConsentRecord } from '@rialto/core/model';
import { hashConsentText, normaliseConsentText } from '@rialto/core/model';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { facts, focused, look, rendered, showBanner, wholeOptions } from '../../test/show-banner.ts';
import { waysIn } from '../../test/ways-in.ts';
import { createConsentManager } from '../index.ts';
import { version } from './version.ts';

beforeEach(() => localStorage.clear());
afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
  for (const added of document.head.querySelectorAll('[data-test]')) added.remove();
});

function addPageStyle(css: string): void {
  const style = document.createElement('style');
  style.dataset.test = '';
  style.textContent = css;
  document.head.append(style);
}

interface DevTools {
  send(method: string, params: object): Promise<unknown>;
}
const emulate = (features: Readonly<Record<string, string>>) =>
  (cdp() as unknown as DevTools).send('Emulation.setEmulatedMedia', {
    features: Object.entries(features).map(([name, value]) => ({ name, value })),
  });

const worlds = {
  light: {},
  dark: { 'prefers-color-scheme': 'dark' },
  'forced colours': { 'forced-colors': 'active' },
  'more contrast': { 'prefers-contrast': 'more' },
} as const;
const pages = {
  'a plain page': '',
  'a theme': 'rialto-consent { --rialto-accent: #7a1f5c; --rialto-accent-text: #fff; --rialto-radius: 0 }',
  'a hostile theme':
    'rialto-consent { --a: red; --o: red; --on: red; --accent: red; --rialto-accent: #eee; --rialto-accent-text: #fff; --rialto-in-page: none }',
  'a hostile page':
    'button, .answer, [name=reject], rialto-consent *, rialto-consent::part(reject) { display: none !important; color: red !important; font-size: 6px !important; opacity: 0.1 !important } * { text-transform: uppercase }',
};

for (const [world, features] of Object.entries(worlds)) {
  it.each(Object.entries(pages))(`U1: accept and reject are one in ${world}, on %s`, async (_, css) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    await emulate(features);
    try {
      addPageStyle(css);
      const { button, inside } = showBanner();
      const layers = [() => {}, () => button('Settings').click()];
      for (const go of layers) {
        go();
        const [accept, reject] = [button('Accept all'), button('Reject all')];
        expect(look(accept)).toEqual(look(reject));
        expect(getComputedStyle(accept).display).toBe('block');
        expect([accept.tagName, accept.className, accept.type]).toEqual([
          reject.tagName,
          reject.className,
          reject.type,
        ]);
        expect(accept.nextElementSibling).toBe(reject);
        const [one, other] = [accept.getBoundingClientRect(), reject.getBoundingClientRect()];
        expect([one.width, one.height]).toEqual([other.width, other.height]);
        expect(one.height).toBeGreaterThanOrEqual(44);
      }
      expect(inside.querySelectorAll('[part]')).toHaveLength(0);
    } finally {
      await emulate({});
    }
  });
}

it('U1: a theme that is hard to read is not taken, and the shop is told once', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  addPageStyle('rialto-consent { --rialto-background: #777; --rialto-text: oklch(0.6 0 0) }');
  const { banner, inside, button } = showBanner();
  const panel = inside.querySelector('.panel') as Element;
  expect(getComputedStyle(panel).backgroundColor).toBe('rgb(255, 255, 255)');
  button('Settings').click();
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn).toHaveBeenCalledWith(
    expect.stringMatching(/hard to read.*text on background: \d\.\d:1, needs 4\.5:1/),
  );
  addPageStyle('rialto-consent { --rialto-background: rgb(255 250 240); --rialto-text: oklch(0.2 0 0) }');
  banner.setAttribute('theme', 'light');
  expect(getComputedStyle(panel).backgroundColor).toBe('rgb(255, 250, 240)');
});

it('U1: a theme that can be read in one scheme only is taken in that one', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  addPageStyle('rialto-consent { --rialto-text: #012345 }');
  const { inside } = showBanner();
  const colour = () => getComputedStyle(inside.querySelector('.panel') as Element).color;
  expect(colour()).toBe('rgb(1, 35, 69)');
  await emulate({ 'prefers-color-scheme': 'dark' });
  await vi.waitFor(() => expect(colour()).toBe('rgb(236, 238, 240)'));
  await emulate({});
  await vi.waitFor(() => expect(colour()).toBe('rgb(1, 35, 69)'));
});

it('U2: nothing is ticked before a choice; closing, Escape, scrolling and leaving are none', () => {
  const { consent, banner, button, boxes, dialog } = showBanner();
  button('Settings').click();
  expect(boxes()).toHaveLength(4);
  expect(boxes().filter(({ checked }) => checked)).toEqual([]);
  boxes()[0]?.click();
  button('Close without saving').click();
  expect(dialog()).toBeNull();
  button('Settings').click();
  expect(boxes().filter(({ checked }) => checked)).toEqual([]);
  boxes()[1]?.click();
  dialog()?.requestClose();
  window.dispatchEvent(new Event('scroll'));
  window.dispatchEvent(new Event('pagehide'));
  banner.remove();
  expect(consent.state()).toEqual({ analytics: 'unset', marketing: 'unset' });
  expect(localStorage).toHaveLength(0);
});

it('U2: a banner that a page or a blocker hides is no consent, and makes no room', () => {
  addPageStyle('rialto-consent { display: none !important }');
  const { consent, banner, inside, button, dialog } = showBanner();
  expect(button('Accept all').checkVisibility()).toBe(false);
  banner.open();
  expect(dialog()).toBeNull(); // it would lock a page in which nobody sees it
  expect(consent.state()).toEqual({ analytics: 'unset', marketing: 'unset' });
  expect(getComputedStyle(document.documentElement).scrollPaddingBlockEnd).toBe('auto');
  // Lists of blockers know banners by such words in their ids and classes.
  const names = [...inside.querySelectorAll('*')].flatMap((element) => [
    element.id,
    element.getAttribute('class') ?? '',
  ]);
  expect(names.join(' ')).not.toMatch(/cookie|consent|gdpr|banner|privacy/i);
});

/** Clicks these, counted; a box by its place. */
function clicks({ button, boxes }: ReturnType<typeof showBanner>, ...names: (string | number)[]): number {
  for (const name of names) (typeof name === 'number' ? boxes()[name] : button(name))?.click();
  return names.length;
}

it('U3: withdrawing takes no more clicks than granting, of all or of one, on this page and the next', () => {
  let page = showBanner();
  expect(clicks(page, 'Accept all')).toBe(1);
  expect(page.consent.state()).toEqual({ analytics: 'granted', marketing: 'granted' });
  page.banner.remove();
  page = showBanner();
  expect(clicks(page, 'Reject all')).toBe(1);
  expect(page.consent.state()).toEqual({ analytics: 'withdrawn', marketing: 'withdrawn' });
  expect(page.told()).toBe('Your permission is withdrawn.');
  expect(page.inside.querySelectorAll('.control button')).toHaveLength(1);

  localStorage.clear();
  page.banner.remove();
  page = showBanner();
  const granting = clicks(page, 'Settings', 1, 'Save selection');
  expect(page.consent.state()).toEqual({ analytics: 'denied', marketing: 'granted' });
  page.banner.remove();
  page = showBanner();
  expect(clicks(page, 'Privacy settings', 1, 'Save selection')).toBe(granting);
  expect(page.consent.state()).toEqual({ analytics: 'denied', marketing: 'withdrawn' });
});

it('U3: what waits for its confirmation is withdrawn with one click, too', () => {
  const page = showBanner();
  clicks(page, 'Settings', 2, 'Save selection');
  expect(page.consent.cells()[2]).toMatchObject({ channel: 'email', state: 'pending' });
  clicks(page, 'Reject all');
  expect(page.consent.cells().map(({ state }) => state)).not.toContain('pending');
  expect(page.told()).toBe('Your permission is withdrawn.');
});

it('U3: a shop that wants the settings button alone has it, and the settings withdraw', () => {
  const page = showBanner();
  const count = () => page.inside.querySelectorAll('.control button').length;
  clicks(page, 'Accept all');
  expect(count()).toBe(2);
  page.banner.setAttribute('reopen', 'settings');
  expect(count()).toBe(1);
  expect(page.inside.querySelector('[role=group]')).toBeNull();
  page.banner.setAttribute('reopen', 'something else');
  expect(count()).toBe(2);
  page.banner.setAttribute('reopen', 'settings');
  expect(clicks(page, 'Privacy settings', 'Reject all')).toBe(2);
  expect(page.consent.state()).toEqual({ analytics: 'withdrawn', marketing: 'withdrawn' });
});

for (const [world, features] of Object.entries(worlds)) {
  it.each(Object.entries(pages))(`U3: settings and withdrawal are one in ${world}, on %s`, async (_, css) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    await emulate(features);
    try {
      // What hides the control hides both; see the page's own control in banner-focus.browser.test.ts.
      addPageStyle(css.replace('--rialto-in-page: none', ''));
      const { button, inside } = showBanner();
      button('Accept all').click();
      const group = inside.querySelector('[role=group]');
      expect(group?.ariaLabel).toBe('Privacy settings');
      const [reopen, withdraw] = [button('Privacy settings'), button('Reject all')];
      expect([...(group?.children ?? [])]).toEqual([reopen, withdraw]);
      // Their words differ in length, and nothing else does where neither has the focus.
      (focused() as HTMLElement).blur();
      const equal = (element: Element) =>
        look(element).filter(
          (line) => !/^(width|inline-size|perspective-origin|transform-origin|-webkit-locale)/.test(line),
        );
      expect(equal(reopen)).toEqual(equal(withdraw));
      for (const one of [reopen, withdraw]) {
        expect(getComputedStyle(one).display).toBe('block');
        expect(one.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
      }
    } finally {
      await emulate({});
    }
  });
}

it('U4: tells of each purpose who, what for, who else, where, how long, and how to take it back', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { button, dialog, boxes } = showBanner();
  button('Settings').click();
  const text = rendered(dialog());
  for (const told of [
    'Responsible: Rialto Retail GmbH, Hamburg',
    'Offers and advertising',
    'We use what we know of you to make offers',
    'Others who get the data: Mailer AG, Ads Inc.',
    'Data also go to: USA',
    'Stored for: 13 months',
    'Nobody else gets the data.',
    'You can take your permission back at any time with “Privacy settings”',
    'How may we contact you?',
    'By e-mail',
    'By text message',
  ])
    expect(text).toContain(told);
  const described = document
    .querySelector('rialto-consent')
    ?.shadowRoot?.getElementById(boxes()[1]?.getAttribute('aria-describedby') ?? '');
  expect(described?.textContent).toContain('Stored for: 13 months');
  expect(warn).not.toHaveBeenCalled();
});

it('U4: what a person is not told, the shop is told, once', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { button } = showBanner({ policy: { version: '1', url: '/privacy' }, about: { marketing: facts } });
  button('Settings').click();
  button('Save selection').click();
  expect(warn.mock.calls).toEqual([
    ['<rialto-consent>: people are not told policy.controller, about.analytics (GDPR Article 13).'],
  ]);
});

it('U7: speaks the language of the page, and shows nothing in another before', async () => {
  const { inside, button } = showBanner({ locale: 'pt-BR' });
  expect(inside.querySelector('.dock')).toBeNull();
  await vi.waitFor(() => expect(inside.querySelector('.root')).toMatchObject({ lang: 'pt' }));
  expect(inside.querySelector('.panel')?.textContent).not.toContain('Accept');
  expect(() => button('Accept all')).toThrow();
});

it.each([
  ['first', []],
  ['settings', ['Settings']],
])('U8: what was shown is what is recorded, from the layer %s', async (layer, way) => {
  const { consent, inside, dialog, button } = showBanner();
  const records: ConsentRecord[] = [];
  consent.on('record', (record) => records.push(record));
  for (const name of way) button(name).click();
  const shown = dialog() ?? inside.querySelector<HTMLElement>('.panel');
  const text = normaliseConsentText(rendered(shown));
  const hash = await hashConsentText(text);
  button('Accept all').click();
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject({ text, text_hash: hash, ui: `rialto-consent/${version} ${layer}` });
});

it('U8: what the control showed is what is recorded of a withdrawal', async () => {
  const { consent, inside, button } = showBanner();
  button('Accept all').click();
  const text = normaliseConsentText(rendered(inside.querySelector<HTMLElement>('.control')));
  const hash = await hashConsentText(text);
  const recorded = new Promise<ConsentRecord>((resolve) => consent.on('record', resolve));
  button('Reject all').click();
  expect(text).toBe('Privacy settings Reject all');
  expect(await recorded).toMatchObject({
    cells: expect.arrayContaining([{ purpose: 'marketing', state: 'withdrawn' }]),
    method: 'reject_all',
    text,
    text_hash: hash,
    ui: `rialto-consent/${version} control`,
  });
});

it('U8: the words of the shop and of another language are what is recorded', async () => {
  const { consent, banner, inside } = showBanner({ locale: 'de' });
  banner.labels = { text: 'Dürfen wir?' };
  await vi.waitFor(() => expect(inside.querySelector('.panel')).not.toBeNull());
  const text = normaliseConsentText(rendered(inside.querySelector<HTMLElement>('.panel')));
  const hash = await hashConsentText(text);
  const recorded = new Promise<ConsentRecord>((resolve) => consent.on('record', resolve));
  inside.querySelector<HTMLElement>('[name=reject]')?.click();
  expect(text).toContain('Dürfen wir?');
  expect(await recorded).toMatchObject({ text, text_hash: hash, locale: 'de', method: 'reject_all' });
});

it('D1, D2: before the choice nothing is written, nothing is sent, and only the language is loaded', async () => {
  const { set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie') ?? {};
  expect(set).toBeDefined();
  const spies = [
    vi.spyOn(document, 'cookie', 'set'),
    vi.spyOn(Storage.prototype, 'setItem'),
    vi.spyOn(Storage.prototype, 'removeItem'),
    vi.spyOn(indexedDB, 'open'),
    vi.spyOn(caches, 'open'),
    vi.spyOn(navigator.serviceWorker, 'register'),
    vi.spyOn(navigator, 'sendBeacon'),
    vi.spyOn(window, 'fetch'),
    vi.spyOn(XMLHttpRequest.prototype, 'open'),
  ];
  performance.clearResourceTimings();
  const { button, boxes } = showBanner();
  button('Settings').click();
  boxes()[0]?.click();
  button('Close without saving').click();
  await hashConsentText('the banner has taken its hash when this is done');
  expect(performance.getEntriesByType('resource')).toEqual([]);
  const german = showBanner({ locale: 'nl' });
  await vi.waitFor(() => expect(german.inside.querySelector('.panel')).not.toBeNull());
  for (const { name } of performance.getEntriesByType('resource')) {
    expect(new URL(name).origin).toBe(location.origin);
    expect(new URL(name).pathname).toMatch(/\/locales\/nl\.ts$/);
  }
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  button('Reject all').click();
  expect(spies[1]).toHaveBeenCalledTimes(1);
});

it('E3: asks again for what is new alone, and leaves the others as they are', () => {
  createConsentManager({ ...wholeOptions, purposes: ['analytics', 'marketing'] }).save({ analytics: true });
  const purposes = ['analytics', 'marketing', 'linking'];
  for (const [answer, state] of [
    ['Accept all', 'granted'],
    ['Reject all', 'denied'],
  ] as const) {
    const stored = localStorage.getItem('rialto:consent') ?? '';
    const about = { ...wholeOptions.about, linking: facts };
    const { consent, inside, button, banner } = showBanner({ purposes, about });
    expect([...inside.querySelectorAll('.panel li')].map(({ textContent }) => textContent)).toEqual([
      'Joining your visits to our shop and our stores',
    ]);
    const records: ConsentRecord[] = [];
    consent.on('record', (record) => records.push(record));
    button(answer).click();
    expect(consent.state()).toEqual({ analytics: 'granted', marketing: 'denied', linking: state });
    expect(records.map(({ cells }) => cells)).toEqual([[{ purpose: 'linking', state }]]);
    banner.remove();
    localStorage.setItem('rialto:consent', stored);
  }
});

it('X1: tells where what a signed-in person decided elsewhere counts here now, until she closes it', () => {
  const { consent, inside, button, told } = showBanner();
  consent.signIn({
    cells: ['analytics', 'marketing'].map((purpose) => ({ purpose, state: 'granted', reach: ['web'] })),
  });
  const note = () => inside.querySelector('.note');
  expect(told()).toBe('The choices of your account count here, too.');
  expect(note()?.textContent).toBe('The choices of your account count here, too.');
  button('Close without saving').click();
  expect(note()).toBeNull();
  expect(consent.state()).toEqual({ analytics: 'granted', marketing: 'granted' });
  button('Privacy settings').click();
  button('Reject all').click();
  expect(told()).toBe('Your permission is withdrawn.');
});

it('shows a permission that waits for its confirmation as asked for, in words', () => {
  const { consent, button, boxes, dialog, told } = showBanner();
  button('Settings').click();
  boxes()[2]?.click();
  button('Save selection').click();
  expect(told()).toBe('Your choice is saved.');
  expect(consent.cells()[2]).toMatchObject({ purpose: 'marketing', channel: 'email', state: 'pending' });
  button('Privacy settings').click();
  expect(boxes().map(({ checked }) => checked)).toEqual([false, false, true, false]);
  expect(dialog()?.querySelector('.pending')?.textContent).toBe('waiting for your confirmation');
  button('Reject all').click();
  expect(told()).toBe('Your permission is withdrawn.');
});

it('X4: says what the browser asks for by Global Privacy Control, and asks for the rest', () => {
  Object.defineProperty(navigator, 'globalPrivacyControl', { value: true, configurable: true });
  try {
    const { inside, button, boxes, dialog } = showBanner();
    expect(inside.querySelector('.panel')?.textContent).toContain('Your browser asks us not to sell');
    expect(inside.querySelectorAll('.panel li')).toHaveLength(1);
    button('Settings').click();
    expect(dialog()?.textContent).toContain('Your browser asks us not to sell');
    expect(boxes().some(({ checked }) => checked)).toBe(false);
  } finally {
    Reflect.deleteProperty(navigator, 'globalPrivacyControl');
  }
});

it('keeps the boxes of open settings in step with another tab, and what is ticked and not saved', () => {
  const { consent, banner, button, boxes } = showBanner();
  button('Settings').click();
  boxes()[0]?.click();
  consent.answer({ marketing: true });
  expect(boxes().map(({ checked }) => checked)).toEqual([true, true, false, false]);
  expect(waysIn(banner).dialog()?.open).toBe(true);
});

describe('the contact channels', () => {
  const contact = (consent: { cells(): readonly { channel?: unknown; state: string }[] }) =>
    consent.cells().flatMap(({ channel, state }) => (channel ? [state] : []));

  it('P1: the first layer refuses what it names, the settings and the control refuse everything', () => {
    const { consent, button } = showBanner();
    button('Reject all').click();
    expect(consent.state()).toEqual({ analytics: 'denied', marketing: 'denied' });
    expect(contact(consent)).toEqual(['unset', 'unset']);
    button('Privacy settings').click();
    button('Reject all').click();
    expect(contact(consent)).toEqual(['denied', 'denied']);
  });

  it('P5: what the hub has confirmed is not asked for anew by saving something else', () => {
    const { consent, button, boxes } = showBanner();
    consent.signIn({ cells: [{ purpose: 'marketing', channel: 'email', state: 'granted' }] });
    button('Settings').click();
    boxes()[0]?.click();
    button('Save selection').click();
    expect(contact(consent)).toEqual(['granted', 'denied']);
    button('Privacy settings').click();
    boxes()[2]?.click();
    button('Save selection').click();
    expect(contact(consent)).toEqual(['denied', 'denied']);
  });

  it('M8: open settings follow what another tab asked for and has still to be confirmed', () => {
    const { consent, button, boxes } = showBanner();
    button('Settings').click();
    consent.answer({ 'marketing@email': true });
    expect(boxes().map(({ checked }) => checked)).toEqual([false, false, true, false]);
  });
});

it('U8: names the language of the words that were shown, where another was asked for', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const locales: unknown[] = [];
  const answer = (locale: string, title?: string): void => {
    localStorage.clear();
    document.body.replaceChildren();
    const { consent, banner, inside } = showBanner({ locale });
    if (title) banner.labels = { title };
    consent.on('record', (record) => locales.push(record.locale));
    inside.querySelector<HTMLElement>('[name=reject]')?.click();
  };
  answer('en-GB');
  answer('ja-JP');
  answer('ja-JP', 'プライバシー');
  expect(locales).toEqual(['en-GB', 'en', 'ja-JP']);
});

it('M10: says once what of labels and attributes it does not know, and throws for none', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { banner, button } = showBanner();
  banner.labels = { titel: 'x', rejectAll: '' } as never;
  banner.setAttribute('theme', 'drak');
  banner.setAttribute('position', 'left');
  banner.setAttribute('reopen', 'never');
  banner.labels = { titel: 'x', rejectAll: '' } as never;
  expect(button('Reject all').isConnected).toBe(true);
  expect(warn.mock.calls.map(([message]) => message)).toEqual([
    '<rialto-consent>: these labels are unknown, or empty on a button: titel, rejectAll.',
    '<rialto-consent>: theme must be light or dark; got "drak".',
    '<rialto-consent>: position must be start or end; got "left".',
    '<rialto-consent>: reopen must be settings or none; got "never".',
  ]);
  banner.labels = undefined as never;
  expect(button('Accept all').isConnected).toBe(true);
});

it('M10: a policy whose address would run code is no link', () => {
  for (const url of ['javascript:alert(1)', ' java\tscript:alert(1)', 'data:text/html,x']) {
    document.body.replaceChildren();
    const { inside } = showBanner({ policy: { ...wholeOptions.policy, url } });
    expect(inside.querySelector('a')?.hasAttribute('href')).toBe(false);
  }
  document.body.replaceChildren();
  const { inside } = showBanner({ policy: { ...wholeOptions.policy, url: 'privacy.html?at=12:30' } });
  expect(inside.querySelector('a')?.getAttribute('href')).toBe('privacy.html?at=12:30');
});
