import { RialtoError } from '@rialto/core';

/** Names that no property may have. */
const unsafe: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/**
 * Reads `a=b,c=d`. A comma in a value is written `\,`.
 *
 * @param option - the option's name, for the error
 * @throws RialtoError `invalid-option`
 * @example
 * ```ts
 * parseAssignments('--set', 'currency=GBP,channel=web'); // Map { 'currency' => 'GBP', 'channel' => 'web' }
 * ```
 */
export function parseAssignments(option: string, texts: readonly string[]): ReadonlyMap<string, string> {
  const assignments = new Map<string, string>();
  for (const part of texts.flatMap((text) => text.split(/(?<!\\),/))) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).trim();
    const value = part
      .slice(equals + 1)
      .replaceAll('\\,', ',')
      .trim();
    if (name === '' || value === '' || unsafe.includes(name)) {
      throw new RialtoError(
        'invalid-option',
        `${option} takes name=value pairs with commas between; got "${part}".`,
      );
    }
    if (assignments.has(name)) throw new RialtoError('invalid-option', `${option} names ${name} twice.`);
    assignments.set(name, value);
  }
  return assignments;
}
