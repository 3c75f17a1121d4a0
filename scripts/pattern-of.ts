/** Words that follow one another; the empty word stands where a name ends. */
type Words = Map<string, Words>;

/**
 * A pattern, without anchors, that fits these names and no others. What they have in common at their beginning is
 * written once, so that a page loads less of it than of a list.
 *
 * @throws Error for a name with anything but letters, digits, spaces and hyphens
 * @example
 * ```ts
 * patternOf(['Cart Viewed', 'Cart Shared']); // 'Cart (Viewed|Shared)'
 * ```
 */
export function patternOf(names: readonly string[]): string {
  const root: Words = new Map();
  for (const name of names) {
    if (!/^[\w-]+( [\w-]+)*$/.test(name))
      throw new Error(
        `"${name}": a name of the vocabulary is made of words with single spaces between them.`,
      );
    let words = root;
    for (const word of [...name.split(' '), '']) {
      const next: Words = words.get(word) ?? new Map();
      words.set(word, next);
      words = next;
    }
  }
  return oneOf([...root].map(branch));
}

function branch([word, next]: readonly [string, Words]): string {
  const rest = [...next].filter(([following]) => following !== '').map(branch);
  if (rest.length === 0) return word;
  // A name that ends here and goes on as well: `Product Added`, `Product Added to Wishlist`.
  return next.has('') ? `${word}( ${oneOf(rest)})?` : `${word} ${oneOf(rest)}`;
}

const oneOf = (branches: readonly string[]): string =>
  branches.length === 1 ? branches.join('') : `(${branches.join('|')})`;
