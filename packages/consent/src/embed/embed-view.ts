import { make } from '../banner/make.ts';
import { directionOf } from '../banner/resolve-labels.ts';
import type { EmbedWords } from './embed-words.ts';

/** What an iframe takes from the embed as it stands. */
const carried = ['allow', 'allowfullscreen', 'loading', 'name', 'referrerpolicy', 'sandbox'] as const;

/** The placeholder: what happens on a yes, and the button that says it. */
export function renderPlaceholder(words: EmbedWords, service: string, onAllow: () => void): HTMLElement {
  const { labels, language } = words;
  const fill = (text: string): string => text.replaceAll('{service}', service);
  const button = make('button', { type: 'button', part: 'button' }, fill(labels.embedAllow));
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
    make('p', {}, fill(labels.embedText)),
    ' ',
    button,
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
