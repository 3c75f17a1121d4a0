// By one script tag: it has made the manager and the banner already. What the page shows besides is this.
import type { ConsentManager } from '@rialto/consent';
import { furnish } from './furnish.ts';

declare global {
  interface Window {
    rialtoConsent?: ConsentManager;
  }
}

if (window.rialtoConsent) furnish(window.rialtoConsent);
