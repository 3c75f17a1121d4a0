import { monotonicClock } from './adapters/monotonic-clock.ts';
import type { Capture, CaptureTarget } from './capture.ts';
import { watchLeaving } from './watch-leaving.ts';
import { watchPages } from './watch-pages.ts';

/** Measures spans of time. */
export interface MonotonicClock {
  /** Milliseconds since some moment that stays the same while the page lives. */
  now(): number;
}

/** What {@link attention} takes. */
export interface AttentionOptions {
  /**
   * Measures the time.
   * @default the page's monotonic clock
   */
  readonly clock?: MonotonicClock;
}

const marks = [25, 50, 75, 100];

/** A page of which no more than a blink was seen has not been looked at. */
const shortest = 0.1;

/**
 * Records how far down a page somebody came (25, 50, 75 and 100 percent, each once per page), and for how long it was
 * looked at: while it was in sight and had the focus.
 *
 * The time is recorded whenever the page goes out of sight, is left or gives way to another one of the same document.
 * Who comes back goes on looking: the next record has the time since, so that the durations of a page add up.
 *
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [pageViews(), attention()] });
 * ```
 */
export function attention({ clock = monotonicClock }: AttentionOptions = {}): Capture {
  return (target) => {
    if (typeof document === 'undefined') return () => {};
    let page: AttendedPage | undefined;
    const stops = [
      watchPages(() => {
        page?.leave();
        page = attendPage(target, clock, location.pathname);
      }),
      watchLeaving(() => page?.leave()),
    ];
    const stop = new AbortController();
    const options = { capture: true, passive: true, signal: stop.signal };
    const look = (): void => page?.look();
    for (const change of ['focus', 'blur', 'visibilitychange']) addEventListener(change, look, options);
    // Not in the capture phase: what scrolls within the page tells nothing of the page, and does not bubble.
    addEventListener('scroll', () => page?.scrolled(depthOf()), { ...options, capture: false });
    return () => {
      stop.abort();
      for (const end of stops) end();
    };
  };
}

interface AttendedPage {
  /** Somebody may have begun or ended to look at it. */
  look(): void;
  scrolled(depth: number): void;
  leave(): void;
}

function attendPage(target: CaptureTarget, clock: MonotonicClock, path: string): AttendedPage {
  let waiting = marks;
  let seenFor = 0;
  let since: number | undefined;
  const look = (): void => {
    const now = clock.now();
    if (since !== undefined) seenFor += now - since;
    since = document.visibilityState === 'visible' && document.hasFocus() ? now : undefined;
  };
  look();
  return {
    look,
    scrolled(depth) {
      for (const mark of waiting) if (depth >= mark) target.track('Page Scrolled', { depth: mark, path });
      waiting = waiting.filter((mark) => depth < mark);
    },
    leave() {
      look();
      const duration = Math.round(seenFor / 100) / 10;
      if (duration < shortest) return;
      seenFor = 0;
      target.track('Page Left', { duration, path });
    },
  };
}

/** The lower edge of what is in sight, in percent of the page. Screens with fractions of a pixel never quite arrive. */
const depthOf = (): number =>
  ((scrollY + innerHeight + 1) / Math.max(1, document.documentElement.scrollHeight)) * 100;
