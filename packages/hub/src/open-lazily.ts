import { isRialtoError, RialtoError } from '@rialto/core';
import type { Clock } from '@rialto/core/delivery';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';

/** A store that is there, or will be. */
export interface LazyStore {
  /** @throws RialtoError `store-unavailable` while it cannot be opened */
  get(): Promise<Store>;
  /** Closes it where it was opened here. */
  close(): Promise<void>;
}

/** A store that could not be opened is not tried again for every request. */
const pause = 1_000;

/**
 * Opens the store at once, and where it is not available tries again when somebody asks for it: a disk that is mounted late must
 * not need a restart.
 *
 * @throws RialtoError `invalid-option` or `store-newer`, which waiting does not cure
 */
export function openLazily(given: string | Store, clock: Clock): LazyStore {
  let store: Store | undefined = typeof given === 'string' ? undefined : given;
  let failure: unknown;
  let triedAt = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  const tryToOpen = (url: string): void => {
    triedAt = clock.now();
    try {
      store = openStore(url);
    } catch (error) {
      if (!isRialtoError(error) || error.code !== 'store-unavailable') throw error;
      failure = error;
    }
  };
  if (typeof given === 'string') tryToOpen(given);
  return {
    async get() {
      if (isClosed) throw new RialtoError('closed', 'The hub is closed.');
      if (!store && typeof given === 'string' && clock.now() - triedAt >= pause) tryToOpen(given);
      if (!store) throw failure;
      return store;
    },
    async close() {
      isClosed = true;
      if (typeof given === 'string') await store?.close();
    },
  };
}
