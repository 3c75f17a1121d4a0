import { describe, expect, it } from 'vitest';
import { lamp, memoryFile, openTill, revenueOf, type Tracked } from '../../test/till.ts';

const revenue = (tracked: readonly Tracked[]): number =>
  tracked.map(revenueOf).reduce((all, amount) => all + amount, 0);

describe('a void, as the hub counts it', () => {
  it.each<[string, (till: ReturnType<typeof openTill>['till']) => unknown]>([
    ['a sale', (till) => till.sale({ lines: [lamp] })],
    ['a return', (till) => till.return({ lines: [lamp] })],
    ['a return with the wrong sign', (till) => till.return({ total: -1999 })],
    ['a deposit that was paid out', (till) => till.sale({ lines: [{ sku: 'deposit', unitPrice: -25 }] })],
    ['an exchange', (till) => till.exchange({ returned: [lamp], taken: [lamp] })],
    [
      'an exchange for more',
      (till) => till.exchange({ returned: [lamp], taken: [{ ...lamp, unitPrice: 2999 }] }),
    ],
    [
      'an exchange for less',
      (till) => till.exchange({ returned: [lamp], taken: [{ ...lamp, unitPrice: 999 }] }),
    ],
  ])('T22, T27: of %s leaves nothing of it', async (_what, ring) => {
    const { till, client } = openTill({ file: memoryFile() });
    const original = ring(till) as ReturnType<typeof till.sale>;
    till.void({ original });
    await till.close();
    expect(revenue(client.tracked)).toBe(0);
  });

  it('T22: of a return is two events on one receipt: what is undone, and the money that comes back', () => {
    const { till, client } = openTill();
    const back = till.return({ lines: [lamp] });
    const undone = till.void({ original: back, reason: 'wrong article' });
    expect(client.tracked.slice(1).map(({ event, properties }) => [event, properties])).toEqual([
      [
        'Sale Voided',
        expect.objectContaining({ original_receipt_number: back.receiptNumber, reason: 'wrong article' }),
      ],
      [
        'Sale Completed',
        expect.objectContaining({ total: '19.99', original_receipt_number: back.receiptNumber }),
      ],
    ]);
    expect(client.tracked[1]?.properties).not.toHaveProperty('total');
    const numbers = client.tracked.slice(1).map(({ properties }) => properties.receipt_number);
    expect(numbers).toEqual([undone.receiptNumber, undone.receiptNumber]);
  });

  it('T22: of a return of another day takes its amount below zero', () => {
    const { till, client, problems } = openTill();
    till.void({ original: { receiptNumber: 'hh-3-9' }, total: -1999 });
    expect(revenue(client.tracked)).toBe(1999);
    expect(problems).toEqual([]);
  });
});

describe('training beside the real', () => {
  it('T12, T22: a void of a practised sale takes nothing off the real ones', () => {
    const { till, client, words } = openTill({ training: true });
    const practised = till.sale({ lines: [lamp] });
    till.setTraining(false);
    till.void({ original: practised });
    expect(revenue(client.tracked)).toBe(0);
    expect(words.join()).toMatch(/total: expected/);
  });

  it('T12, T22: a void that is practised on a real sale leaves it to be voided', () => {
    const { till, client } = openTill();
    const sold = till.sale({ lines: [lamp] });
    till.setTraining(true);
    till.void({ original: sold });
    till.setTraining(false);
    till.void({ original: sold });
    expect(revenue(client.tracked)).toBe(0);
  });

  it('T11, T12: a real sale is never taken for a practised one with the same number of the POS', () => {
    const { till } = openTill();
    const call = { receiptNumber: 'A-17', lines: [lamp] };
    const sold = till.sale(call);
    till.setTraining(true);
    expect(till.sale(call).messageId).not.toBe(sold.messageId);
  });

  it('T12: facts of the POS’s own cannot make a real sale a practised one, nor move money', () => {
    const { till, client } = openTill();
    till.sale({ lines: [lamp], properties: { training: true } });
    till.void({ properties: { total: '99.00', revenue: '99.00' } });
    till.suspend({ properties: { incomplete: true, tax: 'none' } });
    expect(revenue(client.tracked)).toBe(1999);
    expect(client.tracked.map(({ properties }) => properties.training)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(client.tracked.at(-1)?.properties).not.toHaveProperty('incomplete');
  });
});
