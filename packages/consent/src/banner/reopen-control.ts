import { type BannerModel, button } from './banner-model.ts';
import { make } from './make.ts';

/** What is always there after a choice, in the same place on every page. A region, so that no content lies outside one. */
export function reopenControl(model: BannerModel): HTMLElement {
  const control = button(model, 'reopen', 'more', model.labels.reopen);
  control.classList.add('card', 'reopen');
  return make('section', { class: 'dock', 'aria-label': model.labels.title }, control);
}
