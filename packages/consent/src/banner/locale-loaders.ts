import type { BannerLabels } from './labels.ts';
import type { LoadedLanguage } from './languages.ts';

/** A file of `locales/`. */
export interface LocaleFile {
  readonly default: BannerLabels;
}

/** Each language is a chunk of its own, loaded when it is spoken. A missing file, or one that lacks a text, does not compile (U7). */
export const localeLoaders: { readonly [Name in LoadedLanguage]: () => Promise<LocaleFile> } = {
  bg: () => import('./locales/bg.ts'),
  hr: () => import('./locales/hr.ts'),
  cs: () => import('./locales/cs.ts'),
  da: () => import('./locales/da.ts'),
  nl: () => import('./locales/nl.ts'),
  et: () => import('./locales/et.ts'),
  fi: () => import('./locales/fi.ts'),
  fr: () => import('./locales/fr.ts'),
  de: () => import('./locales/de.ts'),
  el: () => import('./locales/el.ts'),
  hu: () => import('./locales/hu.ts'),
  ga: () => import('./locales/ga.ts'),
  it: () => import('./locales/it.ts'),
  lv: () => import('./locales/lv.ts'),
  lt: () => import('./locales/lt.ts'),
  mt: () => import('./locales/mt.ts'),
  pl: () => import('./locales/pl.ts'),
  pt: () => import('./locales/pt.ts'),
  ro: () => import('./locales/ro.ts'),
  sk: () => import('./locales/sk.ts'),
  sl: () => import('./locales/sl.ts'),
  es: () => import('./locales/es.ts'),
  sv: () => import('./locales/sv.ts'),
  uk: () => import('./locales/uk.ts'),
  tr: () => import('./locales/tr.ts'),
  ar: () => import('./locales/ar.ts'),
};
