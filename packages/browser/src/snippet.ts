// The stub: stands in the page's head before the tracker has come, notes what is called on `window.rialto`, and
// stores nothing. Built to `dist/snippet.js`, under 600 bytes; docs/guides/loading.md says how it is put into a page.

import { timeOfCall } from './adapters/time-of-call.ts';

/** A call that waits for the tracker: `['track', 'Cart Viewed', {}]`. */
export type StubCall = unknown[] & {
  /** When it was made, epoch milliseconds. */
  time?: number;
  /** Settles the promise that the caller was given. */
  done?: (result: unknown) => void;
  /** Stops what it began to listen to, once the tracker listens. */
  stop?: () => void;
  /** The caller has stopped to listen before the tracker had begun. */
  off?: boolean;
};

/** `window.rialto` from the stub until the end of the page: a list of calls with a function for each verb, then the tracker. */
export type Stub = StubCall[] & {
  track?: unknown;
  /** How many calls came when the list was full. */
  lost?: number;
};

const install = (page: { rialto?: Stub }): void => {
  // An element whose id is "rialto" would be there under that name, too.
  if (!Array.isArray(page.rialto)) page.rialto = [];
  const stub = page.rialto;
  const verbs = stub as unknown as Record<string, unknown>;
  // Another tag has brought it, or the tracker itself is there.
  if (stub.track) return;
  for (const verb of [
    'create',
    'track',
    'page',
    'identify',
    'reset',
    'flush',
    'on',
    'customer',
    'onCustomer',
    'anonymousId',
    'debug',
    'close',
  ])
    verbs[verb] = (...given: unknown[]): unknown => {
      let args = given;
      // track, page, identify: a copy, for the page may go on with its objects.
      if (/^[tpi]/.test(verb))
        try {
          args = JSON.parse(JSON.stringify(given));
        } catch {
          // The tracker says what is wrong with it.
        }
      const call: StubCall = Object.assign([verb, ...args], { time: timeOfCall() });
      // Should the tracker never come, the list does not grow for ever.
      if (stub.length < 500 || verb === 'create') stub.push(call);
      else stub.lost = (stub.lost || 0) + 1;
      // on, onCustomer: the way to stop. flush, customer, close: what the tracker will answer.
      if (/^on/.test(verb))
        return () => {
          call.off = true;
          call.stop?.();
        };
      if (/^(f|cu|cl)/.test(verb))
        return new Promise((done) => {
          call.done = done;
        });
      return undefined;
    };
};

if (typeof window !== 'undefined') install(window as { rialto?: Stub });
