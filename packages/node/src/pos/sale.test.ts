import { limits } from '@rialto/core';
import type { DurableResult } from '@rialto/core/delivery';
import { describe, expect, it } from 'vitest';
import { card, lamp, memoryFile, openingTime, openTill, settle } from '../../test/till.ts';
import { longestMessageId } from './message-ids.ts';

const cheese = { sku: 'B1', name: 'Gouda', quantity: '0.735', unitPrice: 1299, vatRate: 7 };

describe('a sale', () => {
  it('T24: is one event with all that the receipt shows, and where and by whom', async () => {
    const { till, client, problems } = openTill();
    till.sale({
      lines: [{ ...lamp, quantity: 2, discount: 98 }, cheese],
      payments: [
        { method: 'gift_card', amount: 1000 },
        { method: 'cash', amount: 4000 },
      ],
      coupon: 'AUTUMN',
      properties: { table: 12, store_id: 'forged' },
    });
    const { properties, ...call } = client.tracked[0] ?? { properties: {} };
    expect(call).toMatchObject({
      event: 'Sale Completed',
      channel: 'store',
      timestamp: openingTime,
      context: {
        touchpoint: { id: '4', place: 'hh', staff: 's-7', direction: 'inbound', device: { shared: true } },
      },
    });
    expect(properties).toEqual({
      ...{ store_id: 'hh', terminal_id: '4', operator_id: 's-7', business_date: '2026-11-25' },
      ...{ receipt_number: 'hh-4-1', receipt_sequence: 1, currency: 'EUR', table: 12, coupon: 'AUTUMN' },
      // 2 × 19.99 − 0.98 = 39.00, and 0.735 × 12.99 = 9.54765.
      ...{ total: '48.55', discount: '0.98', subtotal: '41.70', tax: '6.85' },
      vat: [
        { rate: '19', net: '32.77', tax: '6.23', gross: '39.00' },
        { rate: '7', net: '8.93', tax: '0.62', gross: '9.55' },
      ],
      products: [
        {
          ...{ sku: 'A1', name: 'Lamp', price: '19.99', quantity: 2 },
          ...{ discount: '0.98', total: '39.00', vat_rate: '19' },
        },
        { sku: 'B1', name: 'Gouda', price: '12.99', quantity: 0.735, total: '9.55', vat_rate: '7' },
      ],
      payment_method: 'mixed',
      payments: [
        { method: 'gift_card', amount: '10.00' },
        { method: 'cash', amount: '40.00' },
      ],
      change: '1.45',
    });
    expect(problems).toEqual([]);
  });

  it('T3: in yen and in dinars has the digits of the currency', () => {
    const yen = openTill({ currency: 'JPY' });
    yen.till.sale({ lines: [{ sku: 'A1', unitPrice: 1980 }] });
    expect(yen.last()).toMatchObject({ total: '1980', products: [{ price: '1980' }] });
    const dinars = openTill({ currency: 'KWD' });
    dinars.till.sale({ lines: [{ sku: 'A1', unitPrice: 1980 }] });
    expect(dinars.last()).toMatchObject({ total: '1.980' });
  });

  it('T6: is rounded to the coins that there are', () => {
    const { till, last, problems } = openTill();
    till.sale({ lines: [lamp], rounding: 1, payments: [{ method: 'cash', amount: 2000 }] });
    expect(last()).toMatchObject({ total: '19.99', rounding: '0.01', payment_method: 'cash' });
    expect(last()).not.toHaveProperty('change');
    expect(problems).toEqual([]);
  });

  it('T5: shows the tax that the till gives', () => {
    const { till, last, problems } = openTill();
    // Prices without tax, as in the United States: 19.99 and 8.875 %.
    till.sale({
      lines: [{ sku: 'A1', unitPrice: 1999 }],
      total: 2176,
      vat: [{ rate: '8.875', net: 1999, tax: 177 }],
    });
    expect(last()).toMatchObject({
      total: '21.76',
      tax: '1.77',
      subtotal: '19.99',
      vat: [{ rate: '8.875', net: '19.99', tax: '1.77', gross: '21.76' }],
    });
    expect(problems).toEqual([]);
  });

  it('T4: takes a deposit back', () => {
    const { till, last } = openTill();
    till.sale({ lines: [lamp, { sku: 'deposit', quantity: 3, unitPrice: -25, vatRate: 19 }] });
    expect(last()).toMatchObject({ total: '19.24' });
  });

  it.each<[string, object, RegExp]>([
    ['total', { lines: [lamp], total: 2000 }, /total: is not what the lines come to/],
    [
      'payments',
      { lines: [lamp], payments: [{ method: 'card', amount: 1990 }] },
      /payments: without the change/,
    ],
    [
      'vat',
      { lines: [lamp], vat: [{ rate: 19, net: 1680, tax: 318 }] },
      /vat: net and tax do not come to the total/,
    ],
    [
      'change',
      { lines: [lamp], payments: [{ method: 'cash', amount: 2000 }], change: 2 },
      /payments: without/,
    ],
  ])(
    'T6: whose %s does not fit is reported as it was rung up, and the difference is announced',
    (_what, call, words) => {
      const opened = openTill();
      opened.till.sale(call);
      expect(opened.words.join()).toMatch(words);
      expect(opened.client.tracked).toHaveLength(1);
      expect(opened.last().total).toBe('total' in call ? '20.00' : '19.99');
    },
  );

  it('T25: of more lines than a message holds keeps its money, and says how many lines are missing', () => {
    const { till, last } = openTill();
    const lines = Array.from({ length: 2_000 }, (_, at) => ({
      ...lamp,
      name: `Lämp ${'x'.repeat(200)} ${at}`,
    }));
    till.sale({ lines });
    const sold = last();
    expect(sold).toMatchObject({ total: '39980.00', vat: [{ gross: '39980.00' }] });
    const kept = (sold.products as readonly unknown[]).length;
    expect(kept).toBeGreaterThan(50);
    expect(sold.products_left_out).toBe(2_000 - kept);
    expect(Buffer.byteLength(JSON.stringify(sold))).toBeLessThan(28 * 1024);
  });

  it('T8: is safe once the event is stored and its number is written', async () => {
    const { till, client } = openTill();
    const stored = Promise.withResolvers<DurableResult>();
    client.durable = () => stored.promise;
    const { durable } = till.sale({ lines: [lamp] });
    let isSafe = false;
    void durable.then(() => {
      isSafe = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isSafe).toBe(false);
    stored.resolve({ status: 'stored' });
    expect(await durable).toEqual({ status: 'stored' });
  });

  it('T11: that is reported twice with the number of the till is one', () => {
    const { till, client } = openTill();
    const call = { receiptNumber: 'A-17', lines: [lamp], at: '2026-11-25T10:00:00Z' };
    const [first, second] = [till.sale(call), openTill().till.sale(call)];
    expect(first).toMatchObject({ receiptNumber: 'A-17', messageId: 'hh/4/2026-11-25/A-17/sale' });
    expect(second.messageId).toBe(first.messageId);
    expect(client.tracked[0]?.properties).not.toHaveProperty('receipt_sequence');
    // Another day's, another till's and a return's are others.
    const others = [
      till.sale({ ...call, at: '2026-11-26T10:00:00Z' }),
      openTill({ till: '5' }).till.sale(call),
      till.return(call),
    ];
    expect(new Set([first, ...others].map(({ messageId }) => messageId)).size).toBe(4);
    expect(till.sale({ lines: [lamp] }).receiptNumber).toBe('hh-4-1');
  });

  it('T11: has an id of at most 100 characters whatever the names are', () => {
    const { till } = openTill({ store: 'ü'.repeat(64), till: '\ud800/4' });
    const ids = [till.sale({ receiptNumber: 'x'.repeat(256), lines: [lamp] }), till.sale({ lines: [lamp] })];
    for (const { messageId } of ids) expect(messageId.length).toBeLessThanOrEqual(limits.messageIdLength);
    expect(longestMessageId).toBe(limits.messageIdLength);
  });
});

describe('a return', () => {
  it('T23: takes its money off, and names the order and the channel it was bought in', () => {
    const { till, client, last } = openTill();
    till.return({
      lines: [lamp],
      original: { orderId: 'o-7', channel: 'web' },
      payments: [{ method: 'card', amount: 1999 }],
      reason: 'too bright',
    });
    expect(client.tracked[0]?.event).toBe('Item Returned');
    expect(last()).toMatchObject({
      ...{ refund_amount: '19.99', order_id: 'o-7', order_channel: 'web', reason: 'too bright' },
      ...{ refund_method: 'card', tax: '3.19' },
    });
    expect(last()).not.toHaveProperty('total');
  });

  it('T23: of a receipt takes the receipt as it is, and was bought in the store', () => {
    const { till, last, problems } = openTill();
    const sold = till.sale({ lines: [lamp] });
    till.return({ lines: [lamp], original: sold });
    expect(last()).toMatchObject({ original_receipt_number: sold.receiptNumber, order_channel: 'store' });
    expect(problems).toEqual([]);
  });

  it('T23: of an order without its channel is announced', () => {
    const { till, words, client } = openTill();
    till.return({ lines: [lamp], original: { orderId: 'o-7' } });
    expect(words.join()).toMatch(/original\.channel: expected where the order was placed/);
    expect(client.tracked).toHaveLength(1);
  });
});

describe('an exchange', () => {
  it('T23: for the same price is one event that moves no money', () => {
    const { till, client, last } = openTill();
    till.exchange({
      returned: [lamp],
      taken: [{ ...lamp, sku: 'A2' }],
      original: { receiptNumber: 'hh-4-1' },
    });
    expect(client.tracked.map(({ event }) => event)).toEqual(['Item Exchanged']);
    expect(last()).toMatchObject({
      products: [{ sku: 'A1' }],
      new_products: [{ sku: 'A2' }],
      new_sku: 'A2',
      original_receipt_number: 'hh-4-1',
    });
  });

  it('T23: for another price is a return and a sale on one receipt', async () => {
    const { till, client } = openTill();
    const swapped = till.exchange({
      returned: [lamp],
      taken: [{ sku: 'A9', unitPrice: 2999 }],
      original: { receiptNumber: 'hh-4-1' },
      payments: [{ method: 'card', amount: 1000 }],
    });
    expect(client.tracked.map(({ event, properties }) => [event, properties.receipt_number])).toEqual([
      ['Item Returned', swapped.receiptNumber],
      ['Sale Completed', swapped.receiptNumber],
    ]);
    expect(client.tracked[0]?.properties).toMatchObject({ refund_amount: '19.99' });
    expect(client.tracked[1]?.properties).toMatchObject({ total: '29.99', payment_method: 'card' });
    expect(new Set(client.tracked.map(({ messageId }) => messageId)).size).toBe(2);
    expect(await swapped.delivered).toEqual({ status: 'accepted' });
  });

  it('T23: whose customer gets money back pays it out', () => {
    const { till, problems } = openTill();
    till.exchange({
      returned: [lamp],
      taken: [{ sku: 'A3', unitPrice: 999 }],
      payments: [{ method: 'cash', amount: -1000 }],
    });
    expect(problems).toEqual([]);
  });
});

describe('a void', () => {
  it('T22: of a sale takes off what it brought, once, and is about its customer', async () => {
    const { till, client, last, words } = openTill();
    void till.identify(card('7000-42'));
    const sold = till.sale({ lines: [lamp] });
    void till.identify(card('7000-43'));
    till.void({ original: sold, reason: 'wrong article' });
    expect(last()).toMatchObject({
      ...{ total: '19.99', original_receipt_number: sold.receiptNumber, reason: 'wrong article' },
      receipt_number: 'hh-4-2',
    });
    expect(client.tracked.at(-1)?.people).toEqual(['loyalty_card:7000-42']);
    till.void({ original: sold });
    expect(last()).not.toHaveProperty('total');
    expect(words.join()).toMatch(/original: was voided before/);
  });

  it('T22: of a sale that this process did not see needs the amount', () => {
    const { till, last, words } = openTill();
    till.void({ original: { receiptNumber: 'hh-3-9' } });
    expect(last()).not.toHaveProperty('total');
    expect(words.join()).toMatch(/total: expected/);
    till.void({ original: { receiptNumber: 'hh-3-9' }, total: 1999 });
    expect(last()).toMatchObject({ total: '19.99' });
  });

  it('T22: of a basket that nobody paid moves nothing', () => {
    const { till, client, last, problems } = openTill();
    till.void();
    expect(client.tracked[0]?.event).toBe('Sale Voided');
    expect(last()).not.toHaveProperty('total');
    expect(problems).toEqual([]);
  });

  it('T22: is no longer possible from memory when the business day is over', async () => {
    const { till, clock, words, last } = openTill();
    const sold = till.sale({ lines: [lamp] });
    await clock.advance(24 * 3_600_000);
    till.void({ original: sold });
    expect(words.join()).toMatch(/not of this business day/);
    expect(last()).not.toHaveProperty('total');
  });
});

describe('a pick-up', () => {
  it('T23: names the order, where it was placed and how it reached the customer', () => {
    const { till, client, last } = openTill();
    till.pickup({ orderId: 'o-7', orderChannel: 'web', lines: [lamp] });
    expect(client.tracked[0]?.event).toBe('Order Picked Up');
    expect(last()).toMatchObject({
      ...{ order_id: 'o-7', order_channel: 'web', fulfilment_channel: 'store', receipt_number: 'hh-4-1' },
      products: [{ sku: 'A1' }],
    });
  });

  it('T2: without an order is reported under its receipt', () => {
    const { till, last, words } = openTill();
    till.pickup({} as never);
    expect(last()).toMatchObject({ order_id: 'hh-4-1', incomplete: true });
    expect(words.join()).toMatch(/orderId: expected.*orderChannel: expected/);
  });
});

describe('training', () => {
  it('T12: has numbers of its own, is marked, and stays out of the real ones', async () => {
    const { till, client, clock, file } = openTill({ file: memoryFile() });
    const real = till.sale({ lines: [lamp] });
    till.setTraining(true);
    const practised = [till.sale({ lines: [lamp] }), till.return({ lines: [lamp] })];
    till.setTraining(false);
    expect(
      [real, ...practised, till.sale({ lines: [lamp] })].map(({ receiptNumber }) => receiptNumber),
    ).toEqual([...['hh-4-1', 'hh-4-T1', 'hh-4-T2', 'hh-4-2']]);
    await settle();
    expect(client.tracked.map(({ properties }) => properties.training)).toEqual([
      undefined,
      true,
      true,
      undefined,
    ]);
    await till.close();
    const again = openTill({ clock, file: file?.gone(), training: true });
    expect(again.till.sale({ lines: [lamp] }).receiptNumber).toBe('hh-4-T3');
  });
});
