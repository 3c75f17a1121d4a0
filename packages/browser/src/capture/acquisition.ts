import { recogniseAcquisition } from './acquisition-rules.ts';
import type { Capture } from './capture.ts';
import { watchPages } from './watch-pages.ts';

/** What {@link acquisition} takes. */
export interface AcquisitionOptions {
  /**
   * Hosts that bring nobody new: other hosts of the shop, and where people pay: `['pay.example']`.
   * @default []
   */
  readonly ownHosts?: readonly string[];
}

/**
 * Records that somebody came to the site from elsewhere, and by which channel: search, social, email, display,
 * partner, direct … It is recognised by `utm_*`, click ids and the referrer; of a click id only that it was there.
 *
 * Looked at once, when the document is loaded: not after a reload or a way back, and not for later pages of it.
 *
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [acquisition(), pageViews()] });
 * ```
 */
export function acquisition({ ownHosts = [] }: AcquisitionOptions = {}): Capture {
  return (target) => {
    let looked = false;
    return watchPages(() => {
      if (looked) return;
      looked = true;
      const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      if (entry?.type === 'reload' || entry?.type === 'back_forward') return;
      const found = recogniseAcquisition({ url: location.href, referrer: document.referrer, ownHosts });
      if (found) target.track('Visit Started', { acquisition: found });
    });
  };
}
