import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternOf } from './pattern-of.ts';

describe('a pattern of names', () => {
  it.each([
    [['Cart Viewed'], 'Cart Viewed'],
    [['Cart Viewed', 'Cart Shared'], 'Cart (Viewed|Shared)'],
    [['Product Added', 'Product Added to Wishlist'], 'Product Added( to Wishlist)?'],
    [['Signed Up', 'Opt-Out Received'], '(Signed Up|Opt-Out Received)'],
  ])('of %j is %s', (names, pattern) => {
    expect(patternOf(names)).toBe(pattern);
  });

  it('fits these names and no others', () => {
    const name = fc.array(fc.constantFrom('A', 'B', 'Viewed', 'to'), { minLength: 1, maxLength: 4 });
    const joined = name.map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(joined, { minLength: 1 }), fc.array(joined), (names, others) => {
        const pattern = new RegExp(`^${patternOf(names)}$`);
        for (const one of [...names, ...others]) expect(pattern.test(one)).toBe(names.includes(one));
      }),
    );
  });

  it.each(['A|B', 'A.', ' A', 'A ', 'A  B', '', '(A)'])('refuses %j, which would break it', (name) => {
    expect(() => patternOf([name])).toThrow(`"${name}": a name of the vocabulary`);
  });
});
