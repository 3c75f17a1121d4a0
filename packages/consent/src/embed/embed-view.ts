import { fill } from '../banner/banner-model.ts';
import { make } from '../banner/make.ts';
import { directionOf } from '../banner/resolve-labels.ts';
import type { ConsentManager } from '../consent-manager.ts';
import { commonWords, purposeWords } from './embed-facts.ts';
import type { EmbedWords } from './embed-words.ts';

/** What an iframe takes from the embed as it stands. */
const carried = ['allow', 'allowfullscreen', 'loading', 'name', 'referrerpolicy', 'sandbox'] as const;

/** What a placeholder speaks of. */
export interface EmbedSubject {
  readonly service: string;
  /** What the button permits. */
  readonly purposes: readonly string[];
  readonly manager: Pick<ConsentManager, 'policy' | 'about'>;
}

/** The placeholder: what happens on a yes, what is permitted by it, and the button that says it. */
export function renderPlaceholder(
  words: EmbedWords,
  subject: EmbedSubject,
  onAllow: () => void,
): HTMLElement {
  const { labels, language } = words;
  const { service } = subject;
  const button = make('button', { type: 'button', part: 'button' }, fill(labels.embedAllow, { service }));
  button.addEventListener('click', onAllow);
  return make(
    'div',
    {
      class: 'ask',
      part: 'placeholder',
      role: 'group',
      'aria-label': service,
      lang: language,
      dir: directionOf(language),
    },
    make('p', {}, fill(labels.embedText, { service })),
    about(words, subject),
    button,
  );
}

/** The button permits a purpose on the whole site: its name is always in view, all that is to be known of it opens below. */
function about({ labels }: EmbedWords, { purposes, manager }: EmbedSubject): HTMLElement {
  const words = purposes.map((purpose) => purposeWords(labels, manager, purpose));
  const list = (texts: readonly string[]): HTMLElement =>
    make('ul', {}, ...texts.map((text) => make('li', {}, text)));
  return make(
    'details',
    { part: 'facts' },
    make('summary', {}, words.map(({ name }) => name).join(', ')),
    ...words.flatMap(({ name, facts }) => [
      ...(words.length > 1 ? [make('p', {}, make('strong', {}, name))] : []),
      list(facts),
    ]),
    list(commonWords(labels, manager)),
  );
}

/** The frame. It is made after the grant, and it is the first thing that has the address in an attribute that loads. */
export function renderFrame(embed: HTMLElement, address: string, title: string): HTMLIFrameElement {
  const frame = make('iframe', { title, part: 'frame' });
  for (const name of carried) {
    const value = embed.getAttribute(name);
    if (value !== null) frame.setAttribute(name, value);
  }
  frame.setAttribute('src', address);
  return frame;
}
