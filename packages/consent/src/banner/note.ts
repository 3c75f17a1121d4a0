import { type BannerModel, cross } from './banner-model.ts';
import { make } from './make.ts';

/** Something to know that asks nothing. It stays until it is closed: people read at different speeds (WCAG 2.2.1). */
export const note = (model: BannerModel, text: string): HTMLElement =>
  make('div', { class: 'card note' }, make('p', {}, text), cross(model, 'dismiss'));
