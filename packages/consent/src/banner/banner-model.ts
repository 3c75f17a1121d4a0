import type { ConsentManager } from '../consent-manager.ts';
import type { BannerLabels } from './labels.ts';
import { make } from './make.ts';

/** What a person can do on the banner. */
export type BannerAction =
  | 'accept'
  | 'reject'
  | 'settings'
  | 'save'
  | 'close'
  | 'reopen'
  | 'withdraw'
  | 'dismiss';

/** What the layers are made from. */
export interface BannerModel {
  readonly labels: BannerLabels;
  readonly manager: Pick<
    ConsentManager,
    'purposes' | 'channels' | 'policy' | 'about' | 'locale' | 'cells' | 'privacyControl'
  >;
  /** The purposes that somebody must be asked about; nobody must be asked where it is empty. */
  readonly asked: readonly string[];
  /** Tells what the person does. */
  readonly act: (action: BannerAction) => void;
}

/** The words for a name, or the name itself where the shop gave none. */
export const wordsFor = (words: Readonly<Record<string, string>>, name: string): string =>
  (Object.hasOwn(words, name) && words[name]) || name;

/** Fills `{…}` in a label. */
export const fill = (label: string, values: Readonly<Record<string, string>>): string =>
  label.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

/**
 * A button of one of two looks: `answer` for whatever a layer asks, so that no answer looks like the one to take (U1), and
 * `more` for what leads on, and for both of the control that comes after a choice.
 */
export function button(
  { act }: Pick<BannerModel, 'act'>,
  action: BannerAction,
  look: 'answer' | 'more',
  text: string,
): HTMLButtonElement {
  const made = make('button', { type: 'button', name: action, class: look }, text);
  made.addEventListener('click', () => act(action));
  return made;
}

/** A cross that closes; it has no visible text, so it carries its name. */
export function cross({ act, labels }: BannerModel, action: BannerAction): HTMLButtonElement {
  const made = make('button', { type: 'button', name: action, class: 'cross', 'aria-label': labels.close });
  made.addEventListener('click', () => act(action));
  return made;
}

/** An address without a scheme, or of the web: a link must not run code. */
const isAddress = (url: string): boolean => /^(https?:|[^:]*([/?#]|$))/i.test(url);

/** What is asked, and where more of it can be read. */
export function opening({ labels, manager: { policy } }: BannerModel): HTMLElement {
  const address: Record<string, string> = isAddress(policy.url) ? { href: policy.url } : {};
  return make('p', {}, `${labels.text} `, make('a', address, labels.policy));
}

/** Who asks, and what the browser asks of us. */
export const standing = ({ labels, manager: { policy, privacyControl } }: BannerModel): HTMLElement[] =>
  [
    policy.controller && fill(labels.controller, { controller: policy.controller }),
    privacyControl && labels.privacyControl,
  ].flatMap((text) => (text ? [make('p', { class: 'fact' }, text)] : []));

/** The words of a layer as a person reads them, piece by piece. */
export function textOf(layer: Node): string {
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  const pieces: string[] = [];
  while (walker.nextNode()) pieces.push(walker.currentNode.textContent?.trim() ?? '');
  return pieces.filter(Boolean).join(' ');
}
