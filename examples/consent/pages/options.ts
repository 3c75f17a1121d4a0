import type { ConsentManagerOptions } from '@rialto/consent';

type Purpose = 'analytics' | 'marketing';

/** The options of the example's managers; its language, its facts and its write key stand on the page. */
export function optionsOfPage(): ConsentManagerOptions<Purpose> {
  const { lang, dataset } = document.documentElement;
  return {
    purposes: ['analytics', 'marketing'],
    channels: { marketing: ['email'] },
    policy: { version: '2026-11', url: '/privacy', controller: 'Hearth Ltd, Hamburg' },
    about: JSON.parse(dataset.about ?? '{}'),
    locale: lang,
    endpoint: '/rialto',
    writeKey: dataset.writeKey ?? '',
  };
}
