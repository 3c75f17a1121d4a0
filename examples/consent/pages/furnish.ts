import type { ConsentManager } from '@rialto/consent';
import { RialtoEmbedElement } from '@rialto/consent/embed';
import { cleanUp, releaseScripts } from '@rialto/consent/scripts';
import { showPage } from './show-page.ts';

/** What a page with a bundle does with its manager: scripts, embeds and what is stored follow it. */
export function furnish(consent: ConsentManager): void {
  releaseScripts(consent);
  cleanUp(consent, [{ kind: 'cookie', name: 'measure', purpose: 'analytics' }]);
  RialtoEmbedElement.consent = consent;
  showPage();
}
