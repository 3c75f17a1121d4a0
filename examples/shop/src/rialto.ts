import {
  acquisition,
  attention,
  clicks,
  createTracker,
  errors,
  forms,
  links,
  pageViews,
  sessions,
  webVitals,
} from '@rialto/browser';
import { type ConsentStorage, createConsentManager } from '@rialto/consent';

// Given by the shop's own server (see shop-config.ts); a write key can only write.
declare const __WRITE_KEY__: string;

const own = { recipients: [], thirdCountries: [], storedFor: '13 months' };

/** The tablet in the store, `/?kiosk`: many people, one device, and nothing of a visit stays on it. */
export const isKiosk = new URLSearchParams(location.search).has('kiosk');

/** What is answered on the tablet holds until the page is loaded anew. */
function forThisVisit(): ConsentStorage {
  let kept: string | undefined;
  return {
    read: () => kept,
    write(value) {
      kept = value;
    },
  };
}

export const consent = createConsentManager({
  purposes: ['analytics', 'personalization', 'marketing', 'linking'],
  policy: { version: '2026-11', url: '/privacy', controller: 'Hearth Ltd, Hamburg' },
  about: { analytics: own, personalization: own, marketing: own, linking: own },
  locale: 'en',
  ...(isKiosk && { storage: forThisVisit() }),
});

export const rialto = createTracker({
  endpoint: '/rialto',
  writeKey: __WRITE_KEY__,
  channel: isKiosk ? 'kiosk' : 'web',
  consent,
  device: { shared: isKiosk, onVisitEnd: () => location.replace('/?kiosk') },
  // A visit begins before its first page, so these two come before the page views.
  capture: [
    sessions(),
    acquisition(),
    pageViews(),
    clicks(),
    forms(),
    links(),
    attention(),
    errors(),
    webVitals(),
  ],
  queue: { flushAfter: 200 },
});
