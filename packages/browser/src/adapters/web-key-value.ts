/** Small facts that outlive the page. Never throws. A `Map` is one, for facts that may not outlive it. */
export interface KeyValue {
  /** What was set last; undefined where nothing was. */
  get(key: string): string | undefined;
  /** Keeps it, in place of what was there. */
  set(key: string, value: string): void;
  /** Removes it, whether it is there or not. */
  delete(key: string): void;
}

/**
 * localStorage, and memory where that is disabled or full.
 *
 * @param onFallback - told each time storage fails a write
 */
export function createWebKeyValue(onFallback: () => void): KeyValue {
  const memory = new Map<string, string>();
  // Some servers have a localStorage too, and there it would be one person's for all.
  if (typeof document === 'undefined') return memory;
  return {
    get(key) {
      try {
        return memory.get(key) ?? localStorage.getItem(key) ?? undefined;
      } catch {
        return undefined;
      }
    },
    set(key, value) {
      try {
        localStorage.setItem(key, value);
        memory.delete(key);
      } catch {
        memory.set(key, value);
        onFallback();
      }
    },
    delete(key) {
      memory.delete(key);
      try {
        localStorage.removeItem(key);
      } catch {
        // Then there is nothing there.
      }
    },
  };
}
