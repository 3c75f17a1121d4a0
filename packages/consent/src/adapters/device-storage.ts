/** Where the choice of this device is kept. Each of these may throw; the manager copes. */
export interface ConsentStorage {
  /** What was written last, by this tab or another. */
  read(): string | null | undefined;
  /** Called after a choice, never before. */
  write(value: string): void;
  /** Calls back when another tab may have written; returns the way to stop that. */
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
  const inPage = typeof document !== 'undefined';
  return {
    read: () => (inPage ? localStorage.getItem(key) : undefined),
    write: (value) => {
      if (inPage) localStorage.setItem(key, value);
    },
    watch(listener) {
      if (!inPage) return () => {};
      const onStorage = (event: StorageEvent): void => {
        if (event.key === key || event.key === null) listener();
      };
      // A page in the back/forward cache hears nothing of what other tabs do.
      const onShow = (event: PageTransitionEvent): void => {
        if (event.persisted) listener();
      };
      addEventListener('storage', onStorage);
      addEventListener('pageshow', onShow);
      return () => {
        removeEventListener('storage', onStorage);
        removeEventListener('pageshow', onShow);
      };
    },
  };
}
