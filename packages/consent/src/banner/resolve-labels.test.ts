import { expect, it } from 'vitest';
import { type BannerLabels, en } from './labels.ts';
import { languages } from './languages.ts';
import { type LocaleFile, localeLoaders } from './locale-loaders.ts';
import { directionOf, languageOf, mergeLabels, strayLabels } from './resolve-labels.ts';

it.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['DE_at', 'de'],
  ['pt-BR', 'pt'],
  ['en-GB', 'en'],
  ['deu', undefined],
  ['ja', undefined],
  ['', undefined],
  ['-de', undefined],
  ['constructor', undefined],
])('U7: %s is spoken as %s', (locale, language) => {
  expect(languageOf(locale)).toBe(language);
});

it('U7: knows the 27 languages, and loads each but English from a file of its own', async () => {
  expect(new Set(languages).size).toBe(27);
  expect(Object.keys(localeLoaders).sort()).toEqual(languages.filter((language) => language !== 'en').sort());
  const titles = await Promise.all(
    Object.values(localeLoaders).map(async (load) => (await load()).default.title),
  );
  expect(titles.filter((title) => title.trim() !== '')).toHaveLength(26);
});

it('U7: a language without a file, and a file without a text, do not compile', () => {
  const { ga, ...others } = localeLoaders;
  // @ts-expect-error Irish is missing
  const loaders: typeof localeLoaders = others;
  const { rejectAll, ...some } = en;
  // @ts-expect-error rejectAll is missing
  const file: LocaleFile = { default: some };
  expect([ga, loaders, rejectAll, file]).toHaveLength(4);
});

it('writes Arabic from the right', () => {
  expect(['ar', 'ar-EG', 'ar_EG', 'he', 'de', 'arn', ''].map(directionOf)).toEqual([
    'rtl',
    'rtl',
    'rtl',
    'rtl',
    'ltr',
    'ltr',
    'ltr',
  ]);
});

it('puts the words of the shop in the place of the built-in ones, and keeps the rest', () => {
  const own: Partial<BannerLabels> = { title: 'Cookies?', purposes: { x_news: 'News', marketing: 'Ads' } };
  const merged = mergeLabels(en, own);
  expect(merged.title).toBe('Cookies?');
  expect(merged.purposes).toEqual({ ...en.purposes, x_news: 'News', marketing: 'Ads' });
  expect(merged.channels).toEqual(en.channels);
  expect(merged.rejectAll).toBe(en.rejectAll);
});

it('U1: takes no answer without words, and names it, as it names what it does not know', () => {
  const own = {
    acceptAll: ' ',
    rejectAll: '',
    save: undefined,
    titel: 'x',
    text: '',
  } as unknown as Partial<BannerLabels>;
  expect(mergeLabels(en, own)).toMatchObject({ acceptAll: en.acceptAll, rejectAll: en.rejectAll, text: '' });
  expect(strayLabels(own)).toEqual(['acceptAll', 'rejectAll', 'save', 'titel']);
  expect(strayLabels({ title: 'Cookies?', purposes: {} })).toEqual([]);
});
