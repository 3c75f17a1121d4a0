/** What a person, or a screen reader, finds in a banner. Defines no element: the script tag has one of its own. */
export function waysIn(banner: HTMLElement) {
  const inside = banner.shadowRoot as ShadowRoot;
  const dialog = () => inside.querySelector('dialog');
  return {
    inside,
    dialog,
    /** A button by its name. The settings lie over the first layer, whose buttons are then out of reach. */
    button(name: string): HTMLButtonElement {
      const found = [...(dialog() ?? inside).querySelectorAll('button')].find(
        ({ textContent, ariaLabel }) => textContent === name || ariaLabel === name,
      );
      if (!found) throw new Error(`There is no button "${name}".`);
      return found;
    },
    boxes: () => [...inside.querySelectorAll('input')],
    /** What is told to a screen reader. */
    told: () => inside.querySelector('[role=status]')?.textContent,
  };
}
