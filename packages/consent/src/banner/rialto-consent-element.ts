import { BannerElement } from './banner-element.ts';
import type { BannerLabels } from './labels.ts';
import type { LoadedLanguage } from './languages.ts';
import { localeLoaders } from './locale-loaders.ts';

/**
 * `<rialto-consent>`: asks for consent on the page. Give it a manager; it then shows itself whenever somebody must be asked,
 * and leaves a control to change one's mind whenever nobody must: it opens the settings, and while something is permitted it
 * takes everything back with one click.
 *
 * Attributes: `theme` (`light`, `dark`; else as the device), `position` (`start`, `end`: the side of the control),
 * `reopen="settings"` (the settings button alone; withdrawing then takes two clicks), `reopen="none"` (no control where the page
 * has an element with `data-rialto-consent-open`). Custom properties: `--rialto-background`, `--rialto-text`,
 * `--rialto-accent`, `--rialto-accent-text`, `--rialto-radius`, `--rialto-offset`.
 *
 * @example
 * ```ts
 * import '@rialto/consent/banner';
 * document.querySelector('rialto-consent').manager = consent;
 * ```
 */
export class RialtoConsentElement extends BannerElement {
  /** @internal */
  protected override async loadWords(language: LoadedLanguage): Promise<BannerLabels> {
    return (await localeLoaders[language]()).default;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rialto-consent': RialtoConsentElement;
  }
}
