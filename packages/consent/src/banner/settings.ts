import { type Channel, type ConsentCell, type ConsentState, cellKey } from '@rialto/core/model';
import { type BannerModel, button, cross, fill, opening, standing, wordsFor } from './banner-model.ts';
import { make } from './make.ts';

/** The settings: every purpose with its facts, and each contact channel as a permission of its own. */
export function settings(model: BannerModel): HTMLDialogElement {
  const { labels, manager } = model;
  return make(
    'dialog',
    { class: 'card', 'aria-labelledby': 'settings' },
    make(
      'div',
      { class: 'head' },
      // Focused when the settings open, for the text is long; it is no stop of the tab key.
      make('h2', { id: 'settings', tabindex: '-1' }, labels.reopen),
      cross(model, 'close'),
    ),
    make(
      'div',
      { class: 'scroll' },
      opening(model),
      ...standing(model),
      make('p', { class: 'fact' }, fill(labels.right, { reopen: labels.reopen })),
      make('p', { class: 'item' }, make('strong', {}, labels.necessary), ' ', labels.necessaryText),
      make(
        'fieldset',
        {},
        make('legend', {}, labels.choices),
        ...manager.purposes.map((purpose) => purposeItem(model, purpose)),
      ),
      ...manager.purposes.flatMap((purpose) => contactGroup(model, purpose)),
    ),
    make(
      'div',
      { class: 'answers' },
      button(model, 'accept', 'answer', labels.acceptAll),
      button(model, 'reject', 'answer', labels.rejectAll),
      button(model, 'save', 'answer', labels.save),
    ),
  );
}

function purposeItem(model: BannerModel, purpose: string): HTMLElement {
  const { labels } = model;
  const about = make('div', { id: `about-${purpose}` });
  if (Object.hasOwn(labels.descriptions, purpose))
    about.append(make('p', {}, wordsFor(labels.descriptions, purpose)));
  const facts = factsOf(model, purpose).map((fact) => make('li', {}, fact));
  if (facts.length > 0) about.append(make('ul', { class: 'fact' }, ...facts));
  const line = box(model, purpose, wordsFor(labels.purposes, purpose));
  line.querySelector('input')?.setAttribute('aria-describedby', about.id);
  return make('div', { class: 'item' }, line, about);
}

function factsOf({ labels, manager }: BannerModel, purpose: string): string[] {
  const facts = Object.hasOwn(manager.about, purpose) ? manager.about[purpose] : undefined;
  if (!facts) return [];
  const { recipients, thirdCountries, storedFor } = facts;
  return [
    recipients.length > 0
      ? fill(labels.recipients, { recipients: recipients.join(', ') })
      : labels.noRecipients,
    ...(thirdCountries.length > 0
      ? [fill(labels.thirdCountries, { countries: thirdCountries.join(', ') })]
      : []),
    fill(labels.storedFor, { time: storedFor }),
  ];
}

/** The contact channels of a purpose as a group of its own; none where nobody is asked about any. */
function contactGroup(model: BannerModel, purpose: string): HTMLElement[] {
  const { labels, manager } = model;
  const channels = Object.hasOwn(manager.channels, purpose) ? (manager.channels[purpose] ?? []) : [];
  if (channels.length === 0) return [];
  return [
    make(
      'fieldset',
      {},
      make('legend', {}, `${wordsFor(labels.purposes, purpose)}: ${labels.contact}`),
      ...channels.map((channel) => box(model, purpose, wordsFor(labels.channels, channel), channel)),
    ),
  ];
}

/** A native box. Ticked is only what the person permitted, or asked for and must still confirm (U2). */
function box(
  { labels, manager }: BannerModel,
  purpose: string,
  text: string,
  channel?: Channel,
): HTMLElement {
  const cell = manager.cells().find((one) => one.purpose === purpose && one.channel === channel);
  const input = make('input', { type: 'checkbox', name: channel ? `${purpose}@${channel}` : purpose });
  input.checked = isAsked(cell?.state);
  const label = make('label', {}, input, make('span', {}, text));
  return cell?.state === 'pending'
    ? make('div', {}, label, make('p', { class: 'fact pending' }, labels.pending))
    : make('div', {}, label);
}

/** Whether a person said yes: it counts, or waits for her confirmation. */
export const isAsked = (state: ConsentState | undefined): boolean =>
  state === 'granted' || state === 'pending';

const stateIn = (cells: readonly ConsentCell[], name: string): ConsentState | undefined =>
  cells.find(({ purpose, channel }) => cellKey(purpose, channel) === name)?.state;

/**
 * The boxes as the manager's `answer` takes them. A way of contact that the hub has confirmed and that stays ticked is not among
 * them: asked for anew, it would have to be confirmed anew.
 */
export const readBoxes = (layer: ParentNode, cells: readonly ConsentCell[]): Record<string, boolean> =>
  Object.fromEntries(
    [...layer.querySelectorAll('input')]
      .filter(({ name, checked }) => !(checked && name.includes('@') && stateIn(cells, name) === 'granted'))
      .map(({ name, checked }) => [name, checked]),
  );

/** Brings the boxes in step with what was decided elsewhere; what the person ticked and did not save stays. */
export function followBoxes(
  layer: ParentNode,
  before: readonly ConsentCell[],
  after: readonly ConsentCell[],
): void {
  for (const box of layer.querySelectorAll('input')) {
    const [was, is] = [stateIn(before, box.name), stateIn(after, box.name)];
    // What was asked for and is confirmed now is the same answer.
    if (was !== is && !(isAsked(was) && isAsked(is))) box.checked = isAsked(is);
  }
}
