/** One text that the pages of a tab share. Never throws. */
export interface TabStorage {
  get(): string | undefined;
  set(text: string): void;
  delete(): void;
}

const key = 'rialto:customer';

/** In sessionStorage; nowhere where that is disabled, full or missing. */
export const tabStorage: TabStorage = {
  get: () => attempt((storage) => storage.getItem(key)) ?? undefined,
  set: (text) => attempt((storage) => storage.setItem(key, text)),
  delete: () => attempt((storage) => storage.removeItem(key)),
};

function attempt<T>(use: (storage: Storage) => T): T | undefined {
  try {
    // Some servers have a sessionStorage too, and there it would be one person's for all.
    return typeof document === 'undefined' ? undefined : use(sessionStorage);
  } catch {
    return undefined;
  }
}
