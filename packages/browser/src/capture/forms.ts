import type { Capture } from './capture.ts';
import { attributeOf, elementsOf, ignoreMark, isIgnored } from './watch-clicks.ts';

const mostFields = 50;
const longestName = 100;

/** What nobody fills in: tokens, buttons. */
const notFilledIn = new Set(['hidden', 'submit', 'button', 'reset', 'image', 'fieldset', 'output']);

/**
 * Records that a form was submitted: its id, its name and the names of its fields. What was entered is never read.
 *
 * `data-rialto-ignore` on a form, on anything around it or on single fields keeps them out.
 * A form that its page then refuses, as after a check of its own, counts as well; one in a shadow root is not heard,
 * because its `submit` stays inside.
 *
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [forms()] });
 * ```
 */
export function forms(): Capture {
  return (target) => {
    if (typeof document === 'undefined') return () => {};
    const look = (event: Event): void => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || isIgnored(elementsOf(event))) return;
      const id = nameOf(form, 'id');
      const name = nameOf(form, 'name');
      target.track('Form Submitted', {
        ...(id && { form_id: id }),
        ...(name && { form_name: name }),
        fields: fieldsOf(form),
      });
    };
    addEventListener('submit', look, true);
    return () => removeEventListener('submit', look, true);
  };
}

/** By the attribute: a field named `id` would stand before the form's own property. */
const nameOf = (element: Element, attribute: 'id' | 'name'): string =>
  (attributeOf(element, attribute) ?? '').slice(0, longestName);

function fieldsOf(form: HTMLFormElement): readonly string[] {
  const elements = Reflect.get(HTMLFormElement.prototype, 'elements', form) as HTMLFormControlsCollection;
  const names = [...elements]
    .filter(
      (field) => !notFilledIn.has((field as HTMLInputElement).type) && !field.closest(`[${ignoreMark}]`),
    )
    .map((field) => nameOf(field, 'name'));
  return [...new Set(names)].filter(Boolean).slice(0, mostFields);
}
