import { browserClock } from './browser-clock.ts';
import { browserFetch } from './browser-fetch.ts';

/** Sends a batch by keepalive and hears no answer: the page is being left. */
export function postUnheard(url: string, writeKey: string, bodies: readonly string[]): void {
  browserFetch(url, {
    method: 'POST',
    keepalive: true,
    headers: { 'content-type': 'application/json', 'x-write-key': writeKey },
    body: `{"batch":[${bodies.join(',')}],"sentAt":"${new Date(browserClock.now()).toISOString()}"}`,
  }).catch(() => {});
}
