import { clicks, createTracker, pageViews, sessions } from '@rialto/browser';
import { createConsentManager } from '@rialto/consent';

// Put in by the site's own server (see site.ts); a write key can only write.
declare const __WRITE_KEY__: string;

const own = { recipients: [], thirdCountries: [], storedFor: '13 months' };

export const consent = createConsentManager({
  purposes: ['analytics'],
  policy: { version: '2026-11', url: '/privacy', controller: 'Hearth Ltd, Hamburg' },
  about: { analytics: own },
  locale: 'en',
});

// On the server too: there it has no page, no visitor and nobody's consent, so what is tracked is let go.
export const rialto = createTracker({
  endpoint: '/rialto',
  writeKey: __WRITE_KEY__,
  channel: 'web',
  consent,
  capture: [sessions(), pageViews(), clicks()],
  queue: { flushAfter: 100 },
});
