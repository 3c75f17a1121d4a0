import type { Capture } from './capture.ts';
import { watchPages } from './watch-pages.ts';

/**
 * Records page views: the first, each change of path or query by the History or Navigation API, and each return
 * from the back/forward cache. A `replaceState` that stays on its path is no page view.
 *
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [pageViews()] });
 * ```
 */
export const pageViews = (): Capture => (target) => watchPages(() => target.page());
