import { type BannerLabels, embedEn } from '../banner/labels.ts';
import type { LoadedLanguage } from '../banner/languages.ts';
import { languageOf } from '../banner/resolve-labels.ts';

/** The two texts of an embed; `{service}` stands for its name. */
export type EmbedLabels = Pick<BannerLabels, 'embedText' | 'embedAllow'>;

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
      if (labels?.embedText && labels.embedAllow) return { labels, language: locale };
    } catch {
      // English is better than nothing.
    }
  }
  return { labels: embedEn, language: 'en' };
}
