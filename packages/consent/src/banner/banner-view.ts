import type { ConsentManager } from '../manager.ts';
import type { BannerLabels } from './labels.ts';

/** What the banner shows: nothing but the button to reopen it, the first layer, or the boxes. */
export type BannerLayer = 'closed' | 'first' | 'settings';

/** What a person can do on the banner. */
export type BannerAction = 'accept' | 'reject' | 'settings' | 'save' | 'reopen';

/** What the view is made from. */
export interface BannerModel {
  readonly layer: BannerLayer;
  readonly labels: BannerLabels;
  readonly manager: Pick<ConsentManager, 'purposes' | 'policy' | 'locale' | 'state'>;
}

/** One class for every button: neither answer may look like the one to take (docs/specs/consent-manager.md, M12). */
const buttonClass = 'rialto-consent-button';

/**
 * Builds what the banner shows. Elements and text only: no markup from strings, no style attributes,
 * so that it stands under a strict Content-Security-Policy and Trusted Types.
 */
export function renderBanner(model: BannerModel, act: (action: BannerAction) => void): HTMLElement {
  const { layer, labels, manager } = model;
  const button = (action: BannerAction, text: string): HTMLElement => {
    const made = make('button', text);
    made.className = buttonClass;
    made.type = 'button';
    made.addEventListener('click', () => act(action));
    return made;
  };
  if (layer === 'closed') return button('reopen', labels.reopen);

  const heading = make('h2', labels.title);
  heading.tabIndex = -1; // so that reopening can lead to it; it is no stop of the tab key
  const link = make('a', labels.policy);
  link.href = manager.policy.url;
  const paragraph = make('p', `${labels.text} `);
  paragraph.append(link);

  const region = make('section');
  region.setAttribute('role', 'region');
  region.setAttribute('aria-label', labels.title);
  region.lang = manager.locale;
  const answers = make('div');
  answers.append(button('accept', labels.acceptAll), button('reject', labels.rejectAll));
  region.append(heading, paragraph);
  if (layer === 'settings') {
    region.append(boxes(model));
    answers.append(button('save', labels.save));
  } else {
    answers.append(button('settings', labels.settings));
  }
  region.append(answers);
  return region;
}

function boxes({ labels, manager }: BannerModel): HTMLElement {
  const group = make('fieldset');
  group.append(make('legend', labels.choices));
  const states: Readonly<Record<string, string>> = manager.state();
  for (const purpose of manager.purposes) {
    const box = make('input');
    box.type = 'checkbox';
    box.name = purpose;
    box.checked = states[purpose] === 'granted';
    const label = make('label');
    label.append(box, ` ${Object.hasOwn(labels.purposes, purpose) ? labels.purposes[purpose] : purpose}`);
    const line = make('div');
    line.append(label);
    group.append(line);
  }
  return group;
}

/** The boxes that are ticked now, as `save` takes them. */
export const readBoxes = (banner: ParentNode): Record<string, boolean> =>
  Object.fromEntries(
    [...banner.querySelectorAll<HTMLInputElement>('input[type=checkbox]')].map(({ name, checked }) => [
      name,
      checked,
    ]),
  );

function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, text?: string): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  return element;
}
