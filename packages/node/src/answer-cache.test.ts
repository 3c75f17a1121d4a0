import { describe, expect, it } from 'vitest';
import { createAnswerCache } from './answer-cache.ts';

const yes = { state: 'granted', validFor: 60 } as const;

describe("the hub's answers", () => {
  it('are used for as long as the hub says, and no longer than an hour', () => {
    const cache = createAnswerCache();
    cache.set('a', yes, 0);
    cache.set('b', { state: 'granted', validFor: 1e9 }, 0);
    expect(cache.get('a', 59_999)).toEqual(yes);
    expect(cache.get('a', 60_000)).toBeUndefined();
    expect(cache.get('b', 3_599_999)).toBeDefined();
    expect(cache.get('b', 3_600_000)).toBeUndefined();
  });

  it.each([0, -1, Number.NaN])('are not kept at all for %d seconds', (validFor) => {
    const cache = createAnswerCache();
    cache.set('a', yes, 0);
    cache.set('a', { state: 'denied', validFor }, 0);
    expect(cache.get('a', 0)).toBeUndefined();
  });

  it('are bounded: what was not used for longest goes first', () => {
    const cache = createAnswerCache(2);
    cache.set('a', yes, 0);
    cache.set('b', yes, 0);
    cache.get('a', 1);
    cache.set('c', yes, 2);
    expect(['a', 'b', 'c'].map((key) => cache.get(key, 3) !== undefined)).toEqual([true, false, true]);
  });
});
