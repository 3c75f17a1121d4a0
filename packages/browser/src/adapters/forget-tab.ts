/** The same as in `tab-storage.ts`, which must not be loaded to forget. */
const key = 'rialto:customer';

/** Removes what an earlier page of this tab has kept of a customer. */
export function forgetTab(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // No storage, nothing kept.
  }
}
