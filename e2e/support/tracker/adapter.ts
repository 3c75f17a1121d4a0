/** A request that has reached the collector of a tracker, read whole. */
export interface CollectedRequest {
  readonly method: string;
  /** With its query; without the endpoint's own path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a collector of another maker answers to what; undefined for a plain 200. */
export type SinkAnswers = (request: CollectedRequest) => Response | undefined;

/**
 * A tracker under test. Its `entry` is the source text of a page module that exports
 *
 * - `init(endpoint)`: the endpoint is an address of the page's own origin; everything under it is the collector;
 * - `track(id, n)`: the id travels as it is in the properties of the event. It may return a promise of true, as soon as the event outlives the browser;
 * - `flush()`: sends what waits. It may be asynchronous, as may `init`.
 *
 * @example
 * ```ts
 * const beacon: TrackerAdapter = {
 *   name: 'beacon',
 *   resolveDir: import.meta.dirname,
 *   entry: `
 *     let to;
 *     export const init = (endpoint) => { to = endpoint; };
 *     export const track = (id) => void navigator.sendBeacon(to, JSON.stringify({ id }));
 *     export const flush = () => {};
 *   `,
 * };
 * ```
 */
export interface TrackerAdapter {
  readonly name: string;
  readonly entry: string;
  /** Where the imports of the entry are resolved from. */
  readonly resolveDir: string;
  /** What takes its events: the real hub, or a sink that answers as the maker's collector does. */
  readonly collector: 'hub' | SinkAnswers;
}
