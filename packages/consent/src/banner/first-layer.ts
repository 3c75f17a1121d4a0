import { type BannerModel, button, opening, standing, wordsFor } from './banner-model.ts';
import { make } from './make.ts';

/**
 * The first layer: a labelled region, not a dialog, that comes without taking the focus. It names what is asked about,
 * which after a first answer is only what is new (E3).
 */
export function firstLayer(model: BannerModel): HTMLElement {
  const { labels, asked } = model;
  const purposes = asked.map((purpose) => make('li', {}, wordsFor(labels.purposes, purpose)));
  return make(
    'section',
    { class: 'dock', 'aria-labelledby': 'title' },
    make(
      'div',
      { class: 'panel' },
      make(
        'div',
        { class: 'scroll' },
        make('h2', { id: 'title' }, labels.title),
        opening(model),
        make('ul', {}, ...purposes),
        ...standing(model),
      ),
      make(
        'div',
        { class: 'answers' },
        button(model, 'accept', 'answer', labels.acceptAll),
        button(model, 'reject', 'answer', labels.rejectAll),
        button(model, 'settings', 'more', labels.settings),
      ),
    ),
  );
}
