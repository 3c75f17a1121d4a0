import type { cleanUp } from '../scripts/index.ts';
import type { BannerLabels } from './labels.ts';
import type { LoadedLanguage } from './languages.ts';
import type { LocaleFile } from './locale-loaders.ts';

/** What lies beside a script tag and is loaded when it is needed, from the place that the policy of the page already allows. */
export interface Beside {
  /** `locales/de.js` */
  words(language: LoadedLanguage): Promise<BannerLabels>;
  /** `rialto-clean-up.js` */
  cleanUp(): Promise<typeof cleanUp>;
}

/** Loads what lies beside a script tag. */
export function loadBeside(script: Element): Beside {
  const base = new URL(script.getAttribute('src') ?? '', document.baseURI);
  const load = (path: string): Promise<unknown> => import(/* @vite-ignore */ new URL(path, base).href);
  return {
    words: async (language) => ((await load(`locales/${language}.js`)) as LocaleFile).default,
    cleanUp: async () => ((await load('rialto-clean-up.js')) as { cleanUp: typeof cleanUp }).cleanUp,
  };
}
