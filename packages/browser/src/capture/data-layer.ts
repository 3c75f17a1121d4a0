import type { Capture } from './capture.ts';
import { readEntry, translateGa4 } from './ga4-event.ts';

/** What {@link dataLayer} takes. */
export interface DataLayerOptions {
  /**
   * The name of the array on `window`.
   * @default 'dataLayer'
   */
  readonly name?: string;
  /**
   * What to do about events that cannot be taken over: nothing, or tell the console, each once.
   * @default 'ignore'
   */
  readonly unknown?: 'ignore' | 'warn';
}

/** On the array itself, so that a second capture, or a second copy of this package, reads no entry again. */
const readMark = Symbol.for('rialto.read');

type DataLayer = unknown[] & { [readMark]?: WeakSet<object> };

/**
 * Takes over the e-commerce events of Google Analytics 4 that a shop already writes into its data layer, under our
 * names: what is there when it begins, and what is pushed later. The data layer stays as it is, for whoever else reads it.
 *
 * `gtag('consent', …)`, `gtag('config', …)` and what a tag manager pushes for itself are no events; page views are
 * the business of `pageViews()`.
 *
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [pageViews(), dataLayer()] });
 * ```
 */
export function dataLayer({ name = 'dataLayer', unknown = 'ignore' }: DataLayerOptions = {}): Capture {
  return (target) => {
    if (typeof window === 'undefined') return () => {};
    const page = window as unknown as Record<string, unknown>;
    page[name] ??= [];
    const layer = page[name] as DataLayer;
    if (!Array.isArray(layer)) return () => {};
    layer[readMark] ??= new WeakSet();
    const alreadyRead = layer[readMark];
    const told = new Set<string>();
    let on = true;

    const tell = (problem: string): void => {
      if (unknown !== 'warn' || told.has(problem)) return;
      told.add(problem);
      console.warn(`Rialto, dataLayer(): ${problem}`);
    };
    const take = (entry: unknown): void => {
      // The page pushes for others too, and must not fail for what is odd to us.
      try {
        if (typeof entry !== 'object' || !entry || alreadyRead.has(entry)) return;
        alreadyRead.add(entry);
        const ga4 = readEntry(entry);
        const translated = ga4 && translateGa4(ga4);
        if (!translated) return;
        if ('problem' in translated) tell(translated.problem);
        else for (const { event, properties } of translated.events) target.track(event, properties);
      } catch {
        tell('an entry cannot be read');
      }
    };

    const original = layer.push;
    const watched: typeof layer.push = function (this: unknown[], ...entries) {
      const result = original.apply(this, entries);
      if (on) for (const entry of entries) take(entry);
      return result;
    };
    for (const entry of [...layer]) take(entry);
    layer.push = watched;
    return () => {
      on = false;
      // A tag manager may have wrapped it again; then it stays, and only stops to be heard.
      if (layer.push === watched) layer.push = original;
    };
  };
}
