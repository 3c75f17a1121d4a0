// A chunk of its own: only debug() loads it. It shares no module with the tracker, or bundlers would part the tracker
// in two (docs/decisions/0009-lazy-chunks.md).
import type { Timer } from '@rialto/core/delivery';
import { type DebugLog, emptyLog, takeNews } from './debug-log.ts';
import type { DebugNews } from './debug-news.ts';
import { createDebugSource, type DebugParts, type DebugSource, type DebugState } from './debug-source.ts';
import { createEventList } from './event-list.ts';
import { rowAsFacts } from './in-words.ts';
import { make } from './make.ts';
import { overlayStyles } from './overlay-styles.ts';
import { createStatePane } from './state-pane.ts';
import { createToolbar } from './toolbar.ts';

const hostName = 'rialto-debug';
/** How long news gather before they are drawn, milliseconds: a page that tracks a hundred events is drawn once. */
const drawAfter = 50;
/** How often the state is looked at while nothing is heard, milliseconds: a choice may be made, a session may end. */
const lookAfter = 1_000;

interface TrackerLife {
  /** What ends with the tracker; empty once it has ended. */
  readonly stops: (() => void)[];
}

/**
 * Opens the overlay of a tracker. A page has one: where it is open, it gets the focus.
 */
export function openDebug({ stops, ...parts }: DebugParts & TrackerLife): void {
  // On a server there is no page to show it in.
  if (typeof document === 'undefined' || stops.length === 0) return;
  const open = document.querySelector(hostName);
  if (open) open.shadowRoot?.querySelector<HTMLElement>('[tabindex="-1"]')?.focus();
  else {
    const close = showOverlay(createDebugSource(parts), () => {
      const index = stops.indexOf(close);
      if (index >= 0) stops.splice(index, 1);
    });
    stops.push(close);
  }
}

/**
 * @param onClosed - lets go of the way to close it, which keeps all that was listed
 * @returns the way to close it
 */
export function showOverlay(source: DebugSource, onClosed: () => void = () => {}): () => void {
  const { clock } = source;
  const before = document.activeElement;
  const list = createEventList(clock.now());
  const pane = createStatePane();
  let log: DebugLog = emptyLog;
  let state: DebugState | undefined;
  /** What was shown when somebody asked for a pause. */
  let frozen: DebugLog | undefined;
  let timer: Timer | undefined;
  let isClosed = false;

  const toolbar = createToolbar({
    onFilter: draw,
    onPause(isPaused) {
      frozen = isPaused ? log : undefined;
      draw();
    },
    onClear() {
      log = { ...emptyLog, heard: log.heard };
      if (frozen) frozen = log;
      draw();
    },
    onCopy: copy,
    onClose: close,
  });
  const panel = make(
    'section',
    { class: 'panel', tabindex: '-1', 'aria-label': 'Rialto debug overlay' },
    toolbar.element,
    make('div', { class: 'body' }, list.element, pane.element),
  );
  toolbar.steers(panel);

  const host = make(hostName as 'div', { 'data-rialto-ignore': '' });
  // Open, not closed: checkers of accessibility and the browser's own tools must see in, and it shows a script of the
  // page nothing that it could not hear by on() and fetch.
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(overlayStyles);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(panel);
  // What the page's own shortcuts would do to it is kept from them, and Escape closes the overlay alone.
  host.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key !== 'Escape' || event.defaultPrevented || toolbar.clearFilter()) return;
    event.preventDefault();
    close();
  });
  // Called in the head, it may be there before the body.
  (document.body ?? document.documentElement).append(host);
  raise(host);

  function hear(news: DebugNews): void {
    log = takeNews(log, news, clock.now());
    schedule(drawAfter);
  }

  function schedule(delay: number): void {
    timer?.cancel();
    if (!isClosed) timer = clock.after(delay, () => void look());
  }

  async function look(): Promise<void> {
    state = await source.state().catch(() => state);
    if (isClosed) return;
    draw();
    schedule(lookAfter);
  }

  function draw(): void {
    const shown = frozen ?? log;
    const left = list.show(shown, toolbar.filter());
    pane.show(shown, state);
    toolbar.count(left.length, shown.events.length, totalOf(log) - totalOf(shown));
  }

  async function copy(): Promise<string> {
    const { deliveries, errors } = frozen ?? log;
    const events = list.show(frozen ?? log, toolbar.filter());
    const text = JSON.stringify({ state, events: events.map(rowAsFacts), deliveries, errors }, null, 2);
    try {
      await navigator.clipboard.writeText(text);
      return `Copied ${events.length} as JSON.`;
    } catch {
      return 'The page may not copy. Open it over https.';
    }
  }

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    timer?.cancel();
    stop();
    const hadFocus = document.activeElement === host;
    host.remove();
    onClosed();
    if (hadFocus && before instanceof HTMLElement) before.focus();
  }

  const stop = source.watch(hear);
  draw();
  void look();
  panel.focus({ preventScroll: true });
  return close;
}

const totalOf = ({ events, forgotten }: DebugLog): number => events.length + forgotten;

/** Above the page's own dialogs and bars, where the browser can. */
function raise(host: HTMLElement): void {
  if (typeof host.showPopover !== 'function') return;
  host.setAttribute('popover', 'manual');
  host.showPopover();
}
