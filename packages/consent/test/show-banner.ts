// For tests: a banner in the page, with the ways in that a person has.
import { createConsentManager } from '../src/index.ts';
import type { ConsentManagerOptions } from '../src/manager-options.ts';
import '../src/banner/index.ts';
import { waysIn } from './ways-in.ts';

export const facts = {
  recipients: ['Mailer AG', 'Ads Inc.'],
  thirdCountries: ['USA'],
  storedFor: '13 months',
};

/** A manager whose options are whole, so that the banner warns of nothing. */
export const wholeOptions = {
  purposes: ['analytics', 'marketing'],
  policy: { version: '2026-11', url: '/privacy', controller: 'Rialto Retail GmbH, Hamburg' },
  about: { analytics: { recipients: [], thirdCountries: [], storedFor: '6 months' }, marketing: facts },
  channels: { marketing: ['email', 'sms'] },
} satisfies ConsentManagerOptions;

export function showBanner(given: Partial<ConsentManagerOptions> = {}) {
  const options: ConsentManagerOptions = { ...wholeOptions, ...given };
  const consent = createConsentManager(options);
  const banner = document.createElement('rialto-consent');
  banner.manager = consent;
  document.body.append(banner);
  return { consent, banner, ...waysIn(banner) };
}

/** The element that has the focus, through shadow roots. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Every computed style of an element. */
export const look = (element: Element): string[] => {
  const style = getComputedStyle(element);
  return [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`);
};

/** The text as it is rendered, to compare it with what the banner says that it showed. */
export const rendered = (element: HTMLElement | null): string =>
  // biome-ignore lint/performance/useDomNodeTextContent: what people see is what is asked here
  element?.innerText ?? '';
