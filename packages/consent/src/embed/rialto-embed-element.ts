import type { LoadedLanguage } from '../banner/languages.ts';
import { EmbedElement } from './embed-element.ts';
import type { EmbedLabels } from './embed-words.ts';

/**
 * `<rialto-embed>`: a map, a film or anything else in an iframe that is made when its purpose is granted, and not
 * before. Until then there is a placeholder that names the purpose, with all that must be known of it, and whose button
 * grants it on the whole site. On withdrawal the iframe is removed.
 *
 * Attributes: `purpose` (several: all must be granted), `service` (its name, for people), `src` (https, or of the page's
 * own origin), `title`, `width`, `height`, `theme` (`light` or `dark`), and of an iframe `allow`, `allowfullscreen`,
 * `loading`, `name`, `referrerpolicy`, `sandbox`. Nothing is shown before it knows a manager.
 *
 * @example
 * ```ts
 * import { RialtoEmbedElement } from '@rialto/consent/embed';
 * RialtoEmbedElement.consent = consent; // for all on the page
 * // <rialto-embed purpose="marketing" service="Example Maps" src="https://maps.example/shop" width="640" height="360"></rialto-embed>
 * ```
 */
export class RialtoEmbedElement extends EmbedElement {
  /** @internal */
  protected override async loadWords(language: LoadedLanguage): Promise<EmbedLabels> {
    // The list of languages, too, is loaded when a placeholder is shown, not before.
    const { localeLoaders } = await import('../banner/locale-loaders.ts');
    return (await localeLoaders[language]()).default;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rialto-embed': RialtoEmbedElement;
  }
}
