/** One request that has crossed the wire whole. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** The ids of our events in it. */
  readonly markers: readonly string[];
  /** Whether the collector has taken it, whatever the page has heard of that. Undefined until it has judged. */
  taken?: boolean;
}

/** What crossed the wire, counted. */
export interface WireCount {
  /** Messages that crossed it, each time that they did. */
  readonly sent: number;
  /** Messages that crossed it again after the collector had taken them, or was about to: needless. */
  readonly twice: number;
  /** The events that the collector has taken. */
  readonly taken: ReadonlySet<string>;
}

/**
 * Counts a run's events. What was turned away, or lost before it was taken, must be sent again; what was taken need not.
 */
export function countWire(requests: readonly WireRequest[], isOfRun: (marker: string) => boolean): WireCount {
  const taken = new Set<string>();
  let sent = 0;
  let twice = 0;
  for (const request of requests) {
    for (const marker of request.markers.filter(isOfRun)) {
      sent += 1;
      if (taken.has(marker)) twice += 1;
      else if (request.taken) taken.add(marker);
    }
  }
  return { sent, twice, taken };
}
