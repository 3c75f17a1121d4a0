import type { Capture } from './capture.ts';
import { describeFailure, type Place } from './describe-failure.ts';

const mostPerPage = 10;

/**
 * Records failures of the page's scripts and promises that nobody caught: their kind, file, line and column, never the
 * message. The same failure is recorded once, and at most ten are while the document lives.
 *
 * Scripts of other origins tell nothing of their failures unless they are loaded with `crossorigin`; those are left out.
 *
 * @example
 * ```ts
 * createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent, capture: [errors()] });
 * ```
 */
export function errors(): Capture {
  return (target) => {
    if (typeof document === 'undefined') return () => {};
    const told = new Set<string>();
    const tell = (thrown: unknown, place?: Place): void => {
      const failure = describeFailure(thrown, place);
      const key = JSON.stringify(failure);
      if (told.size >= mostPerPage || told.has(key)) return;
      told.add(key);
      target.track('Page Failed', { ...failure, path: location.pathname });
    };
    const onError = (event: ErrorEvent): void => {
      // Without an error nothing is known but a message: scripts of others, and notes such as that of ResizeObserver.
      if (event.error !== null && event.error !== undefined) tell(event.error, event);
    };
    const onRejection = (event: PromiseRejectionEvent): void => tell(event.reason);
    addEventListener('error', onError);
    addEventListener('unhandledrejection', onRejection);
    return () => {
      removeEventListener('error', onError);
      removeEventListener('unhandledrejection', onRejection);
    };
  };
}
