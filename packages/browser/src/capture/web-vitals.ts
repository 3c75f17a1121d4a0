import type { Capture } from './capture.ts';
import { createInteractions, largestShift, type Shift } from './sum-vitals.ts';
import { watchLeaving } from './watch-leaving.ts';

/**
 * Records once, when the page first goes out of sight, how fast and steady it was: the largest contentful paint
 * (`lcp`), the layout shift (`cls`), the slowest interaction (`inp`) and the time to the first byte (`ttfb`).
 * What a browser does not measure is left out.
 *
 * Of what the `web-vitals` library does, it does not: measure anew after a return from the back/forward cache or for
 * the later pages of a single-page application, look into iframes, say which element is to blame, tell FCP, or
 * know of LCP when the page was opened in the background.
 *
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [webVitals()] });
 * ```
 */
export function webVitals(): Capture {
  return (target) => {
    if (typeof PerformanceObserver === 'undefined' || typeof document === 'undefined') return () => {};
    // By the first page that is loaded; where a single-page application has gone since is another matter.
    const path = location.pathname;
    const { activatedAt, ttfb } = readNavigation();
    // What was in the background first had no reason to paint.
    const inSight = document.visibilityState !== 'hidden';
    const shifts: Shift[] = [];
    const interactions = createInteractions();
    let lcp: number | undefined;
    const flushes = [
      observe('largest-contentful-paint', ({ startTime }) => {
        if (inSight) lcp = Math.max(0, startTime - activatedAt);
      }),
      observe('layout-shift', (entry) => void shifts.push(entry as unknown as Shift)),
      observe('event', (entry) => interactions.add(entry as PerformanceEventTiming), {
        durationThreshold: 40,
      }),
      observe('first-input', (entry) => interactions.add(entry as PerformanceEventTiming)),
    ];
    const isMeasured = (type: string): boolean => PerformanceObserver.supportedEntryTypes.includes(type);
    const stop = watchLeaving(() => {
      end();
      const { interactionCount } = performance as { interactionCount?: number };
      const figures = Object.entries({
        lcp,
        inp: interactions.slowest(interactionCount),
        ttfb,
      }).flatMap(([name, value]) => (value === undefined ? [] : [[name, Math.round(value)] as const]));
      const cls = isMeasured('layout-shift') ? { cls: largestShift(shifts) } : {};
      if (figures.length > 0) target.track('Page Measured', { ...Object.fromEntries(figures), ...cls, path });
    });
    function end(): void {
      stop();
      for (const flush of flushes) flush();
    }
    return end;
  };
}

function readNavigation(): { readonly activatedAt: number; readonly ttfb?: number } {
  const [entry] = performance.getEntriesByType('navigation') as (PerformanceNavigationTiming & {
    activationStart?: number;
  })[];
  // A page that was rendered beforehand begins for the person when it is shown.
  const activatedAt = entry?.activationStart ?? 0;
  if (!entry?.responseStart) return { activatedAt };
  return { activatedAt, ttfb: Math.max(0, entry.responseStart - activatedAt) };
}

/** Hears entries, also those of before; returns the way to hear the last ones and to stop. */
function observe(type: string, onEntry: (entry: PerformanceEntry) => void, more?: object): () => void {
  const take = (entries: PerformanceEntryList): void => {
    for (const entry of entries) onEntry(entry);
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  try {
    observer.observe({ type, buffered: true, ...more });
  } catch {
    // A browser that does not know the type; older ones throw.
  }
  return () => {
    take(observer.takeRecords());
    observer.disconnect();
  };
}
