import { countInWords } from './in-words.ts';
import { make, write } from './make.ts';

/** What the buttons do. */
export interface ToolbarParts {
  readonly onFilter: () => void;
  readonly onPause: (isPaused: boolean) => void;
  readonly onClear: () => void;
  /** Says what came of it. */
  readonly onCopy: () => Promise<string>;
  readonly onClose: () => void;
}

/** The top of the overlay. */
export interface Toolbar {
  readonly element: HTMLElement;
  filter(): string;
  /** @returns whether there was something to clear */
  clearFilter(): boolean;
  /** How many are listed, of how many, and how many have come since the pause. */
  count(listed: number, all: number, missed: number): void;
  /** Where the panel stands, and what a small screen shows, is written on it. */
  steers(panel: HTMLElement): void;
}

export function createToolbar({ onFilter, onPause, onClear, onCopy, onClose }: ToolbarParts): Toolbar {
  const filter = make('input', {
    type: 'search',
    placeholder: 'Filter',
    'aria-label': 'Filter the events',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const count = make('span', { class: 'count' });
  const status = make('span', { class: 'status', role: 'status' });
  const pause = button('Pause', { 'aria-pressed': 'false' });
  const clear = button('Clear', { title: 'Empties the lists; nothing is taken from the queue' });
  const copy = button('Copy', { title: 'Copies what is listed, as JSON' });
  const views = ['Events', 'State'].map((name, at) => button(name, { 'aria-pressed': String(at === 0) }));
  const move = button('To the top', { class: 'move' });
  const fold = button('Fold', {});
  const close = button('×', { class: 'close', 'aria-label': 'Close', title: 'Close (Escape)' });
  let panel: HTMLElement | undefined;

  filter.addEventListener('input', onFilter);
  pause.addEventListener('click', () => {
    const isPaused = pause.getAttribute('aria-pressed') !== 'true';
    pause.setAttribute('aria-pressed', String(isPaused));
    onPause(isPaused);
  });
  clear.addEventListener('click', onClear);
  copy.addEventListener('click', () => void onCopy().then((said) => write(status, said)));
  close.addEventListener('click', onClose);
  fold.addEventListener('click', () => {
    write(fold, panel?.classList.toggle('folded') ? 'Unfold' : 'Fold');
  });
  move.addEventListener('click', () => {
    write(move, panel?.classList.toggle('top') ? 'To the bottom' : 'To the top');
  });
  views.forEach((view, at) => {
    view.addEventListener('click', () => {
      views.forEach((other) => {
        other.setAttribute('aria-pressed', String(other === view));
      });
      panel?.classList.toggle('states', at === 1);
    });
  });

  return {
    element: make(
      'header',
      {},
      make('h2', {}, mark(), 'Rialto'),
      make('div', { class: 'views', role: 'group', 'aria-label': 'Show' }, ...views),
      filter,
      count,
      status,
      make('div', { class: 'buttons' }, pause, clear, copy, move, fold, close),
    ),
    filter: () => filter.value.trim(),
    clearFilter() {
      if (filter.value === '') return false;
      filter.value = '';
      onFilter();
      return true;
    },
    count(listed, all, missed) {
      const events = countInWords(all, 'event');
      const more = missed > 0 ? `, ${missed} more since the pause` : '';
      write(count, `${listed === all ? events : `${listed} of ${events}`}${more}`);
    },
    steers(given) {
      panel = given;
    },
  };
}

const button = (text: string, attributes: Readonly<Record<string, string>>): HTMLButtonElement =>
  make('button', { type: 'button', ...attributes }, text);

/** The bridge. */
function mark(): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const path = document.createElementNS(space, 'path');
  svg.setAttribute('viewBox', '0 0 24 16');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', 'M1 14V9C6 3 18 3 23 9v5M6 14c0-8 12-8 12 0M1 14h22');
  svg.append(path);
  return svg;
}
