import type { CustomerContext } from '@rialto/core/model';
import { expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { foldEvent, foundProfile, linkProfile } from '../profile/fold-event.ts';
import type { Profile } from '../profile/profile.ts';
import { identifier, testEvent } from '../store/test-events.ts';
import { declinedFor, readCustomerContext } from './customer-context.ts';

const start = Date.UTC(2026, 10, 22, 9);
const minute = 60_000;
const on = (
  minutes: number,
  name: string,
  properties: object = {},
  change: Partial<PreparedEvent> = {},
): PreparedEvent =>
  testEvent(`m-${name}-${minutes}`, {
    name,
    channel: 'web',
    happenedAt: start + minutes * minute,
    receivedAt: start + minutes * minute,
    properties: properties as PreparedEvent['properties'],
    ...change,
  });
const profile = (...events: readonly PreparedEvent[]): Profile =>
  events.reduce(foldEvent, linkProfile(foundProfile('p_1', { happenedAt: start }), identifier('userId:ada')));

/** Ada: a lamp in the web cart, a chair bought in the store, a complaint, an offer declined, a mail. */
const life = [
  on(
    0,
    'identify',
    {},
    { type: 'identify', traits: { name: 'Ada', email: 'ada@example.org' }, interaction: false },
  ),
  on(1, 'Product Added', { product_id: 'lamp', name: 'Lamp', price: 19.99 }, { phase: 'consideration' }),
  on(
    2,
    'Sale Completed',
    { receipt_number: 'r1', products: [{ product_id: 'chair', quantity: 2 }] },
    { channel: 'store', amount: '80', currency: 'EUR', place: 'Hamburg', phase: 'purchase' },
  ),
  on(3, 'Offer Declined', { offer_id: 'o1', product_id: 'sofa' }),
  on(4, 'Case Opened', { case_id: 'k1', subject: 'Scratch' }, { channel: 'phone' }),
  on(5, 'Message Sent', { campaign_id: 'spring' }, { channel: 'email', direction: 'outbound' }),
];
const ada = profile(...life);

it('is, for the service desk, this document', () => {
  const at = (minutes: number) => new Date(start + minutes * minute).toISOString();
  const asOf = at(5);
  const context = readCustomerContext(ada, {
    purpose: 'service',
    channel: 'store',
    now: start + 60 * minute,
  });
  expect(context).toEqual({
    version: 6,
    asOf: at(60),
    purpose: 'service',
    channel: 'store',
    subject: { asOf, id: expect.stringMatching(/^[0-9a-f]{24}$/), state: 'known', assurance: 'login' },
    permissions: { asOf, cells: [], reachableOn: [] },
    traits: { asOf, facts: { name: 'Ada' } },
    phase: { asOf: at(2), phase: 'purchase', because: 'Sale Completed' },
    now: {
      asOf,
      lastTouchpoint: {
        at: at(5),
        channel: 'email',
        direction: 'outbound',
        event: 'Message Sent',
        about: 'spring',
      },
      carts: [
        {
          id: 'cart-web',
          channel: 'web',
          items: [{ productId: 'lamp', name: 'Lamp', quantity: 1, price: '19.99' }],
          updatedAt: at(1),
        },
      ],
    },
    offers: {
      asOf,
      active: [],
      suppressed: [
        { reason: 'complaint-open' },
        {
          offerId: 'o1',
          productId: 'sofa',
          reason: 'declined',
          until: new Date(start + 3 * minute + declinedFor * 86_400_000).toISOString(),
        },
        { productId: 'chair', reason: 'owned' },
      ],
    },
    responses: {
      asOf,
      list: [{ offerId: 'o1', productId: 'sofa', response: 'declined', channel: 'web', at: at(3) }],
    },
    campaigns: { asOf, lastContact: [{ channel: 'email', at: at(5), campaign: 'spring' }] },
    orders: {
      asOf,
      list: [
        {
          id: 'r1',
          channel: 'store',
          state: 'sold',
          placedAt: at(2),
          updatedAt: at(2),
          total: '80',
          currency: 'EUR',
          items: [{ productId: 'chair', quantity: 2 }],
        },
      ],
    },
    cases: {
      asOf,
      list: [
        { id: 'k1', state: 'open', subject: 'Scratch', channel: 'phone', openedAt: at(4), updatedAt: at(4) },
      ],
    },
    timeline: {
      asOf,
      touches: [
        { at: at(5), channel: 'email', direction: 'outbound', event: 'Message Sent', about: 'spring' },
        { at: at(4), channel: 'phone', direction: 'inbound', event: 'Case Opened', about: 'Scratch' },
        { at: at(3), channel: 'web', direction: 'inbound', event: 'Offer Declined', about: 'sofa' },
        {
          at: at(2),
          channel: 'store',
          direction: 'inbound',
          event: 'Sale Completed',
          about: 'r1',
          place: 'Hamburg',
        },
        { at: at(1), channel: 'web', direction: 'inbound', event: 'Product Added', about: 'Lamp' },
      ],
    },
  } satisfies CustomerContext);
});
