import { type Acquisition, campaignOf, recogniseAcquisition } from './acquisition-rules.ts';
import type { Capture } from './capture.ts';
import { isLanding } from './landing.ts';
import { watchPages } from './watch-pages.ts';

/** What {@link acquisition} takes. */
export interface AcquisitionOptions {
  /**
   * Hosts that bring nobody new: other hosts of the shop, and where people pay: `['pay.example']`.
   * @default []
   */
  readonly ownHosts?: readonly string[];
}

const byNoLink: Acquisition = { channel: 'direct', evidence: 'none' };

/**
 * Records that somebody came to the site from elsewhere, and by which channel: search, social, email, display,
 * partner, direct … It is recognised by `utm_*`, click ids and the referrer; of a click id only that it was there.
 *
 * Looked at once, when the document is loaded: not after a reload or a way back, and not for later pages of it.
 * After `sessions()` in the list it is recorded once for each session instead.
 *
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [sessions(), acquisition(), pageViews()] });
 * ```
 */
export function acquisition({ ownHosts = [] }: AcquisitionOptions = {}): Capture {
  return (target) => {
    let looked = false;
    return watchPages(() => {
      if (looked) return;
      looked = true;
      const { sessions } = target;
      let found = isLanding()
        ? recogniseAcquisition({ url: location.href, referrer: document.referrer, ownHosts })
        : undefined;
      if (!sessions) {
        if (found) target.track('Visit Started', { acquisition: found });
        return;
      }
      let options: { timestamp: number } | undefined = { timestamp: target.clock.now() };
      sessions.arrived(campaignOf(found), () => {
        target.track('Visit Started', { acquisition: found ?? byNoLink }, options);
        found = options = undefined;
      });
      // A session that goes on has begun elsewhere, and one that starts here later begins by no link.
      if (target.permitted()) found = options = undefined;
    });
  };
}
