import { afterEach, beforeEach } from 'vitest';

const noNavigation = (event: Event): void => event.preventDefault();

/** Keeps the clicks of a file's tests from leading away, and clears the page after each test. */
export function stayOnPage(): void {
  beforeEach(() => addEventListener('click', noNavigation, true));
  afterEach(() => {
    removeEventListener('click', noNavigation, true);
    document.body.replaceChildren();
  });
}
