import { optionalPurposes, purposesOfMessage } from '@rialto/core/model';
import type { Capture } from './capture.ts';
import { readMarks } from './marked-event.ts';
import { attributeOf, watchClicks } from './watch-clicks.ts';

/** What {@link clicks} takes. */
export interface ClicksOptions {
  /**
   * The names of the retailer's own events, so that none of them is taken for a typing error.
   * @default []
   */
  readonly events?: readonly string[];
  /**
   * Says in the console what cannot be right: a name that neither the vocabulary nor `events` has, JSON that cannot
   * be read. Each once.
   * @default on `localhost` alone
   */
  readonly warn?: boolean;
}

/**
 * Records clicks on elements that are marked with the name of an event, and on whatever is inside them.
 * Never the text of an element; only what its `data-rialto-` attributes say.
 *
 * @example
 * ```html
 * <a href="/p/A1" data-rialto-event="Product Clicked" data-rialto-product-id="A1">…</a>
 * ```
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [clicks()] });
 * ```
 */
export function clicks({ events = [], warn = isLocal() }: ClicksOptions = {}): Capture {
  return (target) => {
    const told = new Set<string>();
    const tell = (problem: string): void => {
      if (!warn || told.has(problem)) return;
      told.add(problem);
      console.warn(`Rialto, clicks(): ${problem}`);
    };
    return watchClicks((path) => {
      const element = path.find((one) => attributeOf(one, 'data-rialto-event') !== null);
      const marked = element && readMarks([...element.attributes].map(({ name, value }) => [name, value]));
      if (!marked) return;
      const { event, properties, problem } = marked;
      if (problem) tell(problem);
      if (!events.includes(event) && isUnknown(event)) {
        tell(`"${event}" is no event of the vocabulary; name your own events in the option events.`);
      }
      target.track(event, properties);
    });
  };
}

const isUnknown = (event: string): boolean =>
  purposesOfMessage({ type: 'track', event }) === optionalPurposes;

const isLocal = (): boolean =>
  typeof location !== 'undefined' &&
  /^(localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/.test(location.hostname);
