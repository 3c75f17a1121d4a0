/** What a tracker wants to hear of its page. */
export interface PageLifecycle {
  /** The page may be gone in a moment; there may be no later chance to send. */
  readonly onHide: () => void;
  /** The page is being left; what has not been stored by now may never be. */
  readonly onLeave: () => void;
  /** The network is back. */
  readonly onOnline: () => void;
}

/**
 * Listens to the page. No `unload` and no `beforeunload`: either would shut the page out of the
 * back/forward cache (https://web.dev/articles/bfcache).
 *
 * @returns the way to stop listening
 */
export function watchPage({ onHide, onLeave, onOnline }: PageLifecycle): () => void {
  if (typeof document === 'undefined') return () => {};
  const onVisibility = (): void => {
    if (document.visibilityState === 'hidden') onHide();
  };
  const onPageHide = (): void => {
    onHide();
    onLeave();
  };
  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener('visibilitychange', onVisibility, { signal });
  addEventListener('pagehide', onPageHide, { signal });
  addEventListener('online', onOnline, { signal });
  return () => stop.abort();
}
