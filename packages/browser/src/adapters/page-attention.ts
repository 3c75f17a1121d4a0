/** Whether somebody may be looking at the page. */
export interface PageAttention {
  /** False while the page is hidden or in the back/forward cache. */
  isAwake(): boolean;
  /** Calls back when that may have changed, and when the network is back; returns the way to stop that. */
  onChange(listener: () => void): () => void;
}

/** Looks at the browser's page; where there is none, as in a worker, it is always awake. */
export function createPageAttention(): PageAttention {
  let isLeft = false;
  return {
    isAwake: () => !isLeft && (typeof document === 'undefined' || document.visibilityState !== 'hidden'),
    onChange(listener) {
      // Whoever begins to listen is there.
      isLeft = false;
      if (typeof addEventListener !== 'function') return () => {};
      const stop = new AbortController();
      const { signal } = stop;
      const turn = (left: boolean) => () => {
        isLeft = left;
        listener();
      };
      // An open connection may shut a page out of the back/forward cache: it is let go, and taken anew.
      addEventListener('pagehide', turn(true), { signal });
      addEventListener('pageshow', turn(false), { signal });
      addEventListener('online', listener, { signal });
      if (typeof document !== 'undefined')
        document.addEventListener('visibilitychange', listener, { signal });
      return () => stop.abort();
    },
  };
}
