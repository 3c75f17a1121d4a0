import type { Capture } from './capture.ts';

/**
 * Records page views: the first, and each change of path or query by the History API.
 *
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [pageViews()] });
 * ```
 */
export function pageViews(): Capture {
  return (target) => {
    // On a server there is no page to look at.
    if (typeof history === 'undefined') return () => {};
    let seen: string | undefined;
    const look = (): void => {
      const here = location.pathname + location.search;
      if (here === seen) return;
      seen = here;
      target.page();
    };
    const restore = (['pushState', 'replaceState'] as const).map((name) => {
      const original = history[name];
      const watched: History['pushState'] = function (this: History, ...args) {
        original.apply(this, args);
        look();
      };
      history[name] = watched;
      // Somebody may have wrapped it again; then it stays, and only stops to be heard.
      return () => {
        if (history[name] === watched) history[name] = original;
      };
    });
    addEventListener('popstate', look);
    look();
    return () => {
      seen = undefined;
      target = { track: () => {}, page: () => {} };
      removeEventListener('popstate', look);
      for (const undo of restore) undo();
    };
  };
}
