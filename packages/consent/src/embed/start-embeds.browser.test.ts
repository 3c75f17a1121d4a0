import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createConsentManager } from '../index.ts';
import type { EmbedElement } from './embed-element.ts';
import { startEmbeds } from './start-embeds.ts';

// Elements stay defined: this file never imports the door that defines <rialto-embed>.
const page = window as unknown as { rialtoConsent?: unknown };
const map = '/__vitest_test__/map';

beforeEach(() => localStorage.clear());
afterEach(() => {
  delete page.rialtoConsent;
  const Embed = customElements.get('rialto-embed') as unknown as typeof EmbedElement | undefined;
  if (Embed) Embed.consent = undefined;
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

const manager = (locale = 'en') =>
  createConsentManager({
    purposes: ['analytics', 'marketing'],
    policy: { version: '2026-11', url: '/privacy' },
    locale,
  });

function scriptTag(): HTMLScriptElement {
  const script = document.createElement('script');
  script.setAttribute('src', new URL('./global.ts', import.meta.url).href);
  return script;
}

function embed(): ShadowRoot {
  const element = document.createElement('rialto-embed');
  for (const [name, value] of Object.entries({ purpose: 'marketing', service: 'Example Maps', src: map }))
    element.setAttribute(name, value);
  document.body.append(element);
  customElements.upgrade(element);
  return element.shadowRoot as ShadowRoot;
}

const tell = () => document.dispatchEvent(new CustomEvent('rialto-consent'));

it('E4: without a manager no embed loads anything, and what is no manager is none', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  page.rialtoConsent = document.createElement('div'); // an element with that id
  startEmbeds(scriptTag());
  expect(error).toHaveBeenCalledWith(expect.stringMatching(/needs a consent manager.*No embed is shown\.$/));
  const root = embed();
  delete page.rialtoConsent;
  tell();
  expect(root.querySelector('iframe, button')).toBeNull();
  startEmbeds(null);
  expect(error).toHaveBeenLastCalledWith(
    'rialto-embed: a script tag of its own is needed, without type="module". No embed is shown.',
  );
  // A real one may still come.
  page.rialtoConsent = manager();
  tell();
  await vi.waitFor(() => expect(root.querySelector('button')).not.toBeNull());
  expect(root.querySelector('iframe')).toBeNull();
});

it.each(['before', 'after'])(
  'D2, D5: takes the manager that comes %s it, asks, shows and takes away',
  async (when) => {
    const consent = manager();
    const offer = (): void => {
      page.rialtoConsent = consent;
      tell();
    };
    if (when === 'before') offer();
    startEmbeds(scriptTag());
    const root = embed();
    if (when === 'after') {
      expect(root.querySelector('iframe, button')).toBeNull();
      offer();
    }
    const button = await vi.waitUntil(() => root.querySelector('button'));
    tell(); // said again, it changes nothing
    expect(root.querySelector('button')).toBe(button);
    button.click();
    expect(consent.state()).toEqual({ analytics: 'unset', marketing: 'granted' });
    expect(root.querySelector('iframe')).not.toBeNull();
    consent.rejectAll();
    expect(root.querySelector('iframe')).toBeNull();
  },
);

it('U7: asks for its words beside the script, and speaks English where they do not come', async () => {
  performance.clearResourceTimings();
  page.rialtoConsent = manager('de-AT');
  startEmbeds(scriptTag());
  const root = embed();
  const button = await vi.waitUntil(() => root.querySelector('button'));
  // There is no build here, so no .js: the request goes to the right place.
  expect(button.textContent).toBe('Permit and show Example Maps');
  const asked = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
  expect(asked.filter((path) => path.endsWith('/embed/locales/de.js'))).toHaveLength(1);
  expect(asked.filter((path) => path.includes('locale-loaders'))).toEqual([]);
});
