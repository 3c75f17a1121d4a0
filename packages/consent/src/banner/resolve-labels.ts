import { isText } from '@rialto/core/model';
import { type BannerLabels, en } from './labels.ts';
import { type Language, languages } from './languages.ts';

/** The language that is spoken for a locale: `de` for `de-AT`; undefined where there is none. */
export function languageOf(locale: string): Language | undefined {
  const [primary] = locale.toLowerCase().split(/[-_]/);
  return languages.find((language) => language === primary);
}

/** Which way a language is written. */
export const directionOf = (locale: string): 'ltr' | 'rtl' =>
  /^(ar|fa|he|ur)(?![a-z])/i.test(locale) ? 'rtl' : 'ltr';

/** What has a button, which needs a name: an answer without one would not weigh the same. */
const buttons = ['acceptAll', 'rejectAll', 'settings', 'save', 'close', 'reopen'] as const;

/** What of the shop's words is misspelt or empty, and so not taken. */
export const strayLabels = (own: Partial<BannerLabels>): readonly string[] =>
  Object.keys(own).filter((name) => !Object.hasOwn(en, name) || isNameless(own, name));

const isNameless = (own: Partial<BannerLabels>, name: string): boolean =>
  buttons.some((button) => button === name && !isText(own[button]));

/** The words of a language, with the shop's own in their place. */
export const mergeLabels = (words: BannerLabels, own: Partial<BannerLabels>): BannerLabels => ({
  ...words,
  ...Object.fromEntries(Object.entries(own).filter(([name]) => !isNameless(own, name))),
  purposes: { ...words.purposes, ...own.purposes },
  descriptions: { ...words.descriptions, ...own.descriptions },
  channels: { ...words.channels, ...own.channels },
});

/**
 * The locale of the words that stand: the one asked for, or the language that came in its place.
 *
 * @param language - of the words that stand
 * @param labels - the shop's own
 */
export function spokenLocale(locale: string, language = '', labels: Partial<BannerLabels> = {}): string {
  const asked = languageOf(locale);
  if (asked) return asked === language ? locale : language;
  // A shop that brings all the words of a language that is not ours has its language named.
  return labels.title ? locale : language;
}
