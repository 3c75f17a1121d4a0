import { describe, expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { testEvent } from '../store/test-events.ts';
import { foldEvent, foundProfile } from './fold-event.ts';
import { mergeProfiles } from './merge-profiles.ts';
import type { Profile } from './profile.ts';

const start = testEvent('x').happenedAt;
const on = (
  seconds: number,
  name: string,
  properties: object = {},
  change: Partial<PreparedEvent> = {},
): PreparedEvent =>
  testEvent(`m-${name}-${seconds}`, {
    name,
    channel: 'web',
    happenedAt: start + seconds * 1_000,
    properties: properties as PreparedEvent['properties'],
    ...change,
  });
const profile = (id: string, ...events: readonly PreparedEvent[]): Profile =>
  events.reduce(foldEvent, foundProfile(id, { happenedAt: start }));
const both = (a: readonly PreparedEvent[], b: readonly PreparedEvent[]) => [
  mergeProfiles(profile('a', ...a), profile('b', ...b)),
  mergeProfiles(profile('b', ...b), profile('a', ...a)),
];
const added = (seconds: number, product_id: string) => on(seconds, 'Product Added', { product_id });
const items = ({ carts }: Profile) => carts.map((cart) => cart.items.map(({ productId }) => productId));

describe('two profiles that are one', () => {
  it('say the same whichever survives', () => {
    const [a, b] = both(
      [
        on(
          1,
          'Sale Completed',
          { receipt_number: 'r1', products: [{ product_id: 'lamp' }] },
          { amount: '5', currency: 'EUR', phase: 'purchase' },
        ),
        on(2, 'Case Opened', { case_id: 'k' }),
      ],
      [
        added(3, 'chair'),
        on(4, 'Case Closed', { case_id: 'k' }),
        on(5, 'Offer Declined', { offer_id: 'o' }),
        on(6, 'Order Completed', { order_id: 'o9' }, { amount: '0.1', currency: 'EUR', phase: 'loyalty' }),
      ],
    );
    expect({ ...a, id: 'same' }).toEqual({ ...b, id: 'same' });
    expect(a).toMatchObject({
      id: 'a',
      events: 6,
      revenue: { orders: 2, sums: { EUR: '5.1' } },
      phase: { phase: 'loyalty' },
      cases: [{ state: 'closed', openedAt: start + 2_000 }],
    });
  });

  it('have the cart of the device and that of the account in one', () => {
    for (const one of both([added(1, 'lamp')], [added(2, 'chair')]))
      expect(items(one)).toEqual([['lamp', 'chair']]);
  });

  it('have in no cart what one of them bought after the other had wanted it', () => {
    const sale = on(5, 'Sale Completed', { products: [{ product_id: 'lamp' }] }, { channel: 'store' });
    for (const one of both([added(1, 'lamp'), added(1, 'chair')], [sale]))
      expect(items(one)).toEqual([['chair']]);
    for (const one of both([added(9, 'lamp')], [sale])) expect(items(one)).toEqual([['lamp']]);
  });

  it('know of an order what each of them knew', () => {
    const order = on(
      1,
      'Order Completed',
      { order_id: 'o1', products: [{ product_id: 'lamp' }] },
      { amount: '5', currency: 'EUR' },
    );
    const shipped = on(2, 'Order Shipped', { order_id: 'o1' }, { channel: 'post' });
    for (const { orders } of both([order], [shipped])) {
      expect(orders).toEqual([
        {
          id: 'o1',
          channel: 'web',
          state: 'shipped',
          placedAt: start + 1_000,
          updatedAt: start + 2_000,
          total: '5',
          currency: 'EUR',
          items: [{ productId: 'lamp', quantity: 1 }],
        },
      ]);
    }
  });

  it('permit only what neither had refused', () => {
    const said = (state: string) => [on(1, 'Consent Recorded', { cells: [{ purpose: 'marketing', state }] })];
    for (const { consent } of both(said('granted'), said('denied')))
      expect(consent.marketing).toMatchObject({ state: 'denied', conflict: true });
  });

  it('are as plain and as bounded as one', () => {
    const much = (base: number) =>
      Array.from({ length: 60 }, (_, index) =>
        on(base + index, 'Order Completed', {
          order_id: `o${base + index}`,
          products: [{ product_id: `p${base + index}` }],
        }),
      );
    for (const one of both(much(0), much(1_000))) {
      expect([one.timeline.length, one.orders.length, one.owned.length]).toEqual([50, 50, 120]);
      expect(JSON.parse(JSON.stringify(one))).toStrictEqual(one);
    }
    const [empty] = both([], []);
    expect(JSON.parse(JSON.stringify(empty))).toStrictEqual(empty);
  });

  it('grow in version, so that a reader sees the change', () => {
    const [one] = both([added(1, 'a'), added(2, 'b')], [added(3, 'c')]);
    expect(one?.version).toBe(3);
  });
});
