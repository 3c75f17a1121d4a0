import { retailPlan } from '@rialto/core';
import { expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

const names = Object.keys(retailPlan.events);

it.each([
  ['Product Veiwed', 'Product Viewed'],
  ['product_viewed', 'Product Viewed'],
  ['ProductViewed', 'Product Viewed'],
  ['Order Complete', 'Order Completed'],
  ['Cart View', 'Cart Viewed'],
])('%s was probably meant as %s', (wrong, right) => {
  expect(nearestName(wrong, names)).toBe(right);
});

it.each(['Purchase', 'Fitting Booked', '', '__proto__', '☂'])('nothing is near %j', (wrong) => {
  expect(nearestName(wrong, names)).toBeUndefined();
});

it('of two that are near, takes the nearer', () => {
  expect(nearestName('Product Add', ['Product Ads', 'Product Add'])).toBe('Product Add');
});
