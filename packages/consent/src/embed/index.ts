// @rialto/consent/embed: importing it defines <rialto-embed>.
import { RialtoEmbedElement } from './rialto-embed-element.ts';

if (typeof customElements !== 'undefined' && !customElements.get('rialto-embed')) {
  customElements.define('rialto-embed', RialtoEmbedElement);
}

export type { EmbedLabels } from './embed-words.ts';
export { RialtoEmbedElement };
