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
const cartOf = ({ carts }: Profile) =>
  carts.map(
    ({ id, items }) =>
      `${id}: ${items.map(({ productId, quantity }) => `${quantity} ${productId}`).join(', ')}`,
  );
const ownedBy = ({ owned }: Profile) => owned.map(({ productId }) => productId);
const ordersOf = ({ orders }: Profile) => orders.map(({ id, state }) => `${id} ${state}`);
const added = (minutes: number, product_id: string, quantity = 1) =>
  on(minutes, 'Product Added', { product_id, quantity });
const atTill = { channel: 'store' } as const;

describe('a cart', () => {
  it.each<[string, readonly PreparedEvent[], readonly string[]]>([
    [
      'gathers what is added',
      [added(1, 'lamp'), added(2, 'chair', 2), added(3, 'lamp', 3)],
      ['cart-web: 2 chair, 4 lamp'],
    ],
    [
      'gives back what is taken out',
      [added(1, 'lamp', 3), on(2, 'Product Removed', { product_id: 'lamp', quantity: 2 })],
      ['cart-web: 1 lamp'],
    ],
    [
      'is gone with its last article',
      [added(1, 'lamp'), on(2, 'Product Removed', { product_id: 'lamp' })],
      [],
    ],
    [
      'is one for each channel',
      [added(1, 'lamp'), on(2, 'Product Added', { product_id: 'chair' }, { channel: 'app' })],
      ['cart-web: 1 lamp', 'cart-app: 1 chair'],
    ],
    [
      'has the id that the shop gives it',
      [on(1, 'Product Added', { product_id: 'lamp', cart_id: 'c7' })],
      ['c7: 1 lamp'],
    ],
    [
      'is what was seen in it last',
      [added(1, 'lamp'), on(2, 'Cart Viewed', products('chair'))],
      ['cart-web: 1 chair'],
    ],
    [
      'is not what was seen in it long ago',
      [added(5, 'lamp'), on(2, 'Cart Viewed', products('chair'))],
      ['cart-web: 1 lamp'],
    ],
    ['is gone when it was seen empty', [added(1, 'lamp'), on(2, 'Cart Viewed', { products: [] })], []],
    ['stays when it was seen without a list', [added(1, 'lamp'), on(2, 'Cart Viewed')], ['cart-web: 1 lamp']],
    [
      'loses what was bought in the store',
      [added(1, 'lamp'), added(1, 'chair'), on(2, 'Sale Completed', products('lamp'), atTill)],
      ['cart-web: 1 chair'],
    ],
    [
      'is gone when all of it was bought in the store',
      [added(1, 'lamp'), on(2, 'Sale Completed', products('lamp'), atTill)],
      [],
    ],
    [
      'is gone when it was ordered',
      [
        on(1, 'Product Added', { product_id: 'lamp', cart_id: 'c7' }),
        on(2, 'Order Completed', { cart_id: 'c7' }),
      ],
      [],
    ],
    ['is gone when an order of the channel names nothing', [added(1, 'lamp'), on(2, 'Order Completed')], []],
    [
      'stays when an order of another channel names nothing',
      [added(1, 'lamp'), on(2, 'Sale Completed', {}, atTill)],
      ['cart-web: 1 lamp'],
    ],
    [
      'does not take what comes late and was bought since',
      [on(5, 'Sale Completed', products('lamp'), atTill), added(1, 'lamp'), added(1, 'chair')],
      ['cart-web: 1 chair'],
    ],
    [
      'takes what is wanted again after it was bought',
      [on(1, 'Sale Completed', products('lamp'), atTill), added(5, 'lamp')],
      ['cart-web: 1 lamp'],
    ],
  ])('%s', (_, events, carts) => {
    expect(cartOf(fold(...events))).toEqual(carts);
  });

  it('is bounded in articles, and their number is', () => {
    const many = products(...Array.from({ length: 500 }, (_, index) => `p${index}`));
    expect(fold(on(1, 'Cart Viewed', many)).carts[0]?.items).toHaveLength(100);
    const carts = Array.from({ length: 30 }, (_, index) =>
      on(index, 'Product Added', { product_id: 'lamp', cart_id: `c${index}` }),
    );
    expect(cartOf(fold(...carts))).toHaveLength(10);
    expect(cartOf(fold(...carts)).at(-1)).toBe('c29: 1 lamp');
  });
});

describe('an order', () => {
  const bought = on(
    1,
    'Order Completed',
    { order_id: 'o1', ...products('lamp', 'chair') },
    { amount: '30', currency: 'EUR' },
  );
  it.each<[string, readonly PreparedEvent[], readonly string[]]>([
    [
      'goes from cart to delivery',
      [bought, on(2, 'Order Shipped', { order_id: 'o1' }), on(3, 'Order Delivered', { order_id: 'o1' })],
      ['o1 delivered'],
    ],
    [
      'is collected in the store',
      [
        bought,
        on(2, 'Order Ready for Pickup', { order_id: 'o1' }),
        on(3, 'Order Picked Up', { order_id: 'o1' }, atTill),
      ],
      ['o1 collected'],
    ],
    [
      'keeps its newest state when an older one comes late',
      [bought, on(3, 'Order Delivered', { order_id: 'o1' }), on(2, 'Order Shipped', { order_id: 'o1' })],
      ['o1 delivered'],
    ],
    [
      'keeps its newest state when the purchase itself comes late',
      [on(3, 'Order Shipped', { order_id: 'o1' }), bought],
      ['o1 shipped'],
    ],
    [
      'is returned by its own receipt, not by that of the return',
      [
        on(1, 'Sale Completed', { receipt_number: 'r1', ...products('lamp') }),
        on(2, 'Item Returned', { receipt_number: 'r2', original_receipt_number: 'r1' }),
      ],
      ['r1 returned'],
    ],
    ['is not made of a return that names none', [on(1, 'Item Returned', { product_id: 'lamp' })], []],
    [
      'is made of a sale that names none',
      [on(1, 'Sale Completed', products('lamp'), { messageId: 'm-sale' })],
      ['m-sale sold'],
    ],
    [
      'is not made of what only sounds like it',
      [on(1, 'constructor', { order_id: 'o1' }), on(1, '__proto__', { order_id: 'o1' })],
      [],
    ],
  ])('%s', (_, events, orders) => {
    expect(ordersOf(fold(...events))).toEqual(orders);
  });

  it('has the articles, the amount and the time of its purchase', () => {
    const late = fold(on(3, 'Order Shipped', { order_id: 'o1' }, { channel: 'post' }), bought);
    expect(late.orders).toEqual([
      {
        id: 'o1',
        channel: 'web',
        state: 'shipped',
        placedAt: start + 60_000,
        updatedAt: start + 180_000,
        total: '30',
        currency: 'EUR',
        items: [
          { productId: 'lamp', quantity: 1 },
          { productId: 'chair', quantity: 1 },
        ],
      },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('may have the id %s', (id) => {
    const profile = fold(
      on(1, 'Order Completed', { order_id: id, ...products(id) }),
      on(2, 'Product Added', { product_id: id, cart_id: id }),
    );
    expect([ordersOf(profile), ownedBy(profile), cartOf(profile)]).toEqual([
      [`${id} placed`],
      [id],
      [`${id}: 1 ${id}`],
    ]);
    expect(Object.prototype).not.toHaveProperty('productId');
  });
});

it.each<[string, object]>([
  ['products are a text', { products: 'x' }],
  [
    'products are full of nonsense',
    { products: [null, 7, 'x', [], {}, { product_id: null }, { product_id: '' }, { product_id: {} }] },
  ],
  ['a quantity is a text', { product_id: 'lamp', quantity: 'many' }],
  ['a quantity is not a number', { product_id: 'lamp', quantity: Number.NaN }],
  ['a quantity is negative', { product_id: 'lamp', quantity: -3 }],
  ['a quantity is a barcode', { product_id: 'lamp', quantity: 4_006_381_333_931 }],
  ['a price is nonsense', { product_id: 'lamp', price: { amount: 3 } }],
])('I10: takes an event as far as it can be read when %s', (_, properties) => {
  for (const name of [
    'Product Added',
    'Product Removed',
    'Cart Viewed',
    'Order Completed',
    'Item Returned',
    'Item Exchanged',
  ]) {
    const profile = fold(on(1, name, properties));
    for (const { items } of [...profile.carts, ...profile.orders]) {
      for (const item of items) expect(item).toEqual({ productId: 'lamp', quantity: 1 });
    }
  }
});
