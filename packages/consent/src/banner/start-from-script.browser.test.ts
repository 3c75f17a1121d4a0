import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { waysIn } from '../../test/ways-in.ts';
import type { ConsentManager } from '../consent-manager.ts';
import { type ConsentReady, startFromScript } from './start-from-script.ts';

const page = window as unknown as { rialtoConsent?: ConsentManager };
const needed = { purposes: 'analytics,marketing', policyVersion: '2026-11', policyUrl: '/privacy' };

beforeEach(() => {
  localStorage.clear();
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  delete page.rialtoConsent;
  document.body.replaceChildren();
});

function scriptTag(data: Readonly<Record<string, string>>): HTMLScriptElement {
  const script = document.createElement('script');
  // Beside it lie the languages, as in dist.
  script.setAttribute('src', new URL('./global.ts', import.meta.url).href);
  Object.assign(script.dataset, data);
  return script;
}

it('makes the manager at once, and puts the banner into the page', async () => {
  const ready = new Promise<ConsentReady>((resolve) =>
    document.addEventListener(
      'rialto-consent',
      (event) => resolve((event as CustomEvent<ConsentReady>).detail),
      {
        once: true,
      },
    ),
  );
  startFromScript(scriptTag({ ...needed, locale: 'en', theme: 'dark', position: 'end' }));
  const { manager, banner } = await ready;
  expect(page.rialtoConsent).toBe(manager);
  expect(banner.parentElement).toBe(document.body);
  expect(banner.getAttribute('theme')).toBe('dark');
  waysIn(banner).button('Accept all').click();
  expect(page.rialtoConsent?.state()).toEqual({ analytics: 'granted', marketing: 'granted' });
});

it('takes the element that the page has already', () => {
  const own = document.createElement('rialto-consent');
  document.body.append(own);
  startFromScript(scriptTag({ ...needed, locale: 'en' }));
  expect(document.querySelectorAll('rialto-consent')).toHaveLength(1);
  expect(own.shadowRoot?.querySelector('.panel')).not.toBeNull();
});

it('U7: speaks the language of the page, from beside the script', async () => {
  const before = document.documentElement.lang;
  document.documentElement.lang = 'de-CH';
  performance.clearResourceTimings();
  try {
    startFromScript(scriptTag(needed));
    const { inside } = waysIn(document.querySelector('rialto-consent') as HTMLElement);
    // There is no build here, so no .js: the request goes to the right place, and English is shown where nothing comes.
    await vi.waitFor(() => expect(inside.querySelector('.panel')).not.toBeNull());
    expect(page.rialtoConsent?.locale).toBe('de-CH');
    const asked = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    expect(asked.filter((path) => path.endsWith('/banner/locales/de.js'))).toHaveLength(1);
  } finally {
    document.documentElement.lang = before;
  }
});

it('D2: releases the scripts of the page when their purposes are granted, at once where they are already', async () => {
  const hold = (purpose: string, name: string): void => {
    const script = document.createElement('script');
    script.setAttribute('type', 'text/plain');
    script.dataset.rialtoPurpose = purpose;
    script.text = `document.body.dataset.ran = (document.body.dataset.ran ?? '') + ' ${name}'`;
    document.body.append(script);
  };
  const ran = (): string | undefined => document.body.dataset.ran;
  try {
    hold('analytics', 'measure');
    hold('marketing', 'pixel');
    hold('analitics', 'misspelt');
    startFromScript(scriptTag({ ...needed, locale: 'en' }));
    expect(ran()).toBeUndefined();
    page.rialtoConsent?.answer({ analytics: true });
    await Promise.resolve();
    expect(ran()).toBe(' measure');
    // The next page: another manager, the same answer.
    hold('analytics', 'again');
    startFromScript(scriptTag({ ...needed, locale: 'en' }));
    await Promise.resolve();
    expect(ran()).toBe(' measure again');
    waysIn(document.querySelector('rialto-consent') as HTMLElement)
      .button('Reject all')
      .click();
    expect(ran()).toBe(' measure again');
    expect(document.querySelector('[data-rialto-purpose=marketing]')).toMatchObject({ type: 'text/plain' });
  } finally {
    delete document.body.dataset.ran;
  }
});

it('D5: asks for the clean-up from beside the script only where something is declared, and says where it does not come', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  performance.clearResourceTimings();
  const asked = () =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('/banner/rialto-clean-up.js'));
  startFromScript(scriptTag({ ...needed, locale: 'en' }));
  const stored = JSON.stringify([{ kind: 'cookie', name: '_ga*', purpose: 'analytics' }]);
  startFromScript(scriptTag({ ...needed, locale: 'en', stored }));
  expect(page.rialtoConsent).toBeDefined();
  // There is no build here, so nothing comes.
  await vi.waitFor(() =>
    expect(error).toHaveBeenCalledWith(
      expect.stringMatching(/What refused purposes have stored is not removed\.$/),
    ),
  );
  expect(asked()).toHaveLength(1);
});

it.each<[string, Record<string, string> | null, RegExp]>([
  [
    'a misspelt attribute',
    { ...needed, polcyUrl: '/privacy' },
    /Unknown attribute data-polcy-url\. Use: data-purposes/,
  ],
  ['a purpose that is none', { ...needed, purposes: 'necessary' }, /purposes must be/],
  ['a channel that is none', { ...needed, channels: 'marketing:pigeon' }, /channels must be/],
  ['channels of a purpose that is not asked', { ...needed, channels: 'service:email' }, /service/],
  ['a key without a hub', { ...needed, writeKey: 'wk_demo' }, /endpoint/],
  ['stored things that are no list', { ...needed, stored: '_ga*' }, /data-stored must be JSON/],
  [
    'a reload that is neither yes nor no',
    { ...needed, reloadOnWithdrawal: 'maybe' },
    /data-reload-on-withdrawal/,
  ],
  ['no script tag of its own', null, /script tag/],
])('E4: permits nothing and says why: %s', (_, data, message) => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  startFromScript(data && scriptTag(data));
  expect(error).toHaveBeenCalledTimes(1);
  expect(error).toHaveBeenCalledWith(expect.stringMatching(message));
  expect(error).toHaveBeenCalledWith(expect.stringMatching(/Nothing is permitted\.$/));
  expect(page.rialtoConsent).toBeUndefined();
  expect(document.querySelector('rialto-consent')).toBeNull();
});
