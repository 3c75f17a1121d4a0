import type { DebugLog, DeliveryRow, ErrorRow } from './debug-log.ts';
import type { DebugState } from './debug-source.ts';
import {
  bytesInWords,
  countInWords,
  deliveryInWords,
  deviceInWords,
  durationInWords,
  nextAttemptInWords,
  shortId,
  timeInWords,
  verdictInWords,
} from './in-words.ts';
import { chip, facts, make } from './make.ts';

/** How the tracker stands: what is permitted, the queue, the deliveries, who it is, what went wrong. */
export interface StatePane {
  readonly element: HTMLElement;
  show(log: DebugLog, state: DebugState | undefined): void;
}

export function createStatePane(): StatePane {
  const section = (title: string): readonly [HTMLElement, HTMLElement] => {
    const body = make('div');
    return [make('section', {}, make('h3', {}, title), body), body];
  };
  const [consent, consentBody] = section('Consent');
  const [queue, queueBody] = section('Queue');
  const [deliveries, deliveriesBody] = section('Deliveries');
  const [identity, identityBody] = section('Identity');
  const [errors, errorsBody] = section('Errors');
  /** What each part shows; drawn anew only where it changes, so that a selection stays. */
  const drawn = new Map<HTMLElement, string>();

  function draw(body: HTMLElement, from: unknown, build: () => readonly Node[]): void {
    const text = JSON.stringify(from);
    if (drawn.get(body) === text) return;
    drawn.set(body, text);
    const [isOpen, hasFocus] = [body.querySelector('details')?.open, body.querySelector('summary:focus')];
    body.replaceChildren(...build());
    body.querySelector('details')?.toggleAttribute('open', isOpen);
    if (hasFocus) body.querySelector('summary')?.focus();
  }

  return {
    // It may be longer than it is high, and holds nothing that takes the focus.
    element: make(
      'div',
      { class: 'state', role: 'group', 'aria-label': 'State of the tracker', tabindex: '0' },
      errors,
      consent,
      queue,
      deliveries,
      identity,
    ),
    show(log, state) {
      errors.hidden = log.errors.length === 0;
      draw(errorsBody, log.errors, () => [errorList(log.errors)]);
      draw(deliveriesBody, log.deliveries, () => [deliveryList(log.deliveries)]);
      if (!state) return;
      const next = nextAttemptInWords(state, log.deliveries);
      draw(consentBody, state.consent, () => [consentList(state)]);
      draw(queueBody, [state.queue, state.place, state.held, next], () => [queueFacts(state, next)]);
      draw(
        identityBody,
        [state.device, state.isShared, state.anonymousId, state.userId, state.sessionId],
        () => [identityFacts(state)],
      );
    },
  };
}

const consentList = ({ consent }: DebugState): HTMLElement =>
  make(
    'ul',
    { class: 'purposes' },
    ...consent.map(({ purpose, ...decision }) => {
      const { tone } = verdictInWords(decision);
      const text = { pass: 'permitted', hold: 'waits for your choice', drop: 'refused' }[decision.verdict];
      const isAsked = !decision.reason.startsWith('unknown-purpose');
      return make(
        'li',
        {},
        make('span', {}, purpose),
        chip(purpose === 'necessary' ? 'needs no permission' : isAsked ? text : 'nobody is asked', tone),
      );
    }),
  );

function queueFacts({ queue, place, held }: DebugState, next: string): HTMLElement {
  return facts(
    ['Waiting', `${countInWords(queue.events, 'event')}, ${bytesInWords(queue.bytes)}`],
    ['Stored', place === 'device' ? 'on the device' : 'in memory, lost with the page'],
    ['Next attempt', next],
    ['Held for a choice', countInWords(held, 'event')],
  );
}

function identityFacts(state: DebugState): HTMLElement {
  const { tone, text } = deviceInWords(state);
  const id = (value: string | undefined, none: string): Node | string =>
    value ? make('code', {}, shortId(value)) : none;
  return facts(
    ['Device', make('span', { 'data-tone': tone }, text)],
    ['anonymousId', id(state.anonymousId, 'none')],
    ['userId', id(state.userId, 'nobody has signed in')],
    ['Session', id(state.sessionId, 'none')],
  );
}

function deliveryList(rows: readonly DeliveryRow[]): HTMLElement {
  if (rows.length === 0) return make('p', { class: 'none' }, 'None since this was opened.');
  return atMost(recent, rows.map(deliveryItem), 'deliveries');
}

function deliveryItem(row: DeliveryRow): HTMLElement {
  const { tone, text } = deliveryInWords(row);
  const events = countInWords(row.messageIds.length, 'event');
  const size =
    row.kind === 'batch' ? `${events}, ${bytesInWords(row.bytes)}` : `Does the hub have ${events}?`;
  const took = row.answeredAt === undefined ? '' : ` in ${durationInWords(row.answeredAt - row.at)}`;
  return make(
    'li',
    {},
    make('span', { class: 'time' }, timeInWords(row.at)),
    make('span', { class: 'sent' }, size + took),
    make('span', { class: 'answer', 'data-tone': tone }, text),
  );
}

const errorList = (rows: readonly ErrorRow[]): HTMLElement =>
  atMost(
    recent,
    rows.map(({ at, code, message }) =>
      make(
        'li',
        {},
        make('span', { class: 'time' }, timeInWords(at)),
        make('code', {}, code),
        make('span', {}, message),
      ),
    ),
    'errors',
  );

/** How many of a list are seen at once, so that what is below is not pushed away. */
const recent = 4;

function atMost(count: number, items: readonly HTMLElement[], name: string): HTMLElement {
  const list = make('ul', { class: name }, ...items.slice(0, count));
  if (items.length <= count) return list;
  const older = make('ul', { class: name }, ...items.slice(count));
  const more = make('details', {}, make('summary', {}, `${items.length - count} older`), older);
  return make('div', {}, list, more);
}
