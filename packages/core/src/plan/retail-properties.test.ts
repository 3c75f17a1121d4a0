import { describe, expect, it } from 'vitest';
import { channels } from '../model/channel.ts';
import { consentStates } from '../model/consent-record.ts';
import { findEvent } from './define-plan.ts';
import { parseWith } from './parse-with.ts';
import { retailPlan } from './retail-plan.ts';

function issuesOf(name: string, properties: unknown): readonly string[] {
  const event = findEvent(retailPlan, name);
  if (!event) throw new Error(`There is no event "${name}".`);
  const parsed = parseWith(event.properties, properties);
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);
}

/** What stands before the rest of an issue: where, and the beginning of what. */
type Refused = readonly [event: string, properties: unknown, issue: string];
type Accepted = readonly [event: string, properties: unknown];

const accepted: Readonly<Record<string, readonly Accepted[]>> = {
  browsing: [
    ['Product Viewed', { product_id: 'A1', name: 'Lamp', price: 19.99, currency: 'EUR' }],
    [
      'Product Viewed',
      { product_id: 4711, sku: 'A-1', price: '19.99', variant: null, shop_own: { colour: 'red' } },
    ],
    ['Products Searched', { query: 'lamp', results: 0 }],
    ['Products Searched', { query: { text: 'lamp', category: 'light' } }],
    ['Product List Viewed', {}],
    [
      'Product List Filtered',
      { filters: [{ type: 'price', value: 'under-25' }], sorts: [{ type: 'price', value: 'desc' }] },
    ],
    ['Promotion Clicked', { promotion_id: 'p1', creative: 'banner', name: 'Sale', position: 'home_top' }],
    ['Product Reviewed', { product_id: 'A1', rating: '5' }],
    ['Wishlist Product Added to Cart', { wishlist_id: 'w', cart_id: 'c', product_id: 'A1' }],
  ],
  checkout: [
    ['Product Added', { cart_id: 'c1', product_id: 'A1', quantity: 1.5, price: 3 }],
    ['Cart Viewed', { cart_id: 'c1', products: [{ product_id: 'A1' }, { sku: 'B2', quantity: 2 }] }],
    ['Checkout Step Completed', { checkout_id: 'k', step: 2, shipping_method: 'store pickup' }],
    ['Coupon Denied', { coupon: 'MAY', reason: 'expired' }],
  ],
  orders: [
    ['Order Completed', { order_id: 'o1' }],
    ['Order Completed', { order_id: 'o1', total: 30, revenue: 25.0, coupon: null, products: [] }],
    ['Order Completed', { order_id: 536365, total: '-12.75', currency: 'GBP', order_channel: 'x-catalogue' }],
    ['Order Refunded', { order_id: 'o1', refund_amount: '9.90', currency: 'EUR' }],
    ['Payment Failed', { order_id: 'o1', error_code: 51, final: true }],
  ],
  'store and fulfilment': [
    [
      'Sale Completed',
      { total: 49.9, currency: 'EUR', store_id: 'hh', terminal_id: 4, business_date: '2026-11-21' },
    ],
    ['Sale Completed', { revenue: '49.90', training: true }],
    ['Sale Voided', { receipt_number: 'r-7', total: 49.9 }],
    ['Sale Suspended', {}],
    [
      'Item Returned',
      { order_id: 'o1', order_channel: 'web', refund_amount: 19.99, products: [{ sku: 'A' }] },
    ],
    ['Item Exchanged', { receipt_number: 1, product_id: 'A1', new_product_id: 'A2' }],
    ['Store Visited', { store_id: 'hh' }],
    ['Order Picked Up', { order_id: 'o1', store_id: 'hh', fulfilment_channel: 'store' }],
    ['Order Ready for Pickup', { order_id: 'o1', pickup_until: '2026-11-28' }],
    ['Order Shipped', { order_id: 'o1', carrier: 'DHL', expected_at: '2026-11-28T12:00:00+01:00' }],
  ],
  loyalty: [
    ['Loyalty Member Identified', {}],
    ['Loyalty Points Earned', { points: 50, balance: 1200, order_id: 'o1' }],
    ['Gift Card Used', { amount: '25', currency: 'EUR' }],
    ['Signed Up', { method: 'email' }],
  ],
  service: [
    ['Call Started', { call_id: 'k1', direction: 'outbound', queue: 'orders', test: true }],
    ['Call Ended', { call_id: 'k1', duration: 183.4, resolved: true }],
    ['Case Opened', { case_id: 'f1', subject: 'Lamp broken', kind: 'complaint', sentiment: 'negative' }],
    ['Live Chat Message Received', { conversation_id: 'v1', agent_name: 'Ann' }],
    ['Appointment Booked', { store_id: 'hh', starts_at: '2026-12-01T10:00:00Z' }],
    ['Survey Answered', { survey_type: 'nps', score: 9 }],
    ['Advice Given', { topic: 'lighting' }],
  ],
  'messages and offers': [
    [
      'Message Sent',
      { message_channel: 'sms', message_id: 'm1', campaign_id: 'c1', template: 't', order_id: 'o1' },
    ],
    ['Message Failed', { message_id: 'm1', error_code: 30003 }],
    ['Opt-Out Received', {}],
    ['Email Link Clicked', { email_id: 'e', link_url: 'https://shop.example/?a=b' }],
    ['Unsubscribed', { list_id: 'l1', list_name: 'News' }],
    ['Push Notification Received', { campaign: { name: 'n', medium: 'Push' } }],
    ['Offer Declined', { offer_id: 'of1', decision_id: 'd1', product_id: 'A1', reason: 'too expensive' }],
  ],
  'media, app, stock': [
    ['Ad Exposed', { campaign_id: 'c', medium: 'radio', code: 'FM4', station: 'NDR 2' }],
    ['Video Playback Started', { session_id: 's', content_asset_ids: ['a', 'b'], total_length: null }],
    ['Video Playback Started', { session_id: 's', ad_asset_id: ['a'], ad_type: ['mid-roll'] }],
    ['Application Opened', { from_background: false, url: 'app://x', build: 12 }],
    ['Stock Level Set', { sku: 'A', location_id: 'hh', quantity: -2 }],
    ['Stock Counted', { sku: 'A', location_id: 'hh', quantity: 12.5 }],
    [
      'Spend Recorded',
      { campaign_id: 'c', amount: 1200, currency: 'EUR', from: '2026-11-01', to: '2026-11-30' },
    ],
  ],
  consent: [
    ['Consent Recorded', { cells: [{ purpose: 'analytics', state: 'denied' }] }],
    [
      'Consent Recorded',
      {
        cells: [
          { purpose: 'marketing', channel: 'email', state: 'granted' },
          { purpose: 'marketing', channel: 'x-catalogue', state: 'withdrawn' },
        ],
        decided_at: '2026-11-21T10:00:00.000Z',
        policy_version: '2026-11',
        text_hash: 'sha256:abc',
        locale: 'de',
        method: 'signed',
        staff: 's-9',
        evidence: 'scan:77',
        valid_until: '2028-11-21',
      },
    ],
  ],
};

const refused: Readonly<Record<string, readonly Refused[]>> = {
  browsing: [
    ['Product Viewed', {}, 'product_id: '],
    ['Product Viewed', { product_id: '' }, 'product_id: '],
    ['Product Viewed', { product_id: null }, 'product_id: '],
    ['Product Viewed', { product_id: { $ne: null } }, 'product_id: '],
    ['Product Viewed', { product_id: 'A1', price: 'nineteen' }, 'price: expected an amount'],
    ['Product Viewed', { product_id: 'A1', price: true }, 'price: '],
    ['Product Viewed', { product_id: 'A1', currency: '€' }, 'currency: expected a currency code'],
    ['Product Viewed', { product_id: 'A1', quantity: -1 }, 'quantity: '],
    ['Product Viewed', { product_id: 'A1', name: ['Lamp'] }, 'name: '],
    ['Products Searched', {}, 'query: '],
    ['Product List Filtered', { filters: 'price' }, 'filters: '],
    ['Promotion Viewed', { position: 'top' }, ': expected at least one of: promotion_id, name, creative'],
  ],
  checkout: [
    ['Product Added', { sku: 'A' }, 'product_id: '],
    ['Cart Viewed', { products: { product_id: 'A1' } }, 'products: '],
    ['Cart Viewed', { products: [{ price: {} }] }, 'products.0.price: '],
    ['Coupon Entered', { coupon: null }, ': expected at least one of: coupon_id, coupon, coupon_name'],
  ],
  orders: [
    ['Order Completed', { total: 12 }, 'order_id: '],
    ['Order Completed', { order_id: 'o1', total: Number.NaN }, 'total: '],
    ['Order Completed', { order_id: 'o1', total: Number.POSITIVE_INFINITY }, 'total: '],
    ['Order Completed', { order_id: 'o1', total: '1e9' }, 'total: expected an amount'],
    ['Order Completed', { order_id: 'o1', total: 1e15 }, 'total: expected an amount'],
    ['Order Completed', { order_id: Number.NaN }, 'order_id: '],
    ['Order Completed', { order_id: 'o1', order_channel: 'server' }, 'order_channel: '],
  ],
  'store and fulfilment': [
    ['Sale Completed', { store_id: 'hh', products: [] }, ': expected at least one of: total, revenue, value'],
    ['Sale Completed', { total: null }, ': expected at least one of: total, revenue, value'],
    ['Sale Completed', { total: 12, training: 'yes' }, 'training: '],
    ['Sale Completed', { total: 12, business_date: '21.11.2026' }, 'business_date: '],
    ['Sale Voided', { store_id: 'hh' }, ': expected at least one of: receipt_number, order_id, total'],
    ['Item Returned', {}, ': expected at least one of: order_id'],
    ['Order Picked Up', { store_id: 'hh' }, 'order_id: '],
    ['Order Ready for Pickup', { order_id: 'o1', pickup_until: 'soon' }, 'pickup_until: '],
    ['Order Ready for Pickup', { order_id: 'o1', pickup_until: '2026-11-28T12:00:00' }, 'pickup_until: '],
  ],
  loyalty: [
    ['Loyalty Points Earned', { points: '50' }, 'points: '],
    ['Loyalty Points Redeemed', { points: -50 }, 'points: '],
  ],
  service: [
    ['Case Opened', { subject: 'Lamp' }, 'case_id: '],
    ['Call Started', { direction: 'sideways' }, 'direction: '],
    ['Call Started', { test: 1 }, 'test: '],
    ['Call Ended', { duration: -1 }, 'duration: '],
    ['Live Chat Conversation Started', {}, 'conversation_id: '],
    ['Survey Answered', { score: Number.NaN }, 'score: '],
  ],
  'messages and offers': [
    ['Message Sent', { message_channel: 'whatsapp' }, 'message_channel: '],
    ['Message Sent', { message_channel: 'x-' }, 'message_channel: '],
    ['Offer Declined', { product_id: 'A1' }, 'offer_id: '],
  ],
  'media, app, stock': [
    ['Ad Exposed', { code: [] }, 'code: '],
    ['Video Content Playing', { position: 10 }, 'session_id: '],
    ['Stock Level Set', { sku: 'A', quantity: 2 }, 'location_id: '],
    ['Stock Level Set', { sku: 'A', location_id: 'hh' }, 'quantity: '],
    ['Stock Counted', { sku: 'A', location_id: 'hh', quantity: -1 }, 'quantity: '],
    ['Spend Recorded', { campaign_id: 'c' }, 'amount: '],
  ],
  consent: [
    ['Consent Recorded', {}, 'cells: '],
    ['Consent Recorded', { cells: [] }, 'cells: '],
    ['Consent Recorded', { decisions: { analytics: true } }, 'cells: '],
    ['Consent Recorded', { cells: { analytics: true } }, 'cells: '],
    ['Consent Recorded', { cells: [{ purpose: 'analytics', state: true }] }, 'cells.0.state: '],
    ['Consent Recorded', { cells: [{ purpose: 'analytics', state: 'Granted' }] }, 'cells.0.state: '],
    ['Consent Recorded', { cells: [{ purpose: '', state: 'granted' }] }, 'cells.0.purpose: '],
    [
      'Consent Recorded',
      { cells: [{ purpose: 'marketing', channel: 'fax', state: 'granted' }] },
      'cells.0.channel: ',
    ],
    ['Consent Recorded', { cells: Array(201).fill({ purpose: 'analytics', state: 'granted' }) }, 'cells: '],
    [
      'Consent Recorded',
      { cells: [{ purpose: 'a', state: 'denied' }], decided_at: 'yesterday' },
      'decided_at: ',
    ],
    [
      'Consent Recorded',
      { cells: [{ purpose: 'a', state: 'denied' }], policy_version: null },
      'policy_version: ',
    ],
  ],
};

describe.each(Object.entries(accepted))('in %s', (_, rows) => {
  it.each(rows)('%s takes %j', (name, properties) => {
    expect(issuesOf(name, properties)).toEqual([]);
  });
});

describe.each(Object.entries(refused))('in %s', (_, rows) => {
  it.each(rows)('%s refuses %j', (name, properties, issue) => {
    expect(issuesOf(name, properties).join('\n')).toMatch(issue);
    expect(issuesOf(name, properties).some((found) => found.startsWith(issue))).toBe(true);
  });
});

const names = Object.keys(retailPlan.events);

describe('garbage', () => {
  it.each(names)('in place of the properties of %s is refused', (name) => {
    for (const garbage of [null, 'text', 12, true, [], ['a'], Number.NaN]) {
      expect([garbage, issuesOf(name, garbage).length > 0]).toEqual([garbage, true]);
    }
  });

  it.each(names)('in the flags of %s is refused', (name) => {
    expect(issuesOf(name, { training: 'no' }).some((issue) => issue.startsWith('training'))).toBe(true);
    expect(issuesOf(name, { test: 0 }).some((issue) => issue.startsWith('test'))).toBe(true);
  });

  it('that calls itself __proto__ reaches neither the result nor the prototype', () => {
    const parsed = parseWith(
      retailPlan.events['Order Completed'].properties,
      JSON.parse(
        '{"order_id":"o1","__proto__":{"total":99},"constructor":{"prototype":{"total":99}},"products":[{"__proto__":{"price":1}}]}',
      ),
    );
    if (!parsed.ok) throw new Error('It was refused.');
    expect(parsed.value.total).toBeUndefined();
    expect(parsed.value.products?.[0]?.price).toBeUndefined();
    expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype);
    expect(({} as { total?: unknown }).total).toBeUndefined();
  });

  it('that is huge is refused, and not repeated in the issue', () => {
    const huge = 'x'.repeat(1_000_000);
    expect(issuesOf('Product Viewed', { product_id: huge })[0]).toMatch(/^product_id: .{0,100}$/);
    expect(issuesOf('Product Viewed', { product_id: 'A1', name: huge })[0]).toMatch(/^name: .{0,100}$/);
    expect(issuesOf('Order Completed', { order_id: 'o1', total: '9'.repeat(1_000_000) })[0]).toMatch(
      /^total: .{0,100}$/,
    );
  });

  it('of a person is not repeated in the issue either', () => {
    expect(issuesOf('Product Viewed', { product_id: 'A1', price: 'ann@example.org' }).join()).not.toContain(
      'ann',
    );
  });
});

describe('what senders add', () => {
  it('is kept as it is', () => {
    const properties = { order_id: 'o1', wrapping: { paper: 'blue', notes: ['a', 1, null] } };
    expect(parseWith(retailPlan.events['Order Completed'].properties, properties)).toEqual({
      ok: true,
      value: properties,
    });
  });

  it.each(names.filter((name) => name !== 'Consent Recorded'))(
    'to %s as null counts as not there',
    (name) => {
      const issues = issuesOf(name, {
        currency: null,
        coupon: null,
        campaign_id: null,
        store_id: null,
        test: null,
      });
      expect(issues.filter((issue) => /^(currency|coupon|campaign_id|store_id|test)/.test(issue))).toEqual(
        [],
      );
    },
  );
});

describe('the closed lists', () => {
  it.each(channels)('have the channel %s', (channel) => {
    expect(issuesOf('Message Sent', { message_channel: channel })).toEqual([]);
  });

  it.each(consentStates)('have the state %s', (state) => {
    expect(issuesOf('Consent Recorded', { cells: [{ purpose: 'analytics', state }] })).toEqual([]);
  });
});
