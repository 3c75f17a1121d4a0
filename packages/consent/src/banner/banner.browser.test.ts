import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { look, showBanner } from '../../test/show-banner.ts';
import { createConsentManager } from '../index.ts';
import { type BannerLabels, RialtoConsentElement } from './index.ts';

const policy = { version: '2026-11', url: '/privacy' };
let elsewhere: HTMLElement;

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  elsewhere = document.createElement('button');
  document.body.append(elsewhere);
  elsewhere.focus();
});
afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

const show = (locale = 'en') =>
  showBanner({ purposes: ['analytics', 'marketing', 'x_news'], policy, locale, about: {}, channels: {} });

it('M12: shows both answers on the first layer, equal in every computed style, and takes no focus', () => {
  const { banner, inside, button } = show();
  expect(banner).toBeInstanceOf(RialtoConsentElement);
  const region = inside.querySelector('section');
  const heading = inside.getElementById(region?.getAttribute('aria-labelledby') ?? '');
  expect(heading?.textContent).toBe('Your privacy');
  const [accept, reject] = [button('Accept all'), button('Reject all')];
  expect(accept.className).toBe(reject.className);
  expect(accept.parentElement).toBe(reject.parentElement);
  expect(look(accept)).toEqual(look(reject));
  expect(document.activeElement).toBe(elsewhere);
  expect(inside.querySelectorAll('[style], style')).toHaveLength(0);
  expect(inside.querySelector('a')?.getAttribute('href')).toBe('/privacy');
});

it('M12: rejects with one click, leaves the button to reopen, and keeps the focus of who was in it', () => {
  const { consent, inside, button } = show();
  button('Reject all').focus();
  button('Reject all').click();
  expect(consent.state()).toEqual({ analytics: 'denied', marketing: 'denied', x_news: 'denied' });
  expect(inside.querySelector('.panel')).toBeNull();
  expect(inside.activeElement).toBe(button('Privacy settings'));
  button('Privacy settings').click();
  expect(inside.activeElement?.textContent).toBe('Privacy settings');
  button('Accept all').click();
  expect(consent.state().analytics).toBe('granted');
});

it('M12: ticks no box before a grant, and saves what is ticked', () => {
  const { consent, boxes, button } = show();
  button('Settings').click();
  expect(boxes().map(({ checked }) => checked)).toEqual([false, false, false]);
  expect(boxes().map(({ labels }) => labels?.[0]?.textContent?.trim())).toEqual([
    'Measuring how the shop is used',
    'Offers and advertising',
    'x_news',
  ]);
  boxes()[0]?.click();
  button('Save selection').click();
  expect(consent.state()).toEqual({ analytics: 'granted', marketing: 'denied', x_news: 'denied' });
  button('Privacy settings').click();
  expect(boxes().map(({ checked }) => checked)).toEqual([true, false, false]);
});

it('M12: ignoring it and taking it away is no consent', () => {
  const { consent, banner } = show();
  banner.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  banner.remove();
  expect(consent.state().analytics).toBe('unset');
  expect(localStorage).toHaveLength(0);
});

it('speaks German, and the words of the shop', async () => {
  const { banner, inside, button } = show('de-AT');
  expect(inside.querySelector('section')).toBeNull();
  await vi.waitFor(() => button('Alle ablehnen'));
  expect(inside.querySelector('.root')).toMatchObject({ lang: 'de', dir: 'ltr' });
  banner.labels = { title: 'Kekse?', purposes: { x_news: 'Neuigkeiten' } };
  expect(inside.querySelector('h2')?.textContent).toBe('Kekse?');
  button('Einstellungen').click();
  expect(inside.querySelector('dialog')?.textContent).toContain('Neuigkeiten');
});

it('M8: closes when another tab decides', async () => {
  const { consent, inside } = show();
  const changed = new Promise((resolve) => consent.on('change', resolve));
  const tab = document.createElement('iframe');
  tab.src = '/__vitest_test__/nothing-here';
  document.body.append(tab);
  await new Promise((resolve) => tab.addEventListener('load', resolve, { once: true }));
  // What a manager writes; written from another document, so that this one is told.
  createConsentManager({ purposes: ['analytics', 'marketing', 'x_news'], policy }).rejectAll();
  const written = localStorage.getItem('rialto:consent') ?? '';
  localStorage.clear();
  tab.contentWindow?.localStorage.setItem('rialto:consent', written);
  expect(await changed).toEqual({ granted: [], refused: ['analytics', 'marketing', 'x_news'] });
  expect(inside.querySelector('section')?.textContent).toBe('Privacy settings');
});

it('adopts a manager that was given before the element was defined', () => {
  const consent = createConsentManager({ purposes: ['analytics'], policy });
  const early = document.createElement('rialto-consent');
  Object.defineProperty(early, 'manager', { value: consent, configurable: true, writable: true });
  document.body.append(early);
  expect(early.shadowRoot?.querySelector('h2')?.textContent).toBe('Your privacy');
});

it('stands under Trusted Types and a policy without inline styles', async () => {
  // A document of its own, for a policy cannot be taken back.
  const frame = document.createElement('iframe');
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'; style-src 'none'">`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const page = frame.contentDocument;
  const violations: string[] = [];
  page?.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
    violations.push(violatedDirective),
  );
  const { banner, button, inside, consent } = show();
  page?.body.append(banner);
  expect(getComputedStyle(button('Accept all')).minBlockSize).toBe('44px');
  button('Settings').click();
  button('Save selection').click();
  button('Privacy settings').click();
  button('Close without saving').click();
  expect(violations).toEqual([]);
  expect(consent.state().analytics).toBe('denied');
  expect(inside.querySelector('section')?.textContent).toBe('Privacy settings');
});

it('shows English and says so where the words do not come, or there are none', async () => {
  const { inside } = show('ja-JP');
  expect(inside.querySelector('h2')?.textContent).toBe('Your privacy');
  expect(inside.querySelector('.root')).toMatchObject({ lang: 'en' });
  expect(console.warn).toHaveBeenCalledWith(
    '<rialto-consent>: there are no words for ja-JP; English is shown.',
  );

  class Broken extends RialtoConsentElement {
    protected override loadWords(): Promise<BannerLabels> {
      return Promise.reject(new Error('offline'));
    }
  }
  customElements.define('broken-consent', Broken);
  const broken = Object.assign(new Broken(), {
    manager: createConsentManager({ purposes: ['analytics'], policy, locale: 'de' }),
  });
  document.body.append(broken);
  await vi.waitFor(() => expect(broken.shadowRoot?.querySelector('h2')?.textContent).toBe('Your privacy'));
  expect(console.warn).toHaveBeenCalledWith(expect.stringContaining('the words for de did not come'));
});

it('is written from the right in Arabic', async () => {
  const { inside } = show('ar-EG');
  await vi.waitFor(() => expect(inside.querySelector('.root')).toMatchObject({ lang: 'ar', dir: 'rtl' }));
  const [text, answers] = inside.querySelectorAll('.panel > div');
  expect(text && getComputedStyle(text).direction).toBe('rtl');
  expect(answers).toBeDefined();
});

it('announces itself, for it takes no focus', () => {
  expect(show().told()).toBe('Your privacy');
});

it('opens when it was asked to before its words were there', async () => {
  const { banner, dialog } = show('fr');
  banner.open();
  banner.open();
  expect(dialog()).toBeNull();
  await vi.waitFor(() => expect(dialog()?.open).toBe(true));
});

it('goes with its page: leaves no listener, no room and no open settings behind', () => {
  const before = document.adoptedStyleSheets.length;
  const { banner, button, dialog } = show();
  button('Settings').click();
  expect(document.adoptedStyleSheets).toHaveLength(before + 1);
  banner.remove();
  expect(document.adoptedStyleSheets).toHaveLength(before);
  document.body.append(banner);
  expect(dialog()).toBeNull();
  expect(button('Reject all').isConnected).toBe(true);
});
