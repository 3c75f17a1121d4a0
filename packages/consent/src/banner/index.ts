// @rialto/consent/banner: importing it defines <rialto-consent>. The one side effect of this package.
import { RialtoConsentElement } from './rialto-consent-element.ts';

if (typeof customElements !== 'undefined' && !customElements.get('rialto-consent')) {
  customElements.define('rialto-consent', RialtoConsentElement);
}

export { type BannerColours, checkContrast } from './contrast.ts';
export type { BannerLabels } from './labels.ts';
export { type Language, languages } from './languages.ts';
export { RialtoConsentElement };
