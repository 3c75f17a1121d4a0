import { askGate, checkOptions } from '@rialto/core/model';
import { checkGate, type PurposeGate } from './purposes-of.ts';
import { createScanner } from './script-scanner.ts';

/** What `releaseScripts` takes. */
export interface ReleaseOptions {
  /**
   * Whether the page is loaded anew when a purpose is withdrawn for which a script has run. What has run cannot be
   * undone: its timers and listeners live until the page ends.
   * @default false
   */
  readonly reloadOnWithdrawal?: boolean;
}

/**
 * Runs scripts when their purposes are granted, and not before: a browser neither loads nor runs `text/plain`. Several
 * purposes stand apart by spaces or commas, and all must be granted. `data-type="module"` gives the type that it shall have.
 *
 * They run right after the turn of the grant, when everybody has heard of it, such as `googleConsentMode`; in the order of the
 * document, each once, also those that are inserted later. A purpose that the manager does not
 * know is never granted; the console says so. A strict Content-Security-Policy needs the nonce, or the origin, that
 * it would need without us; a list of Trusted Types policies needs the name `rialto`.
 *
 * @returns the way to stop
 * @throws RialtoError `invalid-option`
 * @example
 * ```ts
 * // <script type="text/plain" data-rialto-purpose="analytics" src="/measure.js"></script>
 * const stop = releaseScripts(consent, { reloadOnWithdrawal: true });
 * ```
 */
export function releaseScripts(consent: PurposeGate, options: ReleaseOptions = {}): () => void {
  checkGate('releaseScripts', consent);
  checkOptions('releaseScripts', options, {
    reloadOnWithdrawal: ['true or false', (value) => typeof value === 'boolean'],
  });
  if (typeof document === 'undefined') return () => {};

  const scanner = createScanner(consent);
  const { scan } = scanner;
  // A tag reads what it is permitted when it runs: all who listen, whoever began first, have their say before it.
  const scanSoon = (): void => queueMicrotask(scan);
  const observer = new MutationObserver(scan);
  observer.observe(document, {
    childList: true,
    subtree: true,
    attributeFilter: ['type', 'data-rialto-purpose'],
  });
  document.addEventListener('readystatechange', scan);
  const forget = consent.on('change', () => {
    scanSoon();
    const lost = scanner.released().some((purposes) => askGate(consent, purposes).verdict !== 'pass');
    if (lost && options.reloadOnWithdrawal) location.reload();
  });
  scanSoon();
  return () => {
    scanner.stop();
    observer.disconnect();
    document.removeEventListener('readystatechange', scan);
    forget();
  };
}
