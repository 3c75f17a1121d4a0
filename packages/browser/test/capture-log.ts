// Stands in for a tracker: what a capture records arrives here. For tests.
import type { Message } from '@rialto/core/model';
import { type ManualClock, manualClock, seededRandom } from '@rialto/core/testing';
import type { Capture, CaptureTarget } from '../src/capture/capture.ts';

export interface CaptureLog {
  /** What was recorded: `[event, properties]`, a page view as `['page', name]`. */
  readonly events: (readonly [event: string, properties: unknown])[];
  /** What passed the gate, with what the captures added to its context, in the order in which it left. */
  readonly sent: { readonly event: string; readonly context: object; readonly timestamp?: number }[];
  readonly clock: ManualClock;
  readonly storage: Map<string, string>;
  /** An event of the shop's own passes the gate: what the captures add to its context. */
  send(event?: string): object;
  stop(): void;
}

/** What a test may steer. */
export interface CaptureWorld {
  readonly clock?: ManualClock;
  /** Shared by the tabs of an origin. */
  readonly storage?: Map<string, string>;
  readonly permitted?: () => boolean;
  readonly seed?: number;
}

/** Begins a capture, or several in their order. */
export function record(capture: Capture | readonly Capture[], world: CaptureWorld = {}): CaptureLog {
  const { clock = manualClock(), storage = new Map(), permitted = () => true, seed } = world;
  const events: (readonly [string, unknown])[] = [];
  const added = new Set<(message: Message) => object>();
  const sent: CaptureLog['sent'] = [];
  const send = (event = 'Cart Viewed', timestamp?: number): object => {
    const message = { type: 'track', event } as Message;
    const context = Object.assign({}, ...[...added].map((add) => add(message)));
    sent.push({ event, context, ...(timestamp !== undefined && { timestamp }) });
    return context;
  };
  const target: CaptureTarget = {
    track(event, properties, options) {
      events.push([event, properties]);
      if (permitted()) send(event, options?.timestamp);
    },
    page: (name) => void events.push(['page', name]),
    enrich(add) {
      added.add(add);
      return () => void added.delete(add);
    },
    watch: () => () => {},
    permitted,
    storage,
    clock,
    random: seededRandom(seed),
  };
  const stops = [capture].flat().map((begin) => begin(target));
  return {
    events,
    sent,
    clock,
    storage,
    send,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
