type Child = Node | string;

/**
 * Builds an element. Attributes and text only, never markup from a string: so the overlay stands under a strict
 * Content-Security-Policy and Trusted Types, and shows whatever an event holds as text.
 */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Writes text where it has changed: an element that is left alone keeps what somebody has selected in it. */
export function write(element: Element, text: string, tone?: string): void {
  if (element.textContent !== text) element.textContent = text;
  if (tone !== undefined) element.setAttribute('data-tone', tone);
}

/** Terms and what is said of them. */
export const facts = (...entries: readonly (readonly [term: string, said: Child])[]): HTMLElement =>
  make('dl', {}, ...entries.flatMap(([term, said]) => [make('dt', {}, term), make('dd', {}, said)]));

export const chip = (text: string, tone: string): HTMLElement =>
  make('span', { class: 'chip', 'data-tone': tone }, text);

/** A value as JSON on several lines; what cannot be written so, as nothing. */
export function json(value: unknown): HTMLElement {
  return make('pre', {}, JSON.stringify(value, null, 2) ?? '');
}
