import { describe, expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { testEvent } from '../store/test-events.ts';
import { foldEvent, foundProfile } from './fold-event.ts';
import type { Profile } from './profile.ts';

const start = testEvent('x').happenedAt;
let count = 0;
/** An event `minutes` after the start. */
const on = (
  minutes: number,
  name: string,
  properties: object = {},
  change: Partial<PreparedEvent> = {},
): PreparedEvent => {
  count += 1;
  return testEvent(`m${count}`, {
    name,
    happenedAt: start + minutes * 60_000,
    channel: 'web',
    properties: properties as PreparedEvent['properties'],
    ...change,
  });
};
const fold = (...events: readonly PreparedEvent[]): Profile =>
  events.reduce(foldEvent, foundProfile('p', { happenedAt: start }));
const products = (...ids: string[]) => ({ products: ids.map((product_id) => ({ product_id })) });
const ownedBy = ({ owned }: Profile) => owned.map(({ productId }) => productId);

describe('what a customer owns', () => {
  const sale = on(
    1,
    'Sale Completed',
    { receipt_number: 'r1', ...products('lamp', 'chair') },
    { amount: '30', currency: 'EUR' },
  );
  it.each<[string, readonly PreparedEvent[], readonly string[]]>([
    ['is what was bought, once', [sale, on(2, 'Order Completed', products('lamp'))], ['chair', 'lamp']],
    ['is not what was brought back', [sale, on(2, 'Item Returned', { product_id: 'lamp' })], ['chair']],
    [
      'is nothing when the receipt was brought back',
      [sale, on(2, 'Item Returned', { original_receipt_number: 'r1' })],
      [],
    ],
    ['is nothing when the sale was voided', [sale, on(2, 'Sale Voided', { receipt_number: 'r1' })], []],
    [
      'is what was bought again after a return',
      [sale, on(2, 'Item Returned', { product_id: 'lamp' }), on(3, 'Sale Completed', products('lamp'))],
      ['chair', 'lamp'],
    ],
    [
      'is what was bought again before a return that comes late',
      [sale, on(3, 'Sale Completed', products('lamp')), on(2, 'Item Returned', { product_id: 'lamp' })],
      ['chair', 'lamp'],
    ],
    [
      'is what it was exchanged for',
      [sale, on(2, 'Item Exchanged', { product_id: 'lamp', new_product_id: 'lamp-blue' })],
      ['chair', 'lamp-blue'],
    ],
    [
      'stays when only a part of the money went back',
      [sale, on(2, 'Order Refunded', { order_id: 'r1' }, { amount: '-5', currency: 'EUR' })],
      ['lamp', 'chair'],
    ],
    [
      'is nothing when all of the money went back',
      [sale, on(2, 'Order Refunded', { order_id: 'r1' }, { amount: '-30', currency: 'EUR' })],
      [],
    ],
    [
      'is not touched by a return of something else',
      [sale, on(2, 'Item Returned', { product_id: 'sofa' })],
      ['lamp', 'chair'],
    ],
  ])('%s', (_, events, owned) => {
    expect(ownedBy(fold(...events))).toEqual(owned);
  });
});

describe('revenue', () => {
  const paid = (minutes: number, amount: string, currency = 'EUR') =>
    on(minutes, 'Order Completed', {}, { amount, currency });
  it('is exact where doubles are not', () => {
    const cents = Array.from({ length: 1_000 }, (_, index) => paid(index, '0.1'));
    expect(fold(...cents, paid(1, '22.200001')).revenue).toMatchObject({
      orders: 1_001,
      sums: { EUR: '122.200001' },
    });
  });

  it('is by currency, and what goes back goes off', () => {
    const back = on(9, 'Item Returned', {}, { amount: '-7.5', currency: 'EUR' });
    expect(fold(paid(1, '20'), paid(5, '3', 'GBP'), back).revenue).toEqual({
      orders: 2,
      sums: { EUR: '12.5', GBP: '3' },
      lastOrderAt: start + 5 * 60_000,
    });
  });

  it('is nothing of an event without an amount', () => {
    expect(
      fold(on(1, 'Order Shipped', { total: 99 }), on(1, 'Product Viewed', { price: 9 })).revenue,
    ).toEqual({ orders: 0, sums: {} });
  });
});
