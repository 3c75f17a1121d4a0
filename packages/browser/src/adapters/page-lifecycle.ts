/** What a tracker wants to hear of its page. */
export interface PageLifecycle {
  /** The page is out of sight; it may be gone without another word. */
  readonly onHide: () => void;
  /** The page is being left; what is not on its way by now may never be. */
  readonly onLeave: () => void;
  /** The network is back, or the page that was left is: as it was, from the back/forward cache. */
  readonly onReturn: () => void;
  /** Another tab has changed what is kept under this key; null for all. */
  readonly onStorage: (key: string | null) => unknown;
}

/**
 * Listens to the page. No `unload` and no `beforeunload`: either would shut the page out of the
 * back/forward cache (https://web.dev/articles/bfcache).
 *
 * @returns the way to stop listening
 */
export function watchPage({ onHide, onLeave, onReturn, onStorage }: PageLifecycle): () => void {
  if (typeof document === 'undefined') return () => {};
  const onVisibility = (): void => {
    if (document.visibilityState === 'hidden') onHide();
  };
  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener('visibilitychange', onVisibility, { signal });
  addEventListener('pagehide', onLeave, { signal });
  addEventListener('pageshow', ({ persisted }) => persisted && onReturn(), { signal });
  addEventListener('online', onReturn, { signal });
  addEventListener('storage', ({ key }) => onStorage(key), { signal });
  return () => stop.abort();
}
