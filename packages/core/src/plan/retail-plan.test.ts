import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ConsentRecord } from '../model/consent-record.ts';
import { purposes as defaultPurposes } from '../model/purpose.ts';
import { findEvent } from './define-plan.ts';
import type { EventName, EventProperties } from './plan-types.ts';
import { type RetailPlan, retailPlan } from './retail-plan.ts';

const events = Object.entries(retailPlan.events);

/** What design.md promises in section 6, and the published specs that it builds on. */
const promised = {
  'the till':
    'Sale Completed|Sale Voided|Sale Suspended|Sale Resumed|Item Returned|Item Exchanged|Receipt Issued',
  fulfilment: 'Order Ready for Pickup|Order Picked Up|Pickup Expired|Order Shipped|Order Delivered',
  'visits and advice': 'Store Visited|Appointment Booked|Advice Given',
  loyalty: 'Loyalty Member Identified|Loyalty Points Earned|Loyalty Points Redeemed|Gift Card Used',
  calls: 'Call Started|Call Answered|Call Abandoned|Call Transferred|Call Ended',
  messages:
    'Message Sent|Message Delivered|Message Opened|Message Clicked|Message Replied|Message Failed|Opt-Out Received',
  'ads and offers':
    'Ad Exposed|Offer Presented|Offer Accepted|Offer Declined|Offer Dismissed|Offer Redeemed|Spend Recorded',
  'service, stock and consent':
    'Case Opened|Case Updated|Case Closed|Survey Answered|Stock Level Set|Stock Counted|Consent Recorded',
  'Segment, browsing':
    'Products Searched|Product List Viewed|Product List Filtered|Promotion Viewed|Promotion Clicked',
  'Segment, ordering':
    'Product Clicked|Product Viewed|Product Added|Product Removed|Cart Viewed|Checkout Started|Checkout Step Viewed|Checkout Step Completed|Payment Info Entered|Order Completed|Order Updated|Order Refunded|Order Cancelled',
  'Segment, coupons': 'Coupon Entered|Coupon Applied|Coupon Denied|Coupon Removed',
  'Segment, wish lists':
    'Product Added to Wishlist|Product Removed from Wishlist|Wishlist Product Added to Cart',
  'Segment, sharing and reviewing': 'Product Shared|Cart Shared|Product Reviewed',
  'Segment, e-mail':
    'Email Delivered|Email Opened|Email Link Clicked|Email Bounced|Email Marked as Spam|Unsubscribed',
  'Segment, live chat':
    'Live Chat Conversation Started|Live Chat Conversation Ended|Live Chat Message Sent|Live Chat Message Received',
  'Segment, apps':
    'Application Installed|Application Opened|Application Backgrounded|Application Updated|Application Uninstalled|Application Crashed|Install Attributed|Push Notification Received|Push Notification Tapped|Push Notification Bounced|Deep Link Opened|Deep Link Clicked',
  'Segment, video':
    'Video Playback Started|Video Playback Paused|Video Playback Interrupted|Video Playback Buffer Started|Video Playback Buffer Completed|Video Playback Seek Started|Video Playback Seek Completed|Video Playback Resumed|Video Playback Completed|Video Playback Exited|Video Content Started|Video Content Playing|Video Content Completed|Video Ad Started|Video Ad Playing|Video Ad Completed',
  'the account': 'Signed Up|Signed In|Signed Out',
};

describe('the vocabulary', () => {
  it.each(Object.entries(promised))('has every event of %s', (_, names) => {
    expect(names.split('|').filter((name) => !findEvent(retailPlan, name))).toEqual([]);
  });

  it.each(events)('says everything of %s', (_, event) => {
    expect(event.description).toMatch(/^[A-Z].{10,160}\.$/);
    expect(event.description.slice(0, -1)).not.toMatch(/\.\s/);
    expect(event.purposes.length).toBeGreaterThan(0);
    expect(defaultPurposes).toEqual(expect.arrayContaining([...event.purposes]));
    expect(['inbound', 'outbound']).toContain(event.direction);
    expect(event.interaction).toBeTypeOf('boolean');
  });

  it('writes names as Segment does: an object, an action, in capitals', () => {
    const odd = events
      .map(([name]) => name)
      .filter((name) => !/^[A-Z][\w-]*( (for|from|to|as|[A-Z][\w-]*))+$/.test(name));
    // The one name of a published spec that has no object.
    expect(odd).toEqual(['Unsubscribed']);
  });

  it('has no event that needs a purpose beside `necessary`, for that would say two things', () => {
    const both = events.filter(
      ([, { purposes }]) => purposes.length > 1 && (purposes as readonly string[]).includes('necessary'),
    );
    expect(both).toEqual([]);
  });

  it.each([
    [
      'the contract',
      'Order Completed|Sale Completed|Item Returned|Order Picked Up|Call Ended|Case Opened',
      'necessary',
    ],
    [
      'an answer to respect',
      'Offer Declined|Offer Dismissed|Opt-Out Received|Unsubscribed|Email Unsubscribed',
      'necessary',
    ],
    ['a decision', 'Consent Recorded', 'necessary'],
    [
      'behaviour',
      'Product Viewed|Cart Viewed|Message Opened|Email Opened|Store Visited|Ad Exposed',
      'analytics',
    ],
    ['what is chosen for one person', 'Offer Presented|Offer Accepted', 'personalization'],
  ])('takes %s for what it is', (_, names, purpose) => {
    for (const name of names.split('|'))
      expect([name, findEvent(retailPlan, name)?.purposes]).toEqual([name, [purpose]]);
  });

  it('knows the step of the journey, but for what is about no one, or about anything', () => {
    const without = events.filter(([, event]) => !('phase' in event)).map(([name]) => name);
    expect(without).toEqual(
      expect.arrayContaining(['Stock Level Set', 'Spend Recorded', 'Consent Recorded']),
    );
    expect(without).not.toEqual(expect.arrayContaining(['Order Completed']));
    expect(without.length).toBeLessThan(events.length / 3);
  });

  it('takes what merely went out or was merely in view for no interaction', () => {
    const quiet = [
      'Message Sent',
      'Order Shipped',
      'Ad Exposed',
      'Offer Presented',
      'Promotion Viewed',
      'Stock Counted',
    ];
    for (const name of quiet) expect([name, findEvent(retailPlan, name)?.interaction]).toEqual([name, false]);
  });

  it('counts revenue in these events and no others, `total` before `revenue` before `value`', () => {
    const rules = Object.fromEntries(
      events.flatMap(([name, event]) => ('revenue' in event ? [[name, event.revenue]] : [])),
    );
    expect(rules).toEqual({
      'Order Completed': { from: ['total', 'revenue', 'value'], sign: 1 },
      'Sale Completed': { from: ['total', 'revenue', 'value'], sign: 1 },
      'Order Refunded': { from: ['refund_amount', 'total', 'value'], sign: -1 },
      'Item Returned': { from: ['refund_amount', 'total', 'value'], sign: -1 },
      'Sale Voided': { from: ['total'], sign: -1 },
    });
  });
});

describe('its types', () => {
  it('name every event', () => {
    expectTypeOf<'Sale Completed'>().toExtend<EventName<RetailPlan>>();
    expectTypeOf<'Sale Complete'>().not.toExtend<EventName<RetailPlan>>();
    expectTypeOf<string>().not.toExtend<EventName<RetailPlan>>();
  });

  it('know the properties of an event', () => {
    type ProductViewed = EventProperties<RetailPlan, 'Product Viewed'>;
    expectTypeOf<ProductViewed['product_id']>().toEqualTypeOf<string | number>();
    expectTypeOf<ProductViewed['currency']>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<{ name: string }>().not.toExtend<ProductViewed>();
    expectTypeOf<{ product_id: string; price: number; own_field: boolean }>().toExtend<ProductViewed>();
    expectTypeOf<{ product_id: string; price: boolean }>().not.toExtend<ProductViewed>();
  });

  it('make the properties of Consent Recorded a ConsentRecord, and the other way round', () => {
    type Properties = EventProperties<RetailPlan, 'Consent Recorded'>;
    expectTypeOf<Properties>().toExtend<ConsentRecord>();
    expectTypeOf<keyof ConsentRecord>().toExtend<keyof Properties>();
    expectTypeOf<ConsentRecord['cells'][number]['state']>().toEqualTypeOf<
      Properties['cells'][number]['state']
    >();
  });
});
