import { expect, it } from 'vitest';
import { findEvent } from '../plan/define-plan.ts';
import { retailPlan } from '../plan/retail-plan.ts';
import { ga4EventNames } from './ga4-names.ts';

it.each(Object.entries(ga4EventNames))('%s is %s, which the vocabulary has', (theirs, ours) => {
  expect(theirs).toMatch(/^[a-z][a-z_]+$/);
  expect(findEvent(retailPlan, ours)).toBeDefined();
});

it('covers the online commerce of Google Analytics 4', () => {
  expect(Object.keys(ga4EventNames)).toEqual(
    expect.arrayContaining([
      'add_payment_info',
      'add_shipping_info',
      'add_to_cart',
      'add_to_wishlist',
      'begin_checkout',
      'purchase',
      'refund',
      'remove_from_cart',
      'select_item',
      'select_promotion',
      'view_cart',
      'view_item',
      'view_item_list',
      'view_promotion',
    ]),
  );
});
