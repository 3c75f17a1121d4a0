/** What a control of the page bears that opens the settings. */
const opener = 'data-rialto-consent-open';

/**
 * Calls back when a control of the page asks for the settings.
 *
 * @returns the way to stop
 */
export function watchOpeners(page: Document, onOpen: () => void): () => void {
  const onClick = (event: Event): void => {
    if (!event.composedPath().some((node) => (node as Partial<Element>).hasAttribute?.(opener))) return;
    event.preventDefault();
    onOpen();
  };
  page.addEventListener('click', onClick);
  return () => page.removeEventListener('click', onClick);
}

/** Puts the focus on the page's own control, if it has one. */
export const focusOpener = (page: Document): void => page.querySelector<HTMLElement>(`[${opener}]`)?.focus();
