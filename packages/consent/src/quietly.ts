/**
 * What an act gives, or undefined where it throws: storage, a caller's getters and a caller's functions may fail at any time, and
 * then they say nothing.
 *
 * @example
 * ```ts
 * quietly(() => JSON.parse('{')); // undefined
 * ```
 */
export function quietly<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
