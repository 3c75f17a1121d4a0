/**
 * The name that was probably meant: spelt almost the same, `product_viewed` and `ProductViewed` being the same as `Product Viewed`.
 * Undefined where none is near.
 */
export function nearestName(wrong: string, names: Iterable<string>): string | undefined {
  const spelt = plain(wrong);
  let nearest: string | undefined;
  // A third of the letters may differ; beyond that it is another word.
  let least = Math.floor(spelt.length / 3) + 1;
  for (const name of names) {
    const distance = editDistance(spelt, plain(name));
    if (distance >= least) continue;
    least = distance;
    nearest = name;
  }
  return nearest;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** How many letters must be put in, taken out or changed to make one of the other (Levenshtein). */
function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const changed = (above[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      line.push(Math.min(changed, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}
