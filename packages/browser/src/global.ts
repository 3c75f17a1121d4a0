// The script tag: takes over the stub that the snippet has left in window.rialto, and replays what was called on it.
// The snippet stands in packages/browser/README.md.
import type { Capture } from './capture/capture.ts';
import { pageViews } from './capture/page-views.ts';
import { createTracker } from './tracker.ts';
import type { TrackerOptions } from './tracker-options.ts';

/** A call that waits: `['track', 'Cart Viewed', {}]`; `at` is when it was made, epoch milliseconds. */
type Call = readonly unknown[] & { readonly at?: number };

const timed = new Map([
  ['track', 2],
  ['page', 2],
]);

type Verbs = Record<string, (...args: readonly unknown[]) => unknown>;

function takeOver(page: { rialto?: unknown }): void {
  const waiting: Call[] = [];
  const verbs: Verbs = {
    create(given) {
      const { capture = [], ...options } = given as Omit<TrackerOptions, 'capture'> & {
        capture?: readonly unknown[];
      };
      const tracker = createTracker({
        ...options,
        capture: capture.map((one) => (one === 'pageViews' ? pageViews() : (one as Capture))),
      });
      Object.assign(verbs, tracker);
      for (const call of waiting.splice(0)) perform(call);
      return tracker;
    },
    push: (call) => perform(call as Call),
  };

  function perform(call: Call): void {
    const [verb, ...args] = call;
    const act = Object.hasOwn(verbs, String(verb)) ? verbs[String(verb)] : undefined;
    if (!act) {
      waiting.push(call);
      return;
    }
    // What happened before this script came keeps its own time.
    const options = timed.get(String(verb));
    if (options !== undefined && call.at !== undefined) {
      args[options] = { timestamp: call.at, ...(args[options] as object | undefined) };
    }
    act(...args);
  }

  const stub = page.rialto;
  page.rialto = verbs;
  if (Array.isArray(stub)) for (const call of stub as readonly Call[]) if (Array.isArray(call)) perform(call);
}

if (typeof window !== 'undefined') takeOver(window as { rialto?: unknown });
