import type { BannerLabels } from '../banner/labels.ts';
import type { LoadedLanguage } from '../banner/languages.ts';

/** The two texts of an embed; `{service}` stands for its name. */
export type EmbedLabels = Pick<BannerLabels, 'embedText' | 'embedAllow'>;

/** Words, and the language that they are in. */
export interface EmbedWords {
  readonly labels: EmbedLabels;
  readonly language: string;
}

/** Loads the words of a locale, or English where there are none. They are loaded when a placeholder is shown, not before. */
export async function loadWords(locale: string): Promise<EmbedWords> {
  const [language = ''] = locale.toLowerCase().split(/[-_]/);
  if (language !== 'en') {
    try {
      const { localeLoaders } = await import('../banner/locale-loaders.ts');
      // A language that is not there throws.
      const { default: labels } = await localeLoaders[language as LoadedLanguage]();
      if (labels) return { labels, language: locale };
    } catch {
      // English is better than nothing.
    }
  }
  return { labels: (await import('../banner/labels.ts')).en, language: 'en' };
}
