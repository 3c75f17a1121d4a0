/** What a tracker wants to hear of its page. */
export interface PageLifecycle {
  /** The page may be gone in a moment; there may be no later chance to send. */
  readonly onHide: () => void;
  /** The network is back. */
  readonly onOnline: () => void;
}

/**
 * Listens to the page. No `unload` and no `beforeunload`: either would shut the page out of the
 * back/forward cache (https://web.dev/articles/bfcache).
 *
 * @returns the way to stop listening
 */
export function watchPage({ onHide, onOnline }: PageLifecycle): () => void {
  if (typeof document === 'undefined') return () => {};
  const onVisibility = (): void => {
    if (document.visibilityState === 'hidden') onHide();
  };
  document.addEventListener('visibilitychange', onVisibility);
  addEventListener('pagehide', onHide);
  addEventListener('online', onOnline);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    removeEventListener('pagehide', onHide);
    removeEventListener('online', onOnline);
  };
}
