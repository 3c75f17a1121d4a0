/**
 * The languages of the banner: the official ones of the EU, and Ukrainian, Turkish and Arabic.
 *
 * @example
 * ```ts
 * languages.includes('ga'); // true
 * ```
 */
export const languages = [
  'bg',
  'hr',
  'cs',
  'da',
  'nl',
  'en',
  'et',
  'fi',
  'fr',
  'de',
  'el',
  'hu',
  'ga',
  'it',
  'lv',
  'lt',
  'mt',
  'pl',
  'pt',
  'ro',
  'sk',
  'sl',
  'es',
  'sv',
  'uk',
  'tr',
  'ar',
] as const;

/** One of {@link languages}. */
export type Language = (typeof languages)[number];

/** A language that is a file of its own; English is built in. */
export type LoadedLanguage = Exclude<Language, 'en'>;
