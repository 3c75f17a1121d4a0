import type { LoadedLanguage } from '../banner/languages.ts';
import { loadBeside } from '../banner/load-beside.ts';
import type { ConsentManager } from '../consent-manager.ts';
import { EmbedElement } from './embed-element.ts';
import type { EmbedLabels } from './embed-words.ts';

/**
 * The whole of the script tag for embeds: defines `<rialto-embed>`, and gives to all of them the manager in
 * `window.rialtoConsent`, at once or when the event `rialto-consent` comes; so the two tags may stand in either order. Without a
 * manager nothing is shown.
 */
export function startEmbeds(script: HTMLOrSVGScriptElement | null): void {
  const say = (error: unknown): void =>
    console.error(
      `rialto-embed: ${error instanceof Error ? error.message : String(error)} No embed is shown.`,
    );
  try {
    if (!script) throw new Error('a script tag of its own is needed, without type="module".');
    const Embed = definedEmbed(script);
    const take = (): void => {
      const { rialtoConsent } = window as { readonly rialtoConsent?: ConsentManager };
      if (rialtoConsent === undefined || rialtoConsent === Embed.consent) return;
      try {
        Embed.consent = rialtoConsent;
      } catch (error) {
        say(error); // a real one may still come
      }
    };
    script.ownerDocument.addEventListener('rialto-consent', take);
    take();
  } catch (error) {
    say(error);
  }
}

/** The element's class; where the page's own bundle has defined it, that one. */
function definedEmbed(script: Element): typeof EmbedElement {
  const beside = loadBeside(script);
  if (!customElements.get('rialto-embed'))
    customElements.define(
      'rialto-embed',
      class extends EmbedElement {
        protected override loadWords(language: LoadedLanguage): Promise<EmbedLabels> {
          return beside.words(language);
        }
      },
    );
  return customElements.get('rialto-embed') as unknown as typeof EmbedElement;
}
