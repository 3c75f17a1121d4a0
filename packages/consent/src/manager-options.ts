import type { Clock } from '@rialto/core/delivery';
import { type Purpose, RialtoError } from '@rialto/core/model';
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
  /** The hub, for a manager without a tracker; see docs/specs/consent.md. A tracker brings its own. */
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

type Checks = { readonly [Name in keyof Required<ConsentManagerOptions>]: (value: unknown) => boolean };

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const has = (value: unknown, ...methods: readonly string[]): boolean =>
  methods.every((name) => typeof (value as Record<string, unknown> | null)?.[name] === 'function');
const purposeName = /^[a-z][\w-]{0,63}$/i;

const checks: Checks = {
  purposes: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    new Set(value).size === value.length &&
    value.every((name) => purposeName.test(name) && name !== 'necessary'),
  policy: (value) => {
    const { version, url } = (value ?? {}) as { version?: unknown; url?: unknown };
    return isText(version) && isText(url);
  },
  locale: isText,
  endpoint: isText,
  writeKey: isText,
  storage: (value) => has(value, 'read', 'write'),
  clock: (value) => has(value, 'now'),
};

const needed: Readonly<Record<string, string>> = {
  purposes: "a list of different purposes without 'necessary', such as ['analytics', 'marketing']",
  policy: "{ version, url }, such as { version: '2026-11', url: '/privacy' }",
};

/**
 * Checks the options and fills in what was left out.
 *
 * @throws RialtoError `invalid-option`, naming the option, what was received and what is allowed
 */
export function resolveOptions<P extends Purpose>(options: ConsentManagerOptions<P>) {
  const given: Readonly<Record<string, unknown>> = { ...options };
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(checks, name)) throw invalid(`option "${name}"`, Object.keys(checks));
  }
  for (const [name, check] of Object.entries(checks)) {
    const value = given[name];
    if (value === undefined && !needed[name]) continue;
    if (!check(value)) {
      throw new RialtoError(
        'invalid-option',
        `createConsentManager: ${name} must be ${needed[name] ?? `a ${name}`}; got ${show(value)}.`,
      );
    }
  }
  const { locale = 'en', storage = deviceStorage(), clock = deviceClock, policy } = options;
  return { purposes: [...options.purposes], policy: { ...policy }, locale, storage, clock };
}

/** What was received and what is allowed, as an error. */
export const invalid = (received: string, allowed: readonly string[]): RialtoError =>
  new RialtoError('invalid-option', `Unknown ${received}. Use one of: ${allowed.join(', ')}.`);

/** A value for an error message. */
export function show(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value;
  }
}
