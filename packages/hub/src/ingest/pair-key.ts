/**
 * One text for a source and a messageId, or for a kind and a value, whatever characters are in them.
 *
 * @example
 * ```ts
 * pairKey('loyalty_card', '7000');
 * ```
 */
export const pairKey = (first: string, second: string): string => JSON.stringify([first, second]);
