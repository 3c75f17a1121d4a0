import type { Channel, Purpose } from '@rialto/core/model';
import { escapeHtml } from '../proof/escape-html.ts';
import type { ConfirmationFault } from './decide-confirmation.ts';

/** The languages of the page. */
export const pageLanguages = ['en', 'de'] as const;

/** One of {@link pageLanguages}. */
export type PageLanguage = (typeof pageLanguages)[number];

/** What is confirmed. */
interface Confirmable {
  readonly purposes: readonly Purpose[];
  readonly channel: Channel;
}

/** What the page says: asks, thanks, or tells why there is nothing to confirm. */
export type PageContent =
  | ({
      readonly kind: 'ask';
      readonly token: string;
      /** What the person agreed to, where the hub has the words. */
      readonly words?: string | undefined;
    } & Confirmable)
  | ({ readonly kind: 'done' } & Confirmable)
  | { readonly kind: ConfirmationFault | 'unavailable' };

interface Words {
  readonly title: string;
  readonly ask: (purposes: string, channel: string) => string;
  readonly hint: string;
  readonly button: string;
  readonly done: (purposes: string, channel: string) => string;
  readonly withdraw: string;
  readonly faults: Readonly<Record<ConfirmationFault | 'unavailable', string>>;
  readonly purposes: Readonly<Record<string, string>>;
  readonly channels: Readonly<Record<string, string>>;
}

const words: Readonly<Record<PageLanguage, Words>> = {
  en: {
    title: 'Confirm your consent',
    ask: (purposes, channel) => `Please confirm that we may contact you ${channel} for this: ${purposes}.`,
    hint: 'If you did not ask for this, close this page. Then nothing happens.',
    button: 'Yes, I confirm',
    done: (purposes, channel) => `Thank you. We may now contact you ${channel} for this: ${purposes}.`,
    withdraw: 'You can withdraw your consent at any time.',
    faults: {
      unknown_confirmation: 'This link is not valid. Please copy it whole from our message.',
      confirmation_used: 'This was confirmed before. There is nothing left to do.',
      confirmation_expired: 'This link has expired. Nothing was confirmed; you can ask for a new message.',
      confirmation_void: 'You have refused this since we asked. Nothing was confirmed.',
      unavailable: 'That did not work just now. Nothing was confirmed; please try again in a moment.',
    },
    purposes: {
      marketing: 'news and offers (advertising)',
      analytics: 'statistics',
      personalization: 'personal suggestions',
      linking: 'joining what you do in our channels',
    },
    channels: { email: 'by e-mail', sms: 'by text message' },
  },
  de: {
    title: 'Einwilligung bestätigen',
    ask: (purposes, channel) =>
      `Bitte bestätigen Sie, dass wir Sie ${channel} kontaktieren dürfen, und zwar hierfür: ${purposes}.`,
    hint: 'Wenn Sie das nicht angefordert haben, schließen Sie diese Seite. Dann geschieht nichts.',
    button: 'Ja, ich bestätige',
    done: (purposes, channel) =>
      `Danke. Wir dürfen Sie nun ${channel} kontaktieren, und zwar hierfür: ${purposes}.`,
    withdraw: 'Sie können Ihre Einwilligung jederzeit widerrufen.',
    faults: {
      unknown_confirmation:
        'Dieser Link ist nicht gültig. Bitte kopieren Sie ihn vollständig aus unserer Nachricht.',
      confirmation_used: 'Das ist bereits bestätigt. Es ist nichts weiter zu tun.',
      confirmation_expired:
        'Dieser Link ist abgelaufen. Es wurde nichts bestätigt; Sie können eine neue Nachricht anfordern.',
      confirmation_void: 'Sie haben das inzwischen abgelehnt. Es wurde nichts bestätigt.',
      unavailable:
        'Das hat gerade nicht geklappt. Es wurde nichts bestätigt; bitte versuchen Sie es gleich noch einmal.',
    },
    purposes: {
      marketing: 'Neuigkeiten und Angebote (Werbung)',
      analytics: 'Statistik',
      personalization: 'persönliche Vorschläge',
      linking: 'Zusammenführen dessen, was Sie in unseren Kanälen tun',
    },
    channels: { email: 'per E-Mail', sms: 'per SMS' },
  },
};

/**
 * The page of a confirmation link, whole, without a script and without a style of its own, so that the strictest
 * policy holds. It says what is confirmed and never to whom: a link may be opened by somebody else.
 *
 * @example
 * ```ts
 * renderConfirmationPage({ kind: 'confirmation_used' }, 'de');
 * ```
 */
export function renderConfirmationPage(content: PageContent, language: PageLanguage): string {
  const { title } = words[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="confirm.css">
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${bodyOf(content, words[language])}
</main>
</body>
</html>
`;
}

function bodyOf(
  content: PageContent,
  { ask, hint, button, done, withdraw, faults, ...names }: Words,
): string {
  if (content.kind !== 'ask' && content.kind !== 'done') return paragraph(faults[content.kind]);
  const purposes = content.purposes.map((purpose) => nameOf(names.purposes, purpose)).join(', ');
  const channel = nameOf(names.channels, content.channel);
  if (content.kind === 'done') return [done(purposes, channel), withdraw].map(paragraph).join('\n');
  const quoted = content.words === undefined ? '' : `<blockquote>${escapeHtml(content.words)}</blockquote>\n`;
  return `${paragraph(ask(purposes, channel))}
${quoted}<form method="post" action="confirm">
<input type="hidden" name="token" value="${escapeHtml(content.token)}">
<button>${escapeHtml(button)}</button>
</form>
${[withdraw, hint].map(paragraph).join('\n')}`;
}

const nameOf = (names: Readonly<Record<string, string>>, name: string): string =>
  (Object.hasOwn(names, name) ? names[name] : undefined) ?? name;

const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

/** How the page looks: in the system's own colours, with a button that a thumb can hit. */
export const confirmationStyles = `:root { color-scheme: light dark; }
body { margin: 0; font: 1.125rem/1.5 system-ui, sans-serif; }
main { box-sizing: border-box; max-width: 36rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
button { font: inherit; min-height: 2.75rem; padding: 0.5rem 1.25rem; cursor: pointer; }
`;
