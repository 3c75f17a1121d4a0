/** First step of the back-off, milliseconds. */
export const firstRetryAfter = 500;
/** The longest wait that we choose ourselves, milliseconds. */
export const longestRetryAfter = 60_000;
/** The longest wait that a hub can ask of us by Retry-After, milliseconds. */
export const longestHonouredRetryAfter = 300_000;

/**
 * How long to wait before the next attempt: full jitter under a doubling ceiling of 0.5 s to 60 s.
 * Spreading the tills over the whole window matters more than the mean delay, because every till of
 * a store loses its network at the same moment.
 *
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 ("full jitter").
 *
 * @param attempt - how often it has failed in a row, from 1
 * @param chance - from 0 up to but without 1
 * @param retryAfter - what the hub asked for, milliseconds; honoured up to 300 s, and never undercut
 * @returns milliseconds
 * @example
 * ```ts
 * retryDelay(3, 0.5); // 1000: half of 0.5 s × 2²
 * ```
 */
export function retryDelay(attempt: number, chance: number, retryAfter?: number): number {
  const ceiling = Math.min(longestRetryAfter, firstRetryAfter * 2 ** Math.min(attempt - 1, 20));
  const own = Math.round(ceiling * chance);
  if (retryAfter === undefined || !(retryAfter > 0)) return own;
  // The jitter is added, so that clients that were turned away together do not come back together.
  return Math.min(longestHonouredRetryAfter, retryAfter) + Math.min(own, firstRetryAfter);
}

/**
 * Reads a Retry-After header: seconds, or an HTTP date (RFC 9110, section 10.2.3).
 *
 * @param now - epoch milliseconds
 * @returns milliseconds from now; undefined where there is none or it cannot be read
 * @example
 * ```ts
 * parseRetryAfter('2', now); // 2000
 * ```
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (!header?.trim()) return undefined;
  const seconds = Number(header);
  const delay = Number.isFinite(seconds) ? seconds * 1000 : Math.max(0, Date.parse(header) - now);
  return delay >= 0 ? delay : undefined; // NaN is no delay either
}
