import { RialtoError } from '@rialto/core';

/** Refuses names that nobody knows, so that a misspelt option is not a silent default. */
export function checkNames(place: string, options: unknown, known: readonly string[]): void {
  if (!isObject(options)) throw invalid(`${place} takes one object; got ${kindOf(options)}.`);
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw invalid(`${place} has no option "${name}". It knows: ${known.join(', ')}.`);
  }
}

/** @throws RialtoError `invalid-option` where it is no whole number from 1 */
export function checkCount(name: string, value: unknown, highest = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= highest) return value;
  const upTo = highest === Number.MAX_SAFE_INTEGER ? '' : ` to ${highest}`;
  throw invalid(`${name} must be a whole number from 1${upTo}; got ${show(value)}.`);
}

export const invalid = (message: string): RialtoError => new RialtoError('invalid-option', message);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value for a message: text and numbers as they are and not long, anything else by its kind. */
export const show = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? JSON.stringify(typeof value === 'string' ? value.slice(0, 80) : value)
    : kindOf(value);

/** What a value is, without saying it. */
export const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
