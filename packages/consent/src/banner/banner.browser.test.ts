import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createConsentManager } from '../index.ts';
import { RialtoConsentElement } from './index.ts';

const policy = { version: '2026-11', url: '/privacy' };
let elsewhere: HTMLElement;

beforeEach(() => {
  localStorage.clear();
  elsewhere = document.createElement('button');
  document.body.append(elsewhere);
  elsewhere.focus();
});
afterEach(() => document.body.replaceChildren());

function show(locale = 'en') {
  const consent = createConsentManager({ purposes: ['analytics', 'marketing', 'x_news'], policy, locale });
  const banner = document.createElement('rialto-consent');
  banner.manager = consent;
  document.body.append(banner);
  const button = (name: string): HTMLButtonElement => {
    const found = [...banner.querySelectorAll('button')].find(({ textContent }) => textContent === name);
    if (!found) throw new Error(`There is no button "${name}".`);
    return found;
  };
  return { consent, banner, button };
}

it('M12: shows both answers on the first layer, equal in every computed style, and takes no focus', () => {
  const { banner, button } = show();
  expect(banner).toBeInstanceOf(RialtoConsentElement);
  expect(banner.querySelector('[role=region]')?.getAttribute('aria-label')).toBe('Your privacy');
  const [accept, reject] = [button('Accept all'), button('Reject all')];
  expect(accept.className).toBe(reject.className);
  expect(accept.parentElement).toBe(reject.parentElement);
  const look = (element: Element) =>
    ['font', 'color', 'backgroundColor', 'border', 'padding', 'height', 'opacity'].map(
      (name) => getComputedStyle(element)[name as 'color'],
    );
  expect(look(accept)).toEqual(look(reject));
  expect(document.activeElement).toBe(elsewhere);
  expect(banner.querySelectorAll('[style], style')).toHaveLength(0);
  expect(banner.querySelector('a')?.getAttribute('href')).toBe('/privacy');
});

it('M12: rejects with one click, leaves the button to reopen, and keeps the focus of who was in it', () => {
  const { consent, banner, button } = show();
  button('Reject all').focus();
  button('Reject all').click();
  expect(consent.state()).toEqual({ analytics: 'denied', marketing: 'denied', x_news: 'denied' });
  expect(banner.textContent).toBe('Privacy settings');
  expect(document.activeElement).toBe(button('Privacy settings'));
  button('Privacy settings').click();
  expect(document.activeElement?.tagName).toBe('H2');
  button('Accept all').click();
  expect(consent.state().analytics).toBe('granted');
});

it('M12: ticks no box before a grant, and saves what is ticked', () => {
  const { consent, banner, button } = show();
  button('Settings').click();
  const boxes = () => [...banner.querySelectorAll('input')];
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
  button('Settings').click();
  expect(boxes().map(({ checked }) => checked)).toEqual([true, false, false]);
});

it('M12: ignoring it and taking it away is no consent', () => {
  const { consent, banner } = show();
  banner.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  banner.remove();
  expect(consent.state().analytics).toBe('unset');
  expect(localStorage).toHaveLength(0);
});

it('speaks German, and the words of the shop', () => {
  const { banner, button } = show('de-AT');
  button('Alle ablehnen');
  banner.labels = { title: 'Kekse?', purposes: { x_news: 'Neuigkeiten' } };
  expect(banner.querySelector('h2')?.textContent).toBe('Kekse?');
  button('Einstellungen').click();
  expect(banner.textContent).toContain('Neuigkeiten');
});

it('puts the hash of the words that were shown into the record', async () => {
  const digest = vi.spyOn(crypto.subtle, 'digest');
  const { consent, banner, button } = show();
  const shown = (banner.textContent ?? '').replace(/\s+/g, ' ').trim();
  const ours = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(shown)));
  await Promise.all(digest.mock.results.map(({ value }) => value));
  await new Promise((resolve) => setTimeout(resolve)); // one turn, in which the banner takes its digest
  const recorded = new Promise((resolve) => consent.on('record', resolve));
  button('Accept all').click();
  const hex = [...ours].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  expect(await recorded).toMatchObject({ text_hash: `sha256:${hex}`, method: 'accept_all' });
});

it('M8: closes when another tab decides', async () => {
  const { consent, banner } = show();
  const changed = new Promise((resolve) => consent.on('change', resolve));
  const tab = document.createElement('iframe');
  tab.src = '/__vitest_test__/nothing-here';
  document.body.append(tab);
  await new Promise((resolve) => tab.addEventListener('load', resolve, { once: true }));
  const day = new Date().toISOString().slice(0, 10);
  const answers = ['analytics', 'marketing', 'x_news'].map((purpose) => [purpose, 'denied', day]);
  tab.contentWindow?.localStorage.setItem('rialto:consent', JSON.stringify({ policy: '2026-11', answers }));
  expect(await changed).toEqual({ granted: [], refused: ['analytics', 'marketing', 'x_news'] });
  expect(banner.textContent).toBe('Privacy settings');
});

it('adopts a manager that was given before the element was defined', () => {
  const consent = createConsentManager({ purposes: ['analytics'], policy });
  const early = document.createElement('rialto-consent');
  Object.defineProperty(early, 'manager', { value: consent, configurable: true, writable: true });
  document.body.append(early);
  expect(early.querySelector('h2')?.textContent).toBe('Your privacy');
});

it('stands under Trusted Types and a policy without inline styles', async () => {
  // A document of its own, for a policy cannot be taken back.
  const frame = document.createElement('iframe');
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'; style-src 'none'">`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const inside = frame.contentDocument;
  const violations: string[] = [];
  inside?.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
    violations.push(violatedDirective),
  );
  const { banner, button } = show();
  inside?.body.append(banner);
  button('Settings').click();
  button('Save selection').click();
  button('Privacy settings').click();
  expect(violations).toEqual([]);
  expect(inside?.querySelector('h2')?.textContent).toBe('Your privacy');
});
