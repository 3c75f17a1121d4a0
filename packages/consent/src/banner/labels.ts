import type { ConsentManager } from '../manager.ts';

/** The words of the banner. */
export interface BannerLabels {
  readonly title: string;
  readonly text: string;
  readonly policy: string;
  readonly acceptAll: string;
  readonly rejectAll: string;
  readonly settings: string;
  readonly save: string;
  /** Names the group of boxes. */
  readonly choices: string;
  /** The button that is always there after a choice. */
  readonly reopen: string;
  /** What each purpose means, by its name; a purpose without words shows its name. */
  readonly purposes: Readonly<Record<string, string>>;
}

const en: BannerLabels = {
  title: 'Your privacy',
  text: 'We ask for your permission to use data for the purposes below. You decide, and can change your mind at any time.',
  policy: 'Privacy policy',
  acceptAll: 'Accept all',
  rejectAll: 'Reject all',
  settings: 'Settings',
  save: 'Save selection',
  choices: 'What do you permit?',
  reopen: 'Privacy settings',
  purposes: {
    analytics: 'Measuring how the shop is used',
    personalization: 'Recommendations made for you',
    marketing: 'Offers and advertising',
    linking: 'Joining your visits to our shop and our stores',
  },
};

const de: BannerLabels = {
  title: 'Ihre Privatsphäre',
  text: 'Wir bitten um Ihre Einwilligung, Daten für die folgenden Zwecke zu nutzen. Sie entscheiden und können das jederzeit ändern.',
  policy: 'Datenschutzerklärung',
  acceptAll: 'Alle annehmen',
  rejectAll: 'Alle ablehnen',
  settings: 'Einstellungen',
  save: 'Auswahl speichern',
  choices: 'Was erlauben Sie?',
  reopen: 'Datenschutz-Einstellungen',
  purposes: {
    analytics: 'Messen, wie der Shop genutzt wird',
    personalization: 'Empfehlungen, die zu Ihnen passen',
    marketing: 'Angebote und Werbung',
    linking: 'Verbinden Ihrer Besuche im Shop und in unseren Filialen',
  },
};

/** The words in the manager's language, English where we have none, with the shop's own in their place. */
export function resolveLabels(
  { locale }: Pick<ConsentManager, 'locale'>,
  own: Partial<BannerLabels>,
): BannerLabels {
  const base = /^de\b/i.test(locale) ? de : en;
  return { ...base, ...own, purposes: { ...base.purposes, ...own.purposes } };
}
