import { hashConsentText } from '@rialto/core/model';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cdp, userEvent } from 'vitest/browser';
import { createConsentManager } from '../index.ts';
import { RialtoEmbedElement } from './index.ts';

const policy = { version: '2026-11', url: '/privacy' };
const map = '/__vitest_test__/map';

interface Devtools {
  send(command: string, parameters: object): Promise<unknown>;
}

beforeEach(() => localStorage.clear());
afterEach(() => {
  RialtoEmbedElement.consent = undefined;
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

const manager = (locale = 'en') =>
  createConsentManager({ purposes: ['analytics', 'marketing'], policy, locale });

function embed(attributes: Readonly<Record<string, string>> = {}): RialtoEmbedElement {
  const element = document.createElement('rialto-embed');
  const given = {
    purpose: 'marketing',
    service: 'Example Maps',
    src: map,
    title: 'Our shop on a map',
    ...attributes,
  };
  for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
  document.body.append(element);
  return element;
}

const within = <Tag extends keyof HTMLElementTagNameMap>(element: Element, tag: Tag) =>
  element.shadowRoot?.querySelector(tag) ?? undefined;
const frameOf = (element: Element) => within(element, 'iframe');
/** The words are loaded when they are needed. */
const buttonOf = (element: Element) => vi.waitUntil(() => within(element, 'button'));
const requests = (part: string) =>
  performance.getEntriesByType('resource').filter(({ name }) => name.includes(part)).length;

it('D2: asks for nothing before the grant, then for the page that is embedded', async () => {
  const src = `${map}-${Math.random()}`;
  const element = embed({ src });
  element.consent = manager();
  await buttonOf(element);
  const other = document.createElement('iframe');
  other.src = `${map}?other`;
  document.body.append(other);
  await new Promise((resolve) => other.addEventListener('load', resolve, { once: true }));
  expect(requests(src)).toBe(0);
  expect(element.shadowRoot?.querySelectorAll('[src],[srcdoc],[href],[data-src]')).toHaveLength(0);
  element.consent.save({ marketing: true });
  await new Promise((resolve) => frameOf(element)?.addEventListener('load', resolve, { once: true }));
  expect(requests(src)).toBe(1);
});

it('says what happens, grants and shows with one click, and leads the focus into what is shown', async () => {
  const consent = manager();
  const element = embed();
  element.consent = consent;
  const button = await buttonOf(element);
  expect(button.textContent).toBe('Permit and show Example Maps');
  expect(within(element, 'p')?.textContent).toContain('your browser sends data to Example Maps');
  await userEvent.tab();
  expect(element.shadowRoot?.activeElement).toBe(within(element, 'summary')); // what is permitted comes before the yes
  await userEvent.tab();
  expect(element.shadowRoot?.activeElement).toBe(button);
  await userEvent.keyboard('{Enter}');
  expect(consent.state()).toEqual({ analytics: 'unset', marketing: 'granted' });
  const frame = frameOf(element);
  expect(frame?.title).toBe('Our shop on a map');
  expect(document.activeElement).toBe(element);
  expect(element.shadowRoot?.activeElement).toBe(frame);
  expect(within(element, 'button')).toBeUndefined();
});

const about = {
  marketing: { recipients: ['Example Maps Ltd', 'Ads Inc'], thirdCountries: ['USA'], storedFor: '13 months' },
  analytics: { recipients: [], thirdCountries: [], storedFor: '30 days' },
};
const informed = (purposes = ['analytics', 'marketing']) =>
  createConsentManager({
    purposes,
    policy: { ...policy, controller: 'Hearth GmbH, Berlin' },
    about,
    locale: 'en',
  });

it('U4: names the purpose that the button permits in view, and opens all there is to know of it', async () => {
  const element = embed();
  element.consent = informed();
  const summary = await vi.waitUntil(() => within(element, 'summary'));
  expect(summary.textContent).toBe('Offers and advertising');
  expect(summary.checkVisibility()).toBe(true);
  const items = [...(element.shadowRoot?.querySelectorAll('li') ?? [])];
  expect(items.map(({ textContent }) => textContent)).toEqual([
    'We use what we know of you to make offers and to measure our advertising.',
    'Others who get the data: Example Maps Ltd, Ads Inc',
    'Data also go to: USA',
    'Stored for: 13 months',
    'Responsible: Hearth GmbH, Berlin',
    'You can take your permission back at any time with “Privacy settings”; what was done before stays lawful.',
  ]);
  expect(items.some((item) => item.checkVisibility())).toBe(false);
  await userEvent.click(summary);
  expect(items.every((item) => item.checkVisibility())).toBe(true);
});

it('U4: names each of several purposes, and a purpose of the shop in its own words', async () => {
  const element = embed({ purpose: 'analytics, reviews' });
  element.consent = informed(['analytics', 'marketing', 'reviews']);
  await buttonOf(element);
  expect(within(element, 'summary')?.textContent).toBe('Measuring how the shop is used, reviews');
  element.labels = { purposes: { reviews: 'Reviews', analytics: 7 as never }, descriptions: null as never };
  await buttonOf(element);
  expect(within(element, 'summary')?.textContent).toBe('Measuring how the shop is used, Reviews');
  const names = [...(element.shadowRoot?.querySelectorAll('strong') ?? [])];
  expect(names.map(({ textContent }) => textContent)).toEqual(['Measuring how the shop is used', 'Reviews']);
  expect(within(element, 'details')?.textContent).toContain('Nobody else gets the data.');
});

it('U8: records all the words that were shown, with the facts, by their hash', async () => {
  const consent = informed();
  const element = embed();
  element.consent = consent;
  const button = await buttonOf(element);
  const text = [
    'To show content of Example Maps, your browser sends data to Example Maps.',
    'It is shown only with your permission.',
    'Offers and advertising',
    ...[...(element.shadowRoot?.querySelectorAll('li') ?? [])].map(({ textContent }) => textContent),
    'Permit and show Example Maps',
  ].join(' ');
  const hash = await hashConsentText(text);
  await hashConsentText(''); // a turn in which the element has taken its own
  const recorded = vi.fn();
  consent.on('record', recorded);
  button.click();
  expect(recorded.mock.lastCall?.[0]).toMatchObject({
    cells: [{ purpose: 'marketing', state: 'granted' }],
    method: 'embed',
    text,
    text_hash: hash,
    ui: expect.stringMatching(/^rialto-embed\/\d/),
  });
  expect(text).toContain('Stored for: 13 months');
});

it('answers nothing for what is necessary, and does not name it', async () => {
  const consent = manager();
  const element = embed({ purpose: 'necessary marketing' });
  element.consent = consent;
  const button = await buttonOf(element);
  expect(within(element, 'summary')?.textContent).toBe('Offers and advertising');
  button.click();
  expect(consent.state()).toEqual({ analytics: 'unset', marketing: 'granted' });
  expect(frameOf(element)).toBeDefined();
});

it('shows the name of a service as it is', async () => {
  const element = embed({ service: "A$$ap $& $' Films" });
  element.consent = manager();
  expect((await buttonOf(element)).textContent).toBe("Permit and show A$$ap $& $' Films");
  expect(within(element, 'p')?.textContent).toContain("sends data to A$$ap $& $' Films.");
});

it('U2: grants nothing by Escape, by leaving, or by being there', async () => {
  const consent = manager();
  const element = embed();
  element.consent = consent;
  (await buttonOf(element)).focus();
  await userEvent.keyboard('{Escape}');
  await userEvent.tab();
  element.remove();
  document.body.append(element);
  await buttonOf(element);
  expect(consent.needsDecision()).toBe(true);
  expect(frameOf(element)).toBeUndefined();
  expect(localStorage).toHaveLength(0);
});

it('D5: removes the frame in the turn of the withdrawal, and asks again', async () => {
  const consent = manager();
  const element = embed();
  element.consent = consent;
  (await buttonOf(element)).click();
  expect(element.shadowRoot?.activeElement).toBe(frameOf(element));
  consent.withdraw('marketing');
  expect(frameOf(element)).toBeUndefined();
  expect(element.shadowRoot?.activeElement).toBe(await buttonOf(element));
  consent.acceptAll();
  const frame = frameOf(element);
  consent.withdraw('analytics');
  expect(frameOf(element)).toBe(frame); // not drawn anew: a film would start again
});

it('shows at once what is granted, without a word', () => {
  const consent = manager();
  consent.acceptAll();
  RialtoEmbedElement.consent = consent;
  const element = embed({ allow: 'fullscreen', sandbox: 'allow-scripts', referrerpolicy: 'no-referrer' });
  const frame = frameOf(element);
  expect(frame?.getAttribute('allow')).toBe('fullscreen');
  expect(frame?.sandbox.value).toBe('allow-scripts');
  expect(frame?.referrerPolicy).toBe('no-referrer');
});

it('serves markup that stood there before the manager, and every embed of the purpose with one click', async () => {
  document.body.innerHTML = `<rialto-embed purpose="marketing" service="A" src="${map}"></rialto-embed>
    <rialto-embed purpose="marketing" service="B" src="${map}"></rialto-embed>
    <rialto-embed purpose="marketing,analytics" service="C" src="${map}"></rialto-embed>`;
  const all = [...document.querySelectorAll('rialto-embed')];
  expect(all.map((one) => one.shadowRoot?.querySelector('button,iframe'))).toEqual([null, null, null]);
  RialtoEmbedElement.consent = manager();
  expect(RialtoEmbedElement.consent.locale).toBe('en');
  const [, , third] = await Promise.all(all.map(buttonOf));
  (await buttonOf(all[0] as Element)).click();
  expect(all.map((one) => frameOf(one) !== undefined)).toEqual([true, true, false]);
  third?.click();
  expect(frameOf(all[2] as Element)).toBeDefined();
});

it('takes what was set before it was defined', () => {
  const consent = manager();
  consent.acceptAll();
  const element = document.createElement('x-later-embed');
  Object.assign(element, { consent });
  element.setAttribute('purpose', 'marketing');
  element.setAttribute('src', map);
  document.body.append(element);
  customElements.define('x-later-embed', class extends RialtoEmbedElement {});
  expect(frameOf(element)).toBeDefined();
});

it.each([
  ['purpose', 'marketting', 'Use: necessary, analytics, marketing.'],
  ['purpose', '', 'has the purpose ""'],
  ['src', 'javascript:alert(1)', 'cannot load "javascript:alert(1)"'],
  ['src', 'http://maps.example/', 'cannot load'],
  ['src', '', 'cannot load ""'],
])('E4: with %s=%j shows nothing, and says why once', (name, value, why) => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  const consent = manager();
  const element = embed({ [name]: value });
  element.consent = consent;
  consent.acceptAll();
  expect(element.shadowRoot?.querySelector('button,iframe')).toBeNull();
  expect(error.mock.calls).toEqual([[expect.stringContaining(why)]]);
});

it('E4: shows no frame where the manager throws, and takes no manager that is none', () => {
  const element = embed();
  expect(() => Object.assign(element, { consent: {} })).toThrow(
    expect.objectContaining({ code: 'invalid-option' }),
  );
  expect(() => Object.assign(RialtoEmbedElement, { consent: 'mine' })).toThrow('needs a consent manager');
  element.consent = {
    ...manager(),
    decide() {
      throw new Error('broken');
    },
  };
  expect(frameOf(element)).toBeUndefined();
});

it('keeps the placeholder, and the focus on its button, where the answer is no grant', async () => {
  const consent = createConsentManager({ purposes: ['marketing'], policy, age: () => 15 });
  const element = embed();
  element.consent = consent;
  const button = await buttonOf(element);
  button.focus();
  button.click();
  expect(frameOf(element)).toBeUndefined();
  expect(element.shadowRoot?.activeElement).toBe(button);
});

it('follows its attributes', async () => {
  const element = embed({ width: '320', height: '180' });
  element.consent = manager();
  await buttonOf(element);
  const { width } = element.getBoundingClientRect();
  expect(width).toBeGreaterThan(0);
  const room = () => element.shadowRoot?.querySelector('.room')?.getBoundingClientRect();
  expect(room()?.width).toBe(320);
  element.setAttribute('width', '400');
  expect(room()?.width).toBe(400);
  element.setAttribute('service', 'Other Maps');
  expect((await buttonOf(element)).textContent).toBe('Permit and show Other Maps');
  element.consent.acceptAll();
  expect(frameOf(element)?.getBoundingClientRect().width).toBe(400);
  element.setAttribute('src', `${map}?2`);
  expect(frameOf(element)?.src).toContain('?2');
});

it('keeps its room when the frame comes: nothing on the page moves', async () => {
  const element = embed({ width: '320', height: '240' });
  const below = document.createElement('p');
  document.body.append(below);
  const top = () => below.getBoundingClientRect().top;
  const before = top();
  element.consent = manager();
  await buttonOf(element);
  expect(top()).toBe(before);
  element.consent.acceptAll();
  expect(top()).toBe(before);
  expect(frameOf(element)?.getBoundingClientRect().height).toBe(240);
  document.body.style.inlineSize = '160px';
  expect(frameOf(element)?.getBoundingClientRect().height).toBe(120); // a narrow page keeps the proportions
  document.body.style.inlineSize = '';
});

it('U7: speaks the language of the page, and the words of the shop', async () => {
  const element = embed();
  element.consent = manager('de-AT');
  await buttonOf(element);
  expect(within(element, 'p')?.parentElement?.lang).toBe('de-AT');
  expect((await buttonOf(element)).textContent).not.toContain('Permit');
  element.labels = { embedAllow: '{service} einblenden', embedText: 7 as never };
  expect((await buttonOf(element)).textContent).toBe('Example Maps einblenden');
  element.consent = manager('constructor');
  expect((await buttonOf(element)).textContent).toBe('Example Maps einblenden');
  element.consent = manager('eo');
  expect((await buttonOf(element)).textContent).toBe('Example Maps einblenden');
  expect(within(element, 'p')?.parentElement?.lang).toBe('en');
  element.labels = {};
  expect((await buttonOf(element)).textContent).toBe('Permit and show Example Maps');
});

it.each<[string, { name: string; value: string }, string, Record<string, string>]>([
  ['light', { name: 'prefers-color-scheme', value: 'light' }, 'en', {}],
  ['dark', { name: 'prefers-color-scheme', value: 'dark' }, 'en', {}],
  ['dark against a light system', { name: 'prefers-color-scheme', value: 'light' }, 'en', { theme: 'dark' }],
  ['forced colours', { name: 'forced-colors', value: 'active' }, 'en', {}],
  ['Arabic', { name: 'prefers-color-scheme', value: 'light' }, 'ar', {}],
])('has no finding of axe: %s', async (_title, feature, locale, attributes) => {
  await (cdp() as Devtools).send('Emulation.setEmulatedMedia', { features: [feature] });
  expect(matchMedia(`(${feature.name}: ${feature.value})`).matches).toBe(true);
  const main = document.createElement('main');
  const element = embed({ width: '320', height: '180', ...attributes });
  main.append(element);
  document.body.append(main);
  element.consent = manager(locale);
  await buttonOf(element);
  within(element, 'details')?.setAttribute('open', '');
  const findings = async () => {
    const { violations } = await axe.run(main, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { 'target-size': { enabled: true }, 'page-has-heading-one': { enabled: false } },
      iframes: false,
    });
    return violations.map(({ id }) => id);
  };
  expect(await findings()).toEqual([]);
  element.consent.acceptAll();
  expect(await findings()).toEqual([]);
  await (cdp() as Devtools).send('Emulation.setEmulatedMedia', { features: [] });
});

it('stands in Arabic from right to left, and fits into 256 pixels', async () => {
  const element = embed({ width: '256', height: '100' });
  element.consent = manager('ar');
  const button = await buttonOf(element);
  within(element, 'details')?.setAttribute('open', '');
  const placeholder = button.parentElement as HTMLElement;
  expect(getComputedStyle(placeholder).direction).toBe(placeholder.lang === 'ar' ? 'rtl' : 'ltr');
  expect(placeholder.scrollWidth).toBeLessThanOrEqual(256);
  expect(button.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
});

it('needs no style of its own in the markup and no policy: strict Content-Security-Policy and Trusted Types', async () => {
  const frame = document.createElement('iframe');
  const reported = new Promise((resolve) => Object.assign(globalThis, { report: resolve }));
  const module = (path: string) => new URL(path, import.meta.url).href;
  frame.srcdoc = `<!doctype html><meta http-equiv="content-security-policy"
      content="script-src 'self' 'nonce-n1'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'">
    <rialto-embed purpose="marketing" service="A" src="${map}" width="300" height="200"></rialto-embed>
    <script type="module" nonce="n1">
      import { createConsentManager } from '${module('../index.ts')}';
      const violations = [];
      addEventListener('securitypolicyviolation', ({ violatedDirective }) => violations.push(violatedDirective));
      const { RialtoEmbedElement } = await import('${module('./index.ts')}');
      const consent = createConsentManager({ purposes: ['marketing'], policy: { version: '1', url: '/' } });
      RialtoEmbedElement.consent = consent;
      consent.acceptAll();
      const { shadowRoot } = document.querySelector('rialto-embed');
      const shown = shadowRoot.querySelector('iframe') !== null;
      const width = shadowRoot.querySelector('.room').getBoundingClientRect().width;
      consent.rejectAll();
      setTimeout(() => parent.report({ shown, width, violations })); // violations are told in a task of their own
    </script>`;
  frame.width = '400';
  document.body.append(frame);
  expect(await reported).toEqual({ shown: true, width: 300, violations: [] });
});
