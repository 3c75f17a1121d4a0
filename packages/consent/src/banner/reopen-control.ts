import { type BannerModel, button } from './banner-model.ts';
import { make } from './make.ts';
import { isAsked } from './settings.ts';

/**
 * What is always there after a choice, in the same place on every page. While something is permitted it takes everything back with one
 * click, as many as permitted it (U3). A region, so that no content lies outside one.
 *
 * @param isSingle - the shop wants the settings button alone
 */
export function reopenControl(model: BannerModel, isSingle: boolean): HTMLElement {
  const { labels, manager } = model;
  const control = make('div', { class: 'control' }, button(model, 'reopen', 'more', labels.reopen));
  if (!isSingle && manager.cells().some(({ state }) => isAsked(state))) {
    control.setAttribute('role', 'group');
    control.setAttribute('aria-label', labels.reopen);
    control.append(' ', button(model, 'withdraw', 'more', labels.rejectAll));
  }
  return make('section', { class: 'dock', 'aria-label': labels.title }, control);
}
