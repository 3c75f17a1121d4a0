import type { BannerLabels } from './labels.ts';
import { type Language, languages } from './languages.ts';

/** The language that is spoken for a locale: `de` for `de-AT`; undefined where there is none. */
export function languageOf(locale: string): Language | undefined {
  const [primary] = locale.toLowerCase().split(/[-_]/);
  return languages.find((language) => language === primary);
}

/** Which way a language is written. */
export const directionOf = (locale: string): 'ltr' | 'rtl' =>
  /^(ar|fa|he|ur)\b/i.test(locale) ? 'rtl' : 'ltr';

/** The words of a language, with the shop's own in their place. */
export const mergeLabels = (words: BannerLabels, own: Partial<BannerLabels>): BannerLabels => ({
  ...words,
  ...own,
  purposes: { ...words.purposes, ...own.purposes },
  descriptions: { ...words.descriptions, ...own.descriptions },
  channels: { ...words.channels, ...own.channels },
});
