import { findEvent, retailPlan } from '@rialto/core';
import { ga4EventNames } from '@rialto/core/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEntry, translateGa4 } from './ga4-event.ts';

const translate = (name: string, params: Record<string, unknown> = {}) => {
  const translated = translateGa4({ name, params });
  return 'events' in translated
    ? translated.events.map(({ event, properties }) => [event, properties])
    : translated.problem;
};

const lamp = {
  item_id: 'A1',
  item_name: 'Lamp',
  item_brand: 'Lux',
  item_category: 'Light',
  item_variant: 'red',
  price: 19.9,
  quantity: 2,
  discount: 1,
  coupon: 'TEN',
  index: 3,
  affiliation: 'x',
};
const ourLamp = {
  product_id: 'A1',
  name: 'Lamp',
  brand: 'Lux',
  category: 'Light',
  variant: 'red',
  price: 19.9,
  quantity: 2,
  discount: 1,
  coupon: 'TEN',
  position: 3,
  currency: 'EUR',
};

describe('an event of GA4', () => {
  it.each([
    ['view_item', 'Product Viewed'],
    ['add_to_cart', 'Product Added'],
    ['remove_from_cart', 'Product Removed'],
    ['add_to_wishlist', 'Product Added to Wishlist'],
    ['select_item', 'Product Clicked'],
  ])('%s is %s, once for each item', (name, event) => {
    expect(translate(name, { currency: 'EUR', value: 39.8, items: [lamp, { item_id: 7 }] })).toEqual([
      [event, ourLamp],
      [event, { product_id: 7 }],
    ]);
  });

  it('is a list with its products', () => {
    expect(
      translate('view_item_list', {
        item_list_id: 'sale',
        item_list_name: 'Sale',
        items: [{ item_id: 'A1' }],
      }),
    ).toEqual([
      ['Product List Viewed', { list_id: 'sale', category: 'Sale', products: [{ product_id: 'A1' }] }],
    ]);
    expect(translate('select_item', { item_list_id: 'sale', items: [{ item_id: 'A1' }] })).toEqual([
      ['Product Clicked', { product_id: 'A1', list_id: 'sale' }],
    ]);
  });

  it('is a cart or a checkout with its value', () => {
    const params = { currency: 'EUR', value: 39.8, coupon: 'TEN', items: [lamp] };
    const properties = { value: 39.8, currency: 'EUR', coupon: 'TEN', products: [ourLamp] };
    expect(translate('view_cart', params)).toEqual([['Cart Viewed', properties]]);
    expect(translate('begin_checkout', params)).toEqual([['Checkout Started', properties]]);
    expect(translate('add_shipping_info', { ...params, shipping_tier: 'Ground' })).toEqual([
      ['Checkout Step Completed', { shipping_method: 'Ground' }],
    ]);
    expect(translate('add_payment_info', { ...params, payment_type: 'Invoice' })).toEqual([
      ['Payment Info Entered', { payment_method: 'Invoice' }],
    ]);
  });

  it('is an order with its total', () => {
    const params = {
      transaction_id: 'o-1',
      value: 44.79,
      tax: 7.15,
      shipping: 4.99,
      currency: 'EUR',
      coupon: 'TEN',
      items: [lamp],
    };
    const properties = {
      order_id: 'o-1',
      total: 44.79,
      tax: 7.15,
      shipping: 4.99,
      currency: 'EUR',
      coupon: 'TEN',
      products: [ourLamp],
    };
    expect(translate('purchase', params)).toEqual([['Order Completed', properties]]);
    expect(translate('refund', params)).toEqual([['Order Refunded', properties]]);
    expect(translate('purchase', { ...params, transaction_id: undefined })).toContain('order_id');
  });

  it('is a promotion, beside its items or in each of them', () => {
    expect(
      translate('view_promotion', { promotion_id: 'P', creative_slot: 'top', items: [lamp, lamp] }),
    ).toEqual([['Promotion Viewed', { promotion_id: 'P', position: 'top' }]]);
    expect(
      translate('select_promotion', {
        items: [{ promotion_name: 'Summer' }, { promotion_name: 'Winter' }, { promotion_name: 'Summer' }],
      }),
    ).toEqual([
      ['Promotion Clicked', { name: 'Summer' }],
      ['Promotion Clicked', { name: 'Winter' }],
    ]);
    expect(translate('view_promotion', { promotion_name: 'Summer' })).toEqual([
      ['Promotion Viewed', { name: 'Summer' }],
    ]);
    expect(translate('view_promotion', { items: [lamp] })).toContain('promotion');
  });

  it('is an account, a search, a recommendation', () => {
    expect(translate('login', { method: 'email', email: 'ada@example.org' })).toEqual([
      ['Signed In', { method: 'email' }],
    ]);
    expect(translate('sign_up', {})).toEqual([['Signed Up', {}]]);
    expect(translate('search', { search_term: 'lamp' })).toEqual([['Products Searched', { query: 'lamp' }]]);
    expect(translate('search')).toContain('query');
    expect(translate('share', { method: 'Mail', content_type: 'product', item_id: 'A1' })).toEqual([
      ['Product Shared', { product_id: 'A1', share_via: 'Mail' }],
    ]);
    expect(translate('share', { method: 'Mail', content_type: 'article', item_id: 'A1' })).toContain(
      'item_id',
    );
  });

  it('takes over nothing but what it names', () => {
    const params = {
      items: [{ item_id: 'A1', customer: 'ada' }],
      user_id: 'ada',
      user_data: { email: 'ada@example.org' },
      page_location: 'https://shop.example/?ada',
    };
    expect(JSON.stringify(translate('view_item', params))).not.toContain('ada');
  });

  it.each([
    ['page_view'],
    ['video_start'],
    ['form_submit'],
    ['scroll'],
    ['my_event'],
    ['toString'],
    ['__proto__'],
  ])('%s is left alone', (name) => {
    expect(translate(name, { items: [lamp] })).toContain('left alone');
  });

  it('goes on without odd fields', () => {
    const odd = {
      item_id: 'A1',
      price: '1.234,00 €',
      quantity: '2',
      currency: 'euro',
      item_name: { a: 1 },
      index: -1,
      discount: Number.NaN,
    };
    expect(translate('view_item', { items: [odd, null, 'A1', [], { item_id: '' }] })).toEqual([
      ['Product Viewed', { product_id: 'A1', quantity: 2 }],
    ]);
    expect(translate('view_item', { items: [{ item_id: 'A1', price: 1e12, discount: 1e21 }] })).toEqual([
      ['Product Viewed', { product_id: 'A1' }],
    ]);
    expect(translate('view_item', { items: 'A1' })).toContain('item_id');
    expect(translate('view_item', { currency: 'eur', items: [{ item_id: 'A1', price: '1.5' }] })).toEqual([
      ['Product Viewed', { product_id: 'A1', price: '1.5', currency: 'EUR' }],
    ]);
    expect(translate('view_cart', { items: Array.from({ length: 5_000 }, () => lamp) })).toMatchObject([
      ['Cart Viewed', { products: { length: 200 } }],
    ]);
  });

  it('never makes an event that the vocabulary refuses, whatever is in it', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double(),
      fc.integer(),
      fc.constant(null),
      fc.object(),
      fc.constant('EUR'),
    );
    const item = fc.record(Object.fromEntries(Object.keys(lamp).map((key) => [key, value])), {
      requiredKeys: [],
    });
    const params = fc.record(
      {
        ...Object.fromEntries(
          'transaction_id,value,tax,shipping,currency,coupon,search_term,promotion_id,method,item_list_id,item_id,shipping_tier'
            .split(',')
            .map((key) => [key, value]),
        ),
        items: fc.oneof(fc.array(item), value),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(ga4EventNames)), params, (name, given) => {
        const translated = translateGa4({ name, params: given });
        if ('problem' in translated) return;
        for (const { event, properties } of translated.events) {
          const parsed = findEvent(retailPlan, event)?.properties.safeParse(properties);
          expect(parsed?.error?.issues ?? []).toEqual([]);
        }
      }),
    );
  });
});

describe('an entry of a data layer', () => {
  const gtag = (...args: unknown[]) =>
    (function pushed(..._: unknown[]) {
      // biome-ignore lint/complexity/noArguments: it is what gtag pushes
      return arguments;
    })(...args);

  it.each([
    ['of a tag manager', { event: 'view_item', ecommerce: { items: [] } }, { items: [] }],
    ['of a tag manager, beside the event', { event: 'view_item', items: [], x: 1 }, { items: [], x: 1 }],
    ['of gtag', gtag('event', 'view_item', { items: [] }), { items: [] }],
    ['of gtag, as an array', ['event', 'view_item', { items: [] }], { items: [] }],
    ['without parameters', gtag('event', 'view_item'), {}],
  ])('%s is an event', (_, entry, params) => {
    expect(readEntry(entry)).toEqual({ name: 'view_item', params });
  });

  it.each([
    ['consent', gtag('consent', 'update', { analytics_storage: 'granted' })],
    ['a configuration', gtag('config', 'G-1')],
    ['a time', gtag('js', new Date(0))],
    ['a setting', gtag('set', { user_id: 'ada' })],
    ['a note of the tag manager', { event: 'gtm.js', 'gtm.start': 1 }],
    ['a clearing', { ecommerce: null }],
    ['a variable', { user: 'ada' }],
    ['a callback', () => {}],
    ['nothing', null],
    ['text', 'view_item'],
    ['a name that is no text', { event: 7 }],
    ['an empty list', []],
  ])('%s is none', (_, entry) => {
    expect(readEntry(entry)).toBeUndefined();
  });
});
