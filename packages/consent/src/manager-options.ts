import type { Clock } from '@rialto/core/delivery';
import { checkOptions, isRecord, isText, type OptionRule, type Purpose } from '@rialto/core/model';
import { deviceClock } from './adapters/device-clock.ts';
import { type ConsentStorage, deviceStorage } from './adapters/device-storage.ts';

/** The text to which people consent. */
export interface ConsentPolicy {
  /** Changes when purposes or recipients change; everybody is then asked again. */
  readonly version: string;
  /** Where it can be read. */
  readonly url: string;
}

/** What `createConsentManager` takes. */
export interface ConsentManagerOptions<P extends Purpose = Purpose> {
  /** What people are asked about, in the order of asking. `necessary` needs no consent and is not among them. */
  readonly purposes: readonly P[];
  readonly policy: ConsentPolicy;
  /**
   * The language in which people are asked, `de` or `de-AT`. It goes into the record.
   * @default 'en'
   */
  readonly locale?: string;
  /** The hub, for a manager without a tracker; see docs/specs/consent-manager.md. A tracker brings its own. */
  readonly endpoint?: string;
  /** The write key that goes with `endpoint`. */
  readonly writeKey?: string;
  /**
   * Where the choice is kept.
   * @default first-party localStorage
   */
  readonly storage?: ConsentStorage;
  /**
   * The clock, for tests.
   * @default the device's
   */
  readonly clock?: Pick<Clock, 'now'>;
}

const has = (value: unknown, ...methods: readonly string[]): boolean =>
  isRecord(value) && methods.every((name) => typeof value[name] === 'function');
const purposeName = /^[a-z][\w-]{0,63}$/i;

const rules: { readonly [Name in keyof Required<ConsentManagerOptions>]: OptionRule } = {
  purposes: [
    "a list of different purposes without 'necessary', such as ['analytics', 'marketing']",
    (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      new Set(value).size === value.length &&
      value.every((name) => purposeName.test(name) && name !== 'necessary'),
    'needed',
  ],
  policy: [
    "{ version, url }, such as { version: '2026-11', url: '/privacy' }",
    (value) => isRecord(value) && isText(value.version) && isText(value.url),
    'needed',
  ],
  locale: ["a language, such as 'de-AT'", isText],
  endpoint: ['the address of the hub', isText],
  writeKey: ["the source's write key, 'wk_…'", isText],
  storage: ['an object with read() and write()', (value) => has(value, 'read', 'write')],
  clock: ['an object with now()', (value) => has(value, 'now')],
};

/**
 * Checks the options and fills in what was left out.
 *
 * @throws RialtoError `invalid-option`, naming the option, what was received and what is allowed
 */
export function resolveOptions<P extends Purpose>(options: ConsentManagerOptions<P>) {
  checkOptions('createConsentManager', options, rules);
  const { locale = 'en', storage = deviceStorage(), clock = deviceClock, policy } = options;
  return { purposes: [...options.purposes], policy: { ...policy }, locale, storage, clock };
}
