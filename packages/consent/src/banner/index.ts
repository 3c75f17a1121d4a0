// @rialto/consent/banner: importing it defines <rialto-consent>. The one side effect of this package.
import { RialtoConsentElement } from './banner-element.ts';

if (typeof customElements !== 'undefined' && !customElements.get('rialto-consent')) {
  customElements.define('rialto-consent', RialtoConsentElement);
}

export type { BannerLabels } from './labels.ts';
export { RialtoConsentElement };
