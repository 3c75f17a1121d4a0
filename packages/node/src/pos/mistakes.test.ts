import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { card, lamp, openTill, testClient } from '../../test/till.ts';
import type { Till } from './till.ts';
import { createTill } from './till.ts';

const thrower = {
  get lines(): never {
    throw new Error('Ada Lovelace, ada@example.org');
  },
};

describe('a mistake in a call', () => {
  it.each<[string, object, RegExp]>([
    [
      'a float',
      { lines: [{ sku: 'A1', unitPrice: 19.99 }] },
      /lines\[0\]\.unitPrice: expected a whole number of minor units/,
    ],
    ['a float as the total', { total: 19.99 }, /total: expected a whole number/],
    ['a misspelt field', { lines: [lamp], totl: 1999 }, /totl: unknown; there are receiptNumber/],
    ['a misspelt field of a line', { lines: [{ ...lamp, vat: 19 }] }, /lines\[0\]\.vat: unknown/],
    [
      'a quantity with a fraction',
      { lines: [{ ...lamp, quantity: 0.5 }], total: 1 },
      /quantity: expected a whole number, or/,
    ],
    ['no lines', { lines: 'A1', total: 1999 }, /lines: expected a list/],
    ['a line that is none', { lines: [null, 7], total: 1999 }, /lines\[1\]: expected an object/],
    ['a time that is none', { lines: [lamp], at: 'yesterday' }, /at: expected a time/],
    [
      'a number without text',
      { lines: [lamp], receiptNumber: ' ' },
      /receiptNumber: expected 1 to 256 characters/,
    ],
    [
      'rates for some lines',
      { lines: [lamp, { sku: 'A2', unitPrice: 1 }] },
      /some have a vatRate and some have none/,
    ],
    [
      'properties without end',
      { lines: [lamp], properties: { note: 'x'.repeat(5_000) } },
      /properties: expected at most/,
    ],
    ['a getter that throws', thrower, /lines: cannot be read/],
  ])('T2: %s is announced, and the sale is reported all the same', (_what, call, words) => {
    const opened = openTill();
    const { receiptNumber } = opened.till.sale(call);
    expect(receiptNumber).toBe('hh-4-1');
    expect(opened.problems).toEqual(['invalid_call']);
    expect(opened.words[0]).toMatch(words);
    expect(opened.words[0]).toMatch(/^till\.sale: /);
    expect(opened.client.tracked).toHaveLength(1);
  });

  it('T2: that hides the amount costs the amount, which is marked and never guessed', () => {
    const { till, last } = openTill();
    till.sale({ lines: [{ sku: 'A1', unitPrice: 19.99 }] });
    expect(last()).toMatchObject({ total: '0.00', incomplete: true, products: [{ sku: 'A1' }] });
  });

  it('T2: never shows a value in what is announced', () => {
    const { till, words } = openTill();
    till.sale({ lines: [{ sku: 'ada@example.org', unitPrice: 'ada@example.org' as never }] });
    till.sale(thrower as never);
    void till.identify({ kind: 'email', value: 'ada at example.org' });
    expect(words).toHaveLength(3);
    expect(words.join()).not.toMatch(/ada|Ada/);
  });

  it('T2: throws in a strict till, before a number is taken', () => {
    const { till, client } = openTill({ strict: true });
    expect(() => till.sale({ lines: [{ sku: 'A1', unitPrice: 19.99 }] })).toThrow(
      expect.objectContaining({ name: 'RialtoError', code: 'invalid-option' }),
    );
    expect(() => till.resume({ original: { receiptNumber: 'hh-4-9' } })).toThrow(/nothing is aside/);
    expect(() => till.signIn('')).toThrow(/staff/);
    expect(() => till.openDay('today')).toThrow(/date/);
    expect(client.tracked).toEqual([]);
    expect(till.sale({ lines: [lamp] }).receiptNumber).toBe('hh-4-1');
  });

  it('T1: of whatever kind never throws, and every receipt has its number', async () => {
    const verbs = ['sale', 'return', 'exchange', 'void', 'suspend', 'resume', 'pickup'] as const;
    const field = fc.constantFrom(
      ...[
        'lines',
        'total',
        'vat',
        'payments',
        'change',
        'rounding',
        'returned',
        'taken',
        'original',
        'reason',
      ],
      ...['orderId', 'orderChannel', 'at', 'properties'],
    );
    const junk = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
      fc.constant(thrower),
    );
    const line = fc.dictionary(
      fc.constantFrom('sku', 'unitPrice', 'quantity', 'discount', 'total', 'vatRate'),
      junk,
    );
    const call = fc.oneof(junk, fc.dictionary(field, fc.oneof(junk, fc.array(line, { maxLength: 3 }))));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...verbs), call), { maxLength: 6 }),
        async (calls) => {
          const { till, client, problems } = openTill();
          const receipts = calls.map(([verb, given]) =>
            (till[verb] as (call: unknown) => ReturnType<Till['sale']>)(given),
          );
          expect(problems).not.toContain('till_failed');
          expect(receipts.map(({ receiptNumber }) => receiptNumber)).toEqual(
            receipts.map((_, at) => `hh-4-${at + 1}`),
          );
          for (const { durable } of receipts) expect(await durable).toEqual({ status: 'stored' });
          const seen = new Set(client.tracked.map(({ properties }) => properties.receipt_number));
          expect(seen.size).toBe(receipts.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('T1: of the client costs the receipt its event, and not the till', async () => {
    const client = testClient();
    client.track = () => {
      throw new Error('no');
    };
    const { till, clock } = openTill({ client });
    const sold = till.sale({ lines: [lamp] });
    expect(sold.receiptNumber).toBe('hh-4-1');
    expect(await sold.durable).toMatchObject({ status: 'dropped' });
    const asked = till.identify(card('7000-42'));
    await clock.advance(1_000);
    expect(await asked).toBeUndefined();
  });
});

describe('an option', () => {
  const client = testClient();
  const right = { client, store: 'hh', till: '4', currency: 'EUR' };
  it.each<[string, object, RegExp]>([
    ['without a client', { client: {} }, /client must be/],
    ['without a store', { store: '' }, /store must be an id of 1 to 64 characters; got ""/],
    ['with a till that is a number', { till: 4 }, /till must be an id/],
    ['with a currency that is none', { currency: 'euro' }, /currency must be/],
    ['with a time zone that is none', { timeZone: 'Europe/Atlantis' }, /timeZone must be.*Atlantis/],
    [
      'with an end of the day in the evening',
      { dayEndsAt: '22:00' },
      /dayEndsAt must be HH:MM from 00:00 to 11:59/,
    ],
    ['with an end of the day that is none', { dayEndsAt: '4:00' }, /dayEndsAt/],
    ['with training that is neither', { training: 'no' }, /training must be true or false/],
    ['with copies that cannot be read', { offline: {} }, /offline must be/],
    ['with a time that is none', { identifyTimeout: 0 }, /identifyTimeout must be/],
    ['with a path that is none', { path: '' }, /path must be/],
    ['that nobody knows', { stor: 'hh' }, /no option "stor"/],
  ])('T2: %s throws at once', (_what, wrong, words) => {
    expect(() => createTill({ ...right, ...wrong } as never)).toThrow(words);
  });

  it('refuses to listen to what is never announced', () => {
    const { till } = openTill();
    expect(() => till.on('sold' as never, () => {})).toThrow(/error and customer/);
    expect(() => till.on('error', 7 as never)).toThrow(/needs a function/);
  });

  it('tells of a listener that throws, now or later, and goes on', async () => {
    const { till, problems } = openTill();
    till.on('customer', () => {
      throw new Error('display gone');
    });
    till.on('customer', (() => Promise.reject(new Error('display gone'))) as () => void);
    void till.identify(card('7000-42'));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(problems).toEqual(['listener_failed', 'listener_failed']);
  });
});

describe('money that cannot be told', () => {
  it('T2: of one rate of tax is no tax at all, and never that of the others', () => {
    const { till, last, words } = openTill();
    till.sale({
      total: 2999,
      vat: [
        { rate: 19, net: 1680, tax: 319 },
        { rate: 7, net: 934.5, tax: 65.5 },
      ],
    });
    expect(words.join()).toMatch(/vat\[1\]\.net/);
    expect(last()).toMatchObject({ total: '29.99' });
    for (const name of ['tax', 'subtotal', 'vat']) expect(last()).not.toHaveProperty(name);
  });

  it('T2, T3: since it is more than an amount may be is incomplete, and not a number in the language of machines', () => {
    const { till, last, words } = openTill();
    till.sale({ lines: [{ sku: 'A1', quantity: 400_638_133, unitPrice: 40_063_813_339_310 }] });
    expect(last()).toMatchObject({ total: '0.00', incomplete: true });
    expect(words.join()).toMatch(/lines\[0\]: expected a whole number of minor units/);
    till.sale({ lines: Array.from({ length: 9_999 }, () => ({ sku: 'A1', unitPrice: 99_999_999_999_999 })) });
    expect(last()).toMatchObject({ total: '0.00', incomplete: true });
  });

  it('T6: that was paid out beyond a return is no change, and announced', () => {
    const { till, last, words } = openTill();
    till.return({ total: 1999, payments: [{ method: 'cash', amount: 2000 }] });
    expect(words.join()).toMatch(/payments: without the change/);
    expect(last()).not.toHaveProperty('change');
  });

  it('T25: in more payments and rates than a message holds does not cost the sale', () => {
    const { till, last } = openTill();
    const payments = Array.from({ length: 5_000 }, (_, at) => ({ method: `voucher ${at}`, amount: 1 }));
    till.sale({
      lines: Array.from({ length: 5_000 }, (_, at) => ({ sku: 'A1', unitPrice: 1, vatRate: at })),
      payments,
    });
    const sold = last();
    expect(sold).toMatchObject({ total: '50.00', payment_method: 'mixed' });
    for (const name of ['payments', 'vat', 'products'] as const) {
      const kept = sold[name] as readonly unknown[];
      expect(kept.length).toBeGreaterThan(10);
      expect(sold[`${name}_left_out`]).toBe(5_000 - kept.length);
    }
    expect(Buffer.byteLength(JSON.stringify(sold))).toBeLessThan(28 * 1024);
  });
});
