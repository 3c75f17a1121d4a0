// Stands in for a tracker: what a capture records arrives here. For tests.
import type { Capture } from '../src/capture/capture.ts';

export interface CaptureLog {
  /** What was recorded: `[event, properties]`, a page view as `['page', name]`. */
  readonly events: (readonly [event: string, properties: unknown])[];
  stop(): void;
}

/** Begins a capture. */
export function record(capture: Capture): CaptureLog {
  const events: (readonly [string, unknown])[] = [];
  const stop = capture({
    track: (event, properties) => void events.push([event, properties]),
    page: (name) => void events.push(['page', name]),
  });
  return { events, stop };
}
