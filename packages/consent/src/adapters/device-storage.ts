/** Where the choice of this device is kept. Each of these may throw; the manager copes. */
export interface ConsentStorage {
  /** What was written last, by this tab or another. */
  read(): string | null | undefined;
  /** Called after a choice, never before. */
  write(value: string): void;
  /** Calls back when another tab may have written, rather too often than too seldom; returns the way to stop that. */
  watch?(listener: () => void): () => void;
}

const key = 'rialto:consent';

/**
 * First-party localStorage: no request carries it, unlike a cookie.
 *
 * @example
 * ```ts
 * createConsentManager({ purposes, policy, locale: 'de', storage: deviceStorage() });
 * ```
 */
export function deviceStorage(): ConsentStorage {
  // Some servers have a localStorage too, and there it would be one person's choice for all.
  if (!globalThis.document) return { read: () => undefined, write: () => {} };
  return {
    read: () => localStorage.getItem(key),
    write: (value) => localStorage.setItem(key, value),
    watch(listener) {
      const stop = new AbortController();
      addEventListener('storage', listener, stop);
      // A page in the back/forward cache hears nothing of what other tabs do.
      addEventListener('pageshow', listener, stop);
      return () => stop.abort();
    },
  };
}
