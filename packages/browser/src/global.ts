// The script tag `rialto.global.js`: takes over what the stub has noted. docs/guides/loading.md shows the tags.
import './snippet.ts';
import { browserClock } from './adapters/browser-clock.ts';
import { clicks } from './capture/clicks.ts';
import { forms } from './capture/forms.ts';
import { pageViews } from './capture/page-views.ts';
import { sessions } from './capture/sessions.ts';
import { createCaptureBoard } from './capture-board.ts';
import { scriptConsent } from './script-consent.ts';
import type { Stub } from './snippet.ts';
import { takeOver } from './take-over.ts';
import { createTracker } from './tracker.ts';

if (typeof window !== 'undefined') {
  const page = window as unknown as { readonly rialto: Stub };
  const say = (problem: string): void => console.error(`rialto: ${problem}`);
  const captures = createCaptureBoard({
    here: { sessions, pageViews, clicks, forms },
    elsewhere: ['acquisition', 'links', 'attention', 'errors', 'webVitals', 'dataLayer'],
    clock: browserClock,
    say,
  });
  takeOver(page.rialto, { createTracker, captures, consent: () => scriptConsent(window), say });
}
