import { describe, expect, it } from 'vitest';
import { type BannerLabels, en } from '../labels.ts';
import { localeLoaders } from '../locale-loaders.ts';

const expected = 'ar bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv tr uk'.split(
  ' ',
);

const translated = await Promise.all(
  Object.entries(localeLoaders).map(
    async ([lang, load]): Promise<[string, BannerLabels]> => [lang, (await load()).default],
  ),
);
const locales: [string, BannerLabels][] = [['en', en], ...translated];

/** Every text by its path: `title`, `purposes.analytics`. */
const textsOf = (labels: BannerLabels): Map<string, string> =>
  new Map(
    Object.entries(labels).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string'
        ? [[key, value]]
        : Object.entries<string>(value).map(([name, text]) => [`${key}.${name}`, text]),
    ),
  );

const english = textsOf(en);

const placeholdersOf = (text: string): string[] => (text.match(/\{[^}]*\}/g) ?? []).sort();

it('U7: speaks the 24 languages of the Union, and Ukrainian, Turkish and Arabic', () => {
  expect(locales.map(([lang]) => lang).sort()).toEqual(expected);
});

describe.each(locales)('in %s', (_, labels) => {
  const texts = textsOf(labels);

  it('U7: says everything that English says, and no text is empty', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of texts) {
      expect(text, key).not.toBe('');
      expect(text, key).toBe(text.trim());
    }
  });

  it('keeps the placeholders of every text', () => {
    for (const [key, text] of texts)
      expect(placeholdersOf(text), key).toEqual(placeholdersOf(english.get(key) ?? ''));
  });

  it('quotes the name of the button in the right to withdraw', () => {
    expect(labels.right).toMatch(/[„“”«»‘]\u00a0?\{reopen\}\u00a0?[“”»«’]/);
  });

  it('accepts and rejects in words that differ and are of similar length', () => {
    const [accept, reject] = [labels.acceptAll, labels.rejectAll];
    expect(accept).not.toBe(reject);
    expect(accept.length).toBeLessThanOrEqual(2 * reject.length);
    expect(reject.length).toBeLessThanOrEqual(2 * accept.length);
  });
});

it.each(translated)('U7: leaves nothing in English by accident: %s', (_, labels) => {
  expect([...textsOf(labels)].filter(([key, text]) => text === english.get(key))).toEqual([]);
});
