import { type DebugLog, type EventRow, matchesFilter, nameOf } from './debug-log.ts';
import { placeInWords, timeInWords, verdictInWords } from './in-words.ts';
import { chip, facts, json, make, write } from './make.ts';

/** The list of events. */
export interface EventList {
  readonly element: HTMLElement;
  /** Shows these, and says which are left by the filter. */
  show(log: DebugLog, filter: string): readonly EventRow[];
}

/** A row on the screen: what it shows, and the way to bring it up to date. */
interface RowView {
  readonly item: HTMLElement;
  readonly button: HTMLElement;
  update(row: EventRow): void;
}

/** Newest first. A row that stays keeps its element, and with it the focus and whether it is open. */
export function createEventList(openedAt: number): EventList {
  const views = new Map<string, RowView>();
  const list = make('ol', { class: 'events', 'aria-label': 'Events, newest first' });
  const empty = make('p', { class: 'empty' });
  const note = make('p', { class: 'note' });
  const columns = ['Time', 'Event', 'Touchpoint', 'Gate', 'Where it is'].map((text) =>
    make('span', {}, text),
  );
  const element = make(
    'div',
    { class: 'list' },
    make('div', { class: 'columns', 'aria-hidden': 'true' }, ...columns),
    empty,
    list,
    note,
  );

  function viewOf(row: EventRow): RowView {
    const known = views.get(row.key);
    if (known) return known;
    const view = rowView(row.key);
    views.set(row.key, view);
    return view;
  }

  function removeOthers(rows: readonly EventRow[]): void {
    const keys = new Set(rows.map(({ key }) => key));
    for (const [key, { item }] of views) {
      if (keys.has(key)) continue;
      item.remove();
      views.delete(key);
    }
  }

  return {
    element,
    show(log, filter) {
      const left = log.events.filter((row) => matchesFilter(row, filter));
      const shown = new Set(left);
      removeOthers(log.events);
      let after: HTMLElement | undefined;
      for (const row of log.events) {
        const { item, update } = viewOf(row);
        update(row);
        item.hidden = !shown.has(row);
        // Only what is not in its place is moved: moving an element would take the focus from it.
        const place = after ? after.nextSibling : list.firstChild;
        if (place !== item) list.insertBefore(item, place);
        after = item;
      }
      write(empty, emptyText(log, left.length));
      empty.hidden = left.length > 0;
      list.hidden = left.length === 0;
      write(note, noteText(log, openedAt));
      return left;
    },
  };
}

function emptyText({ events }: DebugLog, left: number): string {
  if (events.length === 0) return 'Nothing yet. Use the page, and what it tracks appears here.';
  return left === 0 ? 'No event has these words.' : '';
}

function noteText({ forgotten }: DebugLog, openedAt: number): string {
  const more = forgotten > 0 ? `${forgotten} older ones made room. ` : '';
  return `${more}Opened at ${timeInWords(openedAt)}. What was tracked before is not listed, but for what still waited in the queue.`;
}

function rowView(key: string): RowView {
  const cell = (name: string): HTMLElement => make('span', { class: name });
  const [time, type, name, touchpoint, gate] = ['time', 'type', 'name', 'place', 'gate'].map(cell) as [
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
  ];
  const where = chip('', 'quiet');
  const what = make('span', { class: 'what' }, type, name);
  // An id from outside may hold anything; a space would part it in two.
  const id = `row-${encodeURIComponent(key)}`;
  const button = make(
    'button',
    { type: 'button', class: 'row', 'aria-expanded': 'false', 'aria-controls': id },
    time,
    what,
    touchpoint,
    gate,
    make('span', { class: 'where' }, where),
  );
  const details = make('div', { class: 'details', id });
  details.hidden = true;
  let current: EventRow | undefined;
  let drawn: EventRow | undefined;

  function draw(): void {
    if (details.hidden || !current || drawn === current) return;
    drawn = current;
    details.replaceChildren(...detailsOf(current));
  }
  button.addEventListener('click', () => {
    details.hidden = !details.hidden;
    button.setAttribute('aria-expanded', String(!details.hidden));
    draw();
  });
  return {
    item: make('li', {}, button, details),
    button,
    update(row) {
      if (row === current) return;
      current = row;
      const { message } = row;
      write(time, timeInWords(message ? Date.parse(message.timestamp) : row.at));
      write(type, message?.type ?? '');
      write(name, nameOf(row));
      write(touchpoint, touchpointOf(row));
      const verdict = verdictInWords(row.decision);
      write(gate, row.decision ? verdict.text : passedText(row), verdict.tone);
      const place = placeInWords(row.place);
      write(where, place.text, place.tone);
      draw();
    },
  };
}

/** The gate was asked before anybody listened. */
const passedText = ({ place, message }: EventRow): string =>
  message && place.kind !== 'dropped' ? 'passed before' : '';

function touchpointOf({ message }: EventRow): string {
  const { id, place } = message?.context?.touchpoint ?? {};
  return [id, place].filter((part) => typeof part === 'string').join(' · ');
}

function detailsOf(row: EventRow): readonly HTMLElement[] {
  const { message, purposes, decision, place, path } = row;
  const issues = place.kind === 'rejected' ? (place.issues ?? []) : [];
  const steps = path.map((step) =>
    make(
      'li',
      {},
      make('span', { class: 'time' }, timeInWords(step.at, true)),
      ' ',
      placeInWords(step.place).text,
    ),
  );
  const code = place.kind === 'rejected' ? place.code : undefined;
  const about = facts(
    ['Needs', purposes.length > 0 ? purposes.join(', ') : '–'],
    ['Gate', decision ? `${decision.verdict} (${decision.reason})` : 'asked before this was opened'],
    ['Way', make('ol', { class: 'path' }, ...steps)],
    ...(code ? [['Hub', code] as const] : []),
    ['Id', make('code', {}, row.message?.messageId ?? row.key)],
  );
  const wrong = issues.map(({ path: field, message: text }) =>
    make('li', {}, make('code', {}, field || 'message'), ` ${text}`),
  );
  if (!message) return [about];
  const said = message.type === 'identify' || message.type === 'group' ? message.traits : message.properties;
  return [
    make('div', {}, ...(wrong.length > 0 ? [make('ul', { class: 'issues' }, ...wrong)] : []), about),
    make(
      'div',
      {},
      make('h3', { class: 'part' }, message.type === 'identify' ? 'Traits' : 'Properties'),
      json(said ?? {}),
      make('details', {}, make('summary', {}, 'The whole message'), json(message)),
    ),
  ];
}
