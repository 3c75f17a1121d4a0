import { definePlan, retailPlan } from '@rialto/core';
import { expect, it } from 'vitest';
import type { Tracker } from './index.ts';

const { events } = retailPlan;
const plan = definePlan({
  extends: retailPlan,
  events: {
    'Fitting Booked': { properties: events['Order Completed'].properties, purposes: ['analytics'] },
    'Mirror Used': { properties: events['Cart Viewed'].properties, purposes: ['analytics'] },
  },
});

/** Compiled, never called: the compiler is the test. */
export function typed(retail: Tracker, own: Tracker<typeof plan>): void {
  retail.track('Product Viewed', { product_id: 'A1', name: 'Lamp', price: 19.99, currency: 'EUR' });
  // @ts-expect-error a price is a number or a decimal string
  retail.track('Product Viewed', { product_id: 'A1', price: true });
  // @ts-expect-error no such event
  retail.track('Produkt angesehen', {});
  // @ts-expect-error not in the built-in vocabulary
  retail.track('Fitting Booked', { order_id: 'o-1' });
  own.track('Fitting Booked', { order_id: 'o-1' }, { timestamp: Date.now() });
  own.track('Product Viewed', { product_id: 'A1' });
  own.track('Mirror Used');
  // @ts-expect-error order_id is missing
  own.track('Fitting Booked', {});
  // @ts-expect-error properties are missing
  own.track('Fitting Booked');
  // @ts-expect-error no such news
  own.on('deliverd', () => {});
}

it('types the events of the plan', () => {
  expect(typed).toBeTypeOf('function');
});
