import { seededRandom } from '@rialto/core/testing';
import { expect, it } from 'vitest';
import { median, shuffle, sum } from './figures.ts';

it('finds the middle figure, whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 9])).toBe(3);
  expect(median([])).toBeNaN();
  expect(median([1, Number.NaN, 3])).toBeNaN();
});

it('adds up', () => {
  expect(sum([1, 2, 3.5])).toBe(6.5);
});

it('shuffles by the seed, and loses nobody', () => {
  const list = ['a', 'b', 'c', 'd', 'e'];
  const shuffled = shuffle(list, seededRandom(1));
  expect(shuffled).not.toEqual(list);
  expect([...shuffled].sort()).toEqual(list);
  expect(shuffle(list, seededRandom(1))).toEqual(shuffled);
});
