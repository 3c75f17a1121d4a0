/** A shift of the layout, as the browser reports it. */
export interface Shift {
  readonly value: number;
  /** When, in milliseconds of the page. */
  readonly startTime: number;
  /** It followed an act of the person's own, so it was expected. */
  readonly hadRecentInput: boolean;
}

/** One event of an interaction, as the browser reports it. */
interface Interacted {
  /** 0: it belongs to no interaction. */
  readonly interactionId: number;
  readonly duration: number;
}

const gap = 1_000;
const window = 5_000;

/**
 * Cumulative layout shift: the largest burst of shifts, pure. A burst ends after a second of rest, and after five
 * seconds in all ({@link https://web.dev/articles/cls}).
 */
export function largestShift(shifts: Iterable<Shift>): number {
  let largest = 0;
  let burst = 0;
  let begunAt = Number.NEGATIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const { value, startTime, hadRecentInput } of shifts) {
    if (hadRecentInput) continue;
    if (startTime - lastAt >= gap || startTime - begunAt >= window) {
      burst = 0;
      begunAt = startTime;
    }
    lastAt = startTime;
    burst += value;
    largest = Math.max(largest, burst);
  }
  return Math.round(largest * 10_000) / 10_000;
}

const kept = 10;
const perOutlier = 50;

/** Keeps count of interactions without keeping them all. */
export interface Interactions {
  add(event: Interacted): void;
  /** Interaction to next paint; undefined before the first interaction. */
  slowest(count?: number): number | undefined;
}

/**
 * Interaction to next paint: the slowest interaction, where one in fifty may be an outlier
 * ({@link https://web.dev/articles/inp}).
 */
export function createInteractions(): Interactions {
  const slowestFirst: { readonly id: number; duration: number }[] = [];
  const ids = { count: 0, last: 0 };
  return {
    add({ interactionId: id, duration }) {
      if (!id) return;
      // Ids rise, so that what is not above the last one has been counted.
      if (id > ids.last) {
        ids.last = id;
        ids.count += 1;
      }
      const known = slowestFirst.find((one) => one.id === id);
      if (known) known.duration = Math.max(known.duration, duration);
      else slowestFirst.push({ id, duration });
      slowestFirst.sort((one, other) => other.duration - one.duration);
      slowestFirst.length = Math.min(slowestFirst.length, kept);
    },
    slowest(count = 0) {
      const outliers = Math.floor(Math.max(count, ids.count) / perOutlier);
      return slowestFirst[Math.min(outliers, slowestFirst.length - 1)]?.duration;
    },
  };
}
