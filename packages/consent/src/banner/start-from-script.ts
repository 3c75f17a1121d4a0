import type { ConsentManager } from '../consent-manager.ts';
import { createConsentManager } from '../manager.ts';
import { releaseScripts, type StoredItem } from '../scripts/index.ts';
import { BannerElement } from './banner-element.ts';
import type { BannerLabels } from './labels.ts';
import type { LoadedLanguage } from './languages.ts';
import { type Beside, loadBeside } from './load-beside.ts';
import { make } from './make.ts';
import { readScriptOptions } from './script-options.ts';

/** What the event `rialto-consent` carries. */
export interface ConsentReady {
  readonly manager: ConsentManager;
  readonly banner: HTMLElement;
}

/**
 * The whole of the script tag: makes the manager from the `data-` attributes, as `window.rialtoConsent`, lets it release the
 * page's scripts and remove what refused purposes have stored, and puts the banner into the page. Where an attribute is wrong it
 * says so on the console, and there is neither manager nor banner: nothing is permitted.
 */
export function startFromScript(script: HTMLOrSVGScriptElement | null): void {
  try {
    if (!script) throw new Error('a script tag of its own is needed, without type="module".');
    const page = script.ownerDocument;
    const options = readScriptOptions(script.dataset, page.documentElement.lang);
    const manager = createConsentManager(options.manager);
    const beside = loadBeside(script);
    Object.assign(window, { rialtoConsent: manager });
    define(beside);
    if (options.stored.length > 0) void cleanUpSoon(beside, manager, options.stored);
    releaseScripts(manager, { reloadOnWithdrawal: options.reloadOnWithdrawal });
    const show = (): void => showBanner(page, manager, options.attributes);
    if (page.readyState === 'loading') page.addEventListener('DOMContentLoaded', show, { once: true });
    else show();
  } catch (error) {
    complain(error, 'Nothing is permitted.');
  }
}

const complain = (error: unknown, what: string): void =>
  console.error(`rialto-consent: ${error instanceof Error ? error.message : String(error)} ${what}`);

/** A page that declares nothing need not load it. What was refused meanwhile is removed when it is there. */
async function cleanUpSoon(
  beside: Beside,
  manager: ConsentManager,
  stored: readonly StoredItem[],
): Promise<void> {
  try {
    (await beside.cleanUp())(manager, stored);
  } catch (error) {
    complain(error, 'What refused purposes have stored is not removed.');
  }
}

function showBanner(
  page: Document,
  manager: ConsentManager,
  attributes: Readonly<Record<string, string>>,
): void {
  const banner = page.querySelector<BannerElement>('rialto-consent') ?? make('rialto-consent');
  for (const [name, value] of Object.entries(attributes)) banner.setAttribute(name, value);
  banner.manager = manager;
  // First in the page: whoever comes by the keyboard meets it first.
  if (!banner.isConnected) page.body.prepend(banner);
  const detail: ConsentReady = { manager, banner };
  page.dispatchEvent(new CustomEvent('rialto-consent', { detail }));
}

function define(beside: Beside): void {
  if (customElements.get('rialto-consent')) return;
  customElements.define(
    'rialto-consent',
    class extends BannerElement {
      protected override loadWords(language: LoadedLanguage): Promise<BannerLabels> {
        return beside.words(language);
      }
    },
  );
}
