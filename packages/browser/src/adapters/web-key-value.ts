/** Small facts that outlive the page. Never throws. */
export interface KeyValue {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
}

/**
 * localStorage, and memory where that is disabled or full.
 *
 * @param onFallback - told each time storage fails a write
 */
export function createWebKeyValue(onFallback: () => void): KeyValue {
  const memory = new Map<string, string>();
  // Some servers have a localStorage too, and there it would be one person's for all.
  const inPage = typeof document !== 'undefined';
  const attempt = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return inPage ? use(localStorage) : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => memory.get(key) ?? attempt((storage) => storage.getItem(key)) ?? undefined,
    set(key, value) {
      const written = attempt((storage) => {
        storage.setItem(key, value);
        return true;
      });
      if (written) memory.delete(key);
      else {
        memory.set(key, value);
        onFallback();
      }
    },
    remove(key) {
      memory.delete(key);
      attempt((storage) => storage.removeItem(key));
    },
  };
}
