import { RialtoError } from './errors.ts';

/** What an option may be: in words for an error, and as a test; `needed` where it may not be left out. */
export type OptionRule = readonly [allowed: string, fits: (value: unknown) => boolean, needed?: 'needed'];

/**
 * Whether a value is a text that says something.
 *
 * @example
 * ```ts
 * isText(' '); // false
 * ```
 */
export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/**
 * Whether a value is an object that can hold named values, so no list and not null.
 *
 * @example
 * ```ts
 * isRecord([]); // false
 * ```
 */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks what a caller gave to a `create…` function: every name must be known, every value must fit.
 *
 * @param maker - the function that was called, for the error
 * @throws RialtoError `invalid-option`, naming the option, what was received (of a key only its type) and what is allowed
 * @example
 * ```ts
 * checkOptions('createTracker', given, { endpoint: ['a path', isText, 'needed'], consent: ['a gate', isGate] });
 * ```
 */
export function checkOptions(
  maker: string,
  given: unknown,
  rules: Readonly<Record<string, OptionRule>>,
): void {
  if (!isRecord(given)) throw misused(`${maker} takes an object of options; got ${show(given)}.`);
  for (const name of Object.keys(given)) checkName('option', name, Object.keys(rules));
  for (const [name, [allowed, fits, needed]] of Object.entries(rules)) {
    const value = given[name];
    if ((value !== undefined || needed) && !fits(value)) {
      const got = name.endsWith('Key') ? typeof value : show(value);
      throw misused(`${maker}: ${name} must be ${allowed}; got ${got}.`);
    }
  }
}

/**
 * Checks a name that a caller chose from a list.
 *
 * @param what - what it names, for the error: `option`, `event`
 * @throws RialtoError `invalid-option`, with the names that there are
 * @example
 * ```ts
 * checkName('event', name, ['change', 'record']);
 * ```
 */
export function checkName(what: string, name: unknown, allowed: readonly unknown[]): void {
  if (!allowed.includes(name))
    throw misused(`Unknown ${what} ${show(name)}. Use one of: ${allowed.join(', ')}.`);
}

/**
 * Checks that a caller gave a function to call back.
 *
 * @param taker - the function that was called, for the error
 * @throws RialtoError `invalid-option`
 * @example
 * ```ts
 * checkListener('onCustomer', listener);
 * ```
 */
export function checkListener(taker: string, listener: unknown): void {
  if (typeof listener !== 'function') throw misused(`${taker} needs a function; got ${show(listener)}.`);
}

/**
 * A mistake in calling code, as an error.
 *
 * @example
 * ```ts
 * throw misused('save takes { analytics: true, … }.');
 * ```
 */
export const misused = (message: string): RialtoError => new RialtoError('invalid-option', message);

/**
 * A value in words for an error.
 *
 * @example
 * ```ts
 * show(['analytics']); // '["analytics"]'
 * ```
 */
export function show(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value;
  }
}
