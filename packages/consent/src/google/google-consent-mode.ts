import { askGate, type ConsentGate, checkOptions, isRecord, isText } from '@rialto/core/model';
import { checkGate } from '../scripts/purposes-of.ts';
import { listOf, loadContainer } from './adapters/load-container.ts';
import {
  defaultSignals,
  type GoogleSignal,
  type GoogleSignalMap,
  type GoogleSignals,
  googleSignals,
  signalsOf,
} from './consent-signals.ts';

/** What `googleConsentMode` takes. */
export interface GoogleConsentOptions {
  /**
   * `basic`: nothing of Google is loaded or told before a purpose is granted. `advanced`: the tags are told at once that
   * all is denied, and then load and send requests without a consent. In Germany those requests, and what they read
   * from the device, are likely to need an opt-in all the same (TDDDG §25): ask your counsel before you choose it.
   * @default 'basic'
   */
  readonly mode?: 'basic' | 'advanced';
  /**
   * The signals that each purpose opens. A purpose that is not named opens none.
   * @default analytics, personalization and marketing, each its own
   */
  readonly map?: GoogleSignalMap;
  /** What to load after the grant: `GTM-…`, `G-…`, or the https address of a script. Left out: the page loads it itself. */
  readonly container?: string;
  /** The nonce of the page's Content-Security-Policy, for the container's script. */
  readonly nonce?: string;
  /**
   * The name of the global list that the tags read.
   * @default 'dataLayer'
   */
  readonly dataLayer?: string;
  /**
   * The page's own `gtag`.
   * @default one that puts its arguments into the list
   */
  readonly gtag?: (...args: unknown[]) => void;
}

const rules: Parameters<typeof checkOptions>[2] = {
  mode: ["'basic' or 'advanced'", (value) => value === 'basic' || value === 'advanced'],
  map: [
    `lists by purpose, of: ${googleSignals.join(', ')}`,
    (value) =>
      isRecord(value) &&
      Object.values(value).every(
        (list) => Array.isArray(list) && list.every((name) => googleSignals.includes(name as GoogleSignal)),
      ),
  ],
  container: [
    "'GTM-…', 'G-…' or an https address",
    (value) => /^((GTM|G|GT|AW|DC)-[\w-]+|https:\/\/\S+)$/.test(String(value)),
  ],
  nonce: ['a text', isText],
  dataLayer: ['the name of a global list', (value) => /^[a-z_$][\w$]*$/i.test(String(value))],
  gtag: ['a function', (value) => typeof value === 'function'],
};

/**
 * Tells Google's tags what the person permits, by Google Consent Mode v2. In `basic` mode, the default, nothing is told or
 * loaded before the first grant of a purpose in the map; a person who refuses leaves no trace at Google.
 *
 * @returns the way to stop; the tags keep what they were told last
 * @throws RialtoError `invalid-option`
 * @example
 * ```ts
 * googleConsentMode(consent, { container: 'GTM-ABC123' });
 * ```
 */
export function googleConsentMode(consent: ConsentGate, options: GoogleConsentOptions = {}): () => void {
  checkGate('googleConsentMode', consent);
  checkOptions('googleConsentMode', options, rules);
  const { mode = 'basic', map = defaultSignals, container, nonce, dataLayer = 'dataLayer' } = options;
  if (typeof document === 'undefined') return () => {};

  const gtag: (...args: unknown[]) => void =
    options.gtag ??
    function () {
      // The tags take `arguments`; a list they would take for something else.
      // biome-ignore lint/complexity/noArguments: gtag takes nothing but an arguments object; an array it reads as data for the page.
      listOf(dataLayer).push(arguments);
    };
  const isGranted = (purpose: string): boolean => askGate(consent, [purpose]).verdict === 'pass';
  let told: string | undefined;

  function tell(command: 'default' | 'update', signals: GoogleSignals): void {
    const now = JSON.stringify(signals);
    if (command === 'update' && now === told) return;
    told = now;
    gtag('consent', command, signals);
  }

  function start(): void {
    tell('default', signalsOf({}, isGranted));
    tell('update', signalsOf(map, isGranted));
    if (container) loadContainer({ container, nonce, dataLayer }, gtag);
  }

  function follow(): void {
    if (told !== undefined) tell('update', signalsOf(map, isGranted));
    // What is necessary is granted to everybody, and is no reason to call Google.
    else if (Object.keys(map).some((purpose) => purpose !== 'necessary' && isGranted(purpose))) start();
  }

  const stop = consent.on('change', follow);
  if (mode === 'advanced') start();
  else follow();
  return stop;
}
