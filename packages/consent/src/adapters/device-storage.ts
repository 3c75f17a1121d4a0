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
  if (!globalThis.document) return { read: () => undefined, write() {} };
  return {
    read: () => localStorage.getItem(key),
    write(value) {
      localStorage.setItem(key, value);
      // The browser tells other tabs alone; another manager may be on this page.
      dispatchEvent(new Event(key));
    },
    watch(listener) {
      const stop = new AbortController();
      // A page in the back/forward cache hears nothing of what other tabs do.
      for (const name of ['storage', key, 'pageshow']) addEventListener(name, listener, stop);
      return () => stop.abort();
    },
  };
}
