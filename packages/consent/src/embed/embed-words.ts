import { isRecord, isText } from '@rialto/core/model';
import { type BannerLabels, en } from '../banner/labels.ts';
import type { LoadedLanguage } from '../banner/languages.ts';
import { languageOf } from '../banner/resolve-labels.ts';

const texts = [
  ...(['embedText', 'embedAllow', 'controller', 'recipients', 'noRecipients'] as const),
  ...(['thirdCountries', 'storedFor', 'right', 'reopen'] as const),
] as const satisfies readonly (keyof EmbedLabels)[];
const lists = ['purposes', 'descriptions'] as const satisfies readonly (keyof EmbedLabels)[];

/** The words of an embed, of those of the banner; `{service}` stands for its name. */
export type EmbedLabels = Pick<
  BannerLabels,
  | 'embedText'
  | 'embedAllow'
  | 'controller'
  | 'recipients'
  | 'noRecipients'
  | 'thirdCountries'
  | 'storedFor'
  | 'right'
  | 'reopen'
  | 'purposes'
  | 'descriptions'
>;

/** Words, and the language that they are in. */
export interface EmbedWords {
  readonly labels: EmbedLabels;
  readonly language: string;
}

/** Finds the words of a locale, or English where there are none, or where they do not come. */
export async function findWords(
  locale: string,
  load: (language: LoadedLanguage) => Promise<EmbedLabels | undefined>,
): Promise<EmbedWords> {
  const language = languageOf(locale);
  if (language && language !== 'en') {
    try {
      const labels = await load(language);
      if (labels?.embedText && labels.embedAllow) return { labels: mergeWords(en, labels), language: locale };
    } catch {
      // English is better than nothing.
    }
  }
  return { labels: en, language: 'en' };
}

/** Words with others in their place, text by text and purpose by purpose; what is no text is not taken. */
export function mergeWords(words: EmbedLabels, own: Partial<EmbedLabels>): EmbedLabels {
  const given = texts.filter((name) => isText(own[name])).map((name) => [name, own[name]]);
  const joined = lists.map((name) => {
    const list = Object.entries(isRecord(own[name]) ? own[name] : {}).filter(([, text]) => isText(text));
    return [name, { ...words[name], ...Object.fromEntries(list) }];
  });
  return { ...words, ...Object.fromEntries([...given, ...joined]) };
}
