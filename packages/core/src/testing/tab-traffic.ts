import type { Clock } from '../ports/clock.ts';
import type { StoredEvent } from '../ports/event-store.ts';
import type { KnownResult, SendResult } from '../ports/transport.ts';
import type { ModelHub } from './model-hub.ts';

/** What the requests of all tabs must keep to; what does not is a breach. */
export interface TabTraffic {
  readonly breaches: readonly string[];
  /** A tab sends these, having looked into the store at this time. */
  sends(events: readonly StoredEvent[], lookedAt: number): void;
  /** A tab begins a request. */
  begins(openedAt: number): void;
  /** A request was answered. */
  ends(result: SendResult | KnownResult): void;
  /** So many requests died with their tab. */
  dies(requests: number): void;
}

const longestOrder = 300_000;

/** Watches the traffic to a hub; what needs news to be kept is asked only where all news arrives. */
export function tabTraffic(clock: Clock, hub: ModelHub, newsArrives: boolean): TabTraffic {
  const breaches: string[] = [];
  let flying = 0;
  /** Until when the hub wants to be left alone, and since when that is known. */
  let order = { at: 0, until: 0 };
  return {
    breaches,
    sends(events, lookedAt) {
      for (const { messageId } of events) {
        const at = hub.log.get(messageId);
        if (at !== undefined && at < lookedAt && hub.canAsk && newsArrives)
          breaches.push(`${messageId} sent although the hub had it`);
      }
    },
    begins(openedAt) {
      if (clock.now() < order.until && openedAt <= order.at && newsArrives)
        breaches.push(`${order.until - clock.now()} ms before the time that the hub named`);
      flying += 1;
      if (flying > 1) breaches.push('two requests at once');
    },
    ends(result) {
      flying -= 1;
      if (result.outcome === 'retry' && result.retryAfter !== undefined)
        order = { at: clock.now(), until: clock.now() + Math.min(result.retryAfter, longestOrder) };
    },
    dies(requests) {
      flying -= requests;
    },
  };
}
