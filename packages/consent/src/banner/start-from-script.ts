import type { ConsentManager } from '../consent-manager.ts';
import { createConsentManager } from '../manager.ts';
import { BannerElement } from './banner-element.ts';
import type { BannerLabels } from './labels.ts';
import type { LoadedLanguage } from './languages.ts';
import { make } from './make.ts';
import { readScriptOptions } from './script-options.ts';

/** What the event `rialto-consent` carries. */
export interface ConsentReady {
  readonly manager: ConsentManager;
  readonly banner: HTMLElement;
}

/**
 * The whole of the script tag: makes the manager from the `data-` attributes, as `window.rialtoConsent`, and puts the banner
 * into the page. Where an attribute is wrong it says so on the console, and there is neither manager nor banner: nothing is
 * permitted.
 */
export function startFromScript(script: HTMLOrSVGScriptElement | null): void {
  try {
    if (!script) throw new Error('a script tag of its own is needed, without type="module".');
    const page = script.ownerDocument;
    const { manager: options, attributes } = readScriptOptions(script.dataset, page.documentElement.lang);
    const manager = createConsentManager(options);
    Object.assign(window, { rialtoConsent: manager });
    define(script.getAttribute('src') ?? '');
    const show = (): void => {
      const banner = page.querySelector<BannerElement>('rialto-consent') ?? make('rialto-consent');
      for (const [name, value] of Object.entries(attributes)) banner.setAttribute(name, value);
      banner.manager = manager;
      // First in the page: whoever comes by the keyboard meets it first.
      if (!banner.isConnected) page.body.prepend(banner);
      const detail: ConsentReady = { manager, banner };
      page.dispatchEvent(new CustomEvent('rialto-consent', { detail }));
    };
    if (page.readyState === 'loading') page.addEventListener('DOMContentLoaded', show, { once: true });
    else show();
  } catch (error) {
    console.error(
      `rialto-consent: ${error instanceof Error ? error.message : String(error)} Nothing is permitted.`,
    );
  }
}

/** Languages lie beside the script, `locales/de.js`: they come from the place that the policy of the page already allows. */
function define(source: string): void {
  if (customElements.get('rialto-consent')) return;
  const base = new URL(source, document.baseURI);
  customElements.define(
    'rialto-consent',
    class extends BannerElement {
      protected override async loadWords(language: LoadedLanguage): Promise<BannerLabels> {
        const file: { readonly default: BannerLabels } = await import(
          /* @vite-ignore */ new URL(`locales/${language}.js`, base).href
        );
        return file.default;
      }
    },
  );
}
