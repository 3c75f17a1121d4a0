// The page on which the banner is tried in every language and look: `lab.show(…)` asks anew.
import { type ConsentManager, createConsentManager } from '@rialto/consent';
import { languages } from '@rialto/consent/banner';

/** How the banner is shown. */
interface Show {
  readonly locale?: string;
  /** Opens the settings, too; or permits everything, so that the control is there with both its buttons. */
  readonly layer?: 'first' | 'settings' | 'control';
}

const banner = document.createElement('rialto-consent');
document.body.append(banner);
let manager: ConsentManager | undefined;

const facts = {
  recipients: ['Hearth Films', 'Parcel & Sons'],
  thirdCountries: ['CH'],
  storedFor: '13 months',
};

/** Resolves when the words are there and drawn. */
async function show({ locale = 'en', layer = 'first' }: Show = {}): Promise<void> {
  banner.manager = undefined;
  localStorage.clear();
  document.documentElement.lang = locale;
  document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr';
  const purposes = ['analytics', 'personalization', 'marketing', 'linking'] as const;
  manager = createConsentManager({
    purposes,
    channels: { marketing: ['email', 'sms', 'phone', 'post', 'messaging', 'app'] },
    policy: { version: '2026-11', url: '/privacy', controller: 'Hearth Ltd, Hamburg' },
    about: { analytics: facts, personalization: facts, marketing: facts, linking: facts },
    locale,
  });
  banner.manager = manager;
  const root = banner.shadowRoot;
  while (!root?.querySelector('[name=accept]')) await nextFrame();
  if (layer === 'settings') banner.open();
  if (layer === 'control') manager.acceptAll();
  await nextFrame();
  await nextFrame();
}

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

Object.assign(window, { lab: { show, banner, languages, manager: () => manager } });
