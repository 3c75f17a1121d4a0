/** First step, milliseconds. */
const first = 500;
/** The longest pause, milliseconds. */
const longest = 60_000;

/**
 * How long to wait before the customer is asked about again: as `retryDelay` of core, full jitter under a ceiling that doubles. Apart
 * from it, for that one comes with what delivers events, which this chunk shares nothing with.
 *
 * @param failures - in a row, from 1
 * @param chance - from 0 up to but without 1
 * @returns milliseconds
 */
export const pauseAfter = (failures: number, chance: number): number =>
  Math.round(chance * Math.min(longest, first * 2 ** Math.min(failures - 1, 20)));
