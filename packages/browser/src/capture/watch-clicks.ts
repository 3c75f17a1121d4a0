/** Marks an element, a form or a field that no capture may look at; what is inside it is left alone too. */
export const ignoreMark = 'data-rialto-ignore';

/**
 * Calls back at each click with the elements from the one that was hit outwards, by one listener for the whole page.
 * Middle clicks count: they follow links. Shadow roots that are open are looked into.
 *
 * @returns the way to stop
 */
export function watchClicks(onClick: (path: readonly Element[]) => void): () => void {
  if (typeof document === 'undefined') return () => {};
  const look = (event: MouseEvent): void => {
    if (event.button > 1) return;
    const path = elementsOf(event);
    if (!isIgnored(path)) onClick(path);
  };
  const stop = new AbortController();
  // In the capture phase: a page that stops its clicks on the way up is heard all the same.
  const options = { capture: true, signal: stop.signal };
  addEventListener('click', look, options);
  addEventListener('auxclick', look, options);
  return () => stop.abort();
}

/** The elements that an event goes through, innermost first. */
export const elementsOf = (event: Event): readonly Element[] =>
  event.composedPath().filter((one): one is Element => one instanceof Element);

/** An attribute, read in a way that a field named `getAttribute` cannot stand before. */
export const attributeOf = (element: Element, name: string): string | null =>
  Element.prototype.getAttribute.call(element, name);

/** Whether somebody has marked one of these as not to be looked at. */
export const isIgnored = (path: readonly Element[]): boolean =>
  path.some((element) => attributeOf(element, ignoreMark) !== null);
