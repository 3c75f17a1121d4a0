import { parseTime } from '../profile/parse-time.ts';

/** A difference below this is the way through the network, not a wrong clock. */
const skewToCorrect = 60_000;

/** When a message says that it happened, and what its client's clock said when it sent it. */
export interface ClaimedTimes {
  readonly originalTimestamp?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly sentAt?: string | undefined;
}

/**
 * When something happened by the hub's clock. The client's clock is taken at its word while it agrees with
 * ours to the minute, because Segment's formula would otherwise add the transit to every event; where
 * it does not agree, what counts is how long before the sending it happened. Never later than its arrival.
 *
 * Source: Segment HTTP Tracking API, "Timestamp": `timestamp = receivedAt - (sentAt - originalTimestamp)`.
 *
 * @example
 * ```ts
 * // A till whose clock is two hours ahead, an event that it had queued for a minute:
 * correctedTime({ timestamp: '2026-11-22T12:00:00Z', sentAt: '2026-11-22T12:01:00Z' }, Date.parse('2026-11-22T10:01:00Z'));
 * // 2026-11-22T10:00:00Z
 * ```
 */
export function correctedTime(claimed: ClaimedTimes, receivedAt: number): number {
  const original = parseTime(claimed.originalTimestamp ?? claimed.timestamp);
  if (original === undefined) return receivedAt;
  const sentAt = parseTime(claimed.sentAt);
  const skew = sentAt === undefined ? 0 : receivedAt - sentAt;
  const happenedAt = Math.abs(skew) < skewToCorrect ? original : original + skew;
  return happenedAt < earliest ? receivedAt : Math.min(happenedAt, receivedAt);
}

/** What lies before it is a broken clock or a hostile one, and no date could write it (ECMA-262, section 21.4.1.1). */
const earliest = -8.64e15;
