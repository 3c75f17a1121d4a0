import { describe, expect, it } from 'vitest';
import { card, contextOf, lamp, memoryFile, openTill } from '../../test/till.ts';

const day = 24 * 3_600_000;

describe('a basket that is put aside', () => {
  it('T15: leaves the till with its customer, and both come back', async () => {
    const { till, client, last } = openTill();
    client.answers.set('7000-42', async () => contextOf('ada'));
    const ada = await till.identify(card('7000-42'));
    const aside = till.suspend({ lines: [lamp], total: 1999 });
    void till.identify(card('7000-43'));
    till.sale({ lines: [lamp] });
    void till.identify(card('7000-44'));

    const resumed = till.resume({ original: aside });
    const back = { ...ada, offline: true };
    expect(resumed).toMatchObject({
      ...{ receiptNumber: 'hh-4-3', basket: { lines: [lamp], total: 1999 }, customer: back },
    });
    expect(await resumed.durable).toEqual({ status: 'stored' });
    expect(till.customer()).toEqual(back);
    expect(last()).toMatchObject({ original_receipt_number: aside.receiptNumber, total: '19.99' });
    till.sale(resumed.basket ?? {});
    const receipts = client.tracked.filter(({ properties }) => properties.receipt_number !== undefined);
    expect(receipts.map(({ event, people }) => [event, ...people])).toEqual([
      ['Sale Suspended', 'loyalty_card:7000-42'],
      ['Sale Completed', 'loyalty_card:7000-43'],
      ['Sale Resumed', 'loyalty_card:7000-42'],
      ['Sale Completed', 'loyalty_card:7000-42'],
    ]);
  });

  it('T15: is the last one where none is named, and comes back once', () => {
    const { till, words } = openTill();
    const [first, second] = [till.suspend({ lines: [lamp] }), till.suspend({ lines: [] })];
    expect(till.resume().basket).toEqual({ lines: [] });
    expect(till.resume({ original: second }).basket).toBeUndefined();
    expect(words.join()).toMatch(/nothing is aside under that number/);
    expect(till.resume({ original: first }).basket).toEqual({ lines: [lamp] });
  });

  it('T15: without a customer brings nobody, and the one at the till is forgotten', () => {
    const { till } = openTill();
    till.suspend({ lines: [lamp] });
    void till.identify(card('7000-44'));
    expect(till.resume().customer).toBeUndefined();
    expect(till.customer()).toBeUndefined();
  });

  it('T15: keeps its lines over a restart, and not who the customer is', async () => {
    const { till, file, clock } = openTill({ file: memoryFile() });
    void till.identify(card('7000-42'));
    const aside = till.suspend({ lines: [lamp] });
    await aside.durable;
    expect(file?.text).not.toMatch(/7000-42/);
    const again = openTill({ clock, file: file?.gone() });
    expect(again.till.resume({ original: aside })).toMatchObject({
      basket: { lines: [lamp] },
      customer: undefined,
    });
  });

  it('T15: in training stays among those of training', () => {
    const { till, problems } = openTill();
    till.suspend({ lines: [lamp] });
    till.setTraining(true);
    expect(till.resume().basket).toBeUndefined();
    expect(problems).toEqual(['invalid_call']);
    till.setTraining(false);
    expect(till.resume().basket).toEqual({ lines: [lamp] });
  });

  it('T12, T16: in training is given up in training', async () => {
    const { till, clock, last } = openTill({ training: true });
    till.suspend({ lines: [lamp] });
    till.setTraining(false);
    expect(till.resume().basket).toBeUndefined();
    await clock.advance(day);
    expect(last()).toMatchObject({ reason: 'not_resumed', training: true, receipt_number: 'hh-4-T2' });
  });

  it('T16: and not taken up again is reported when the day ends by the clock', async () => {
    const { till, client, clock, last } = openTill();
    void till.identify(card('7000-42'));
    const aside = till.suspend({ lines: [lamp] });
    await clock.advance(day);
    expect(client.tracked.at(-1)?.event).toBe('Sale Voided');
    expect(last()).toEqual({
      ...{ store_id: 'hh', terminal_id: '4', operator_id: 's-7', currency: 'EUR' },
      ...{ receipt_number: 'hh-4-2', receipt_sequence: 2, business_date: '2026-11-25' },
      ...{ original_receipt_number: aside.receiptNumber, reason: 'not_resumed' },
    });
    expect(client.tracked.at(-1)?.people).toEqual([]);
    expect(till.resume().basket).toBeUndefined();
  });

  it('T16: is reported at the next start where the day ended meanwhile', async () => {
    const { till, file, clock } = openTill({ file: memoryFile() });
    await till.suspend({ lines: [lamp] }).durable;
    await clock.advance(0);
    const again = openTill({ now: clock.now() + day, file: file?.gone() });
    await again.clock.advance(0);
    expect(again.last()).toMatchObject({ reason: 'not_resumed', business_date: '2026-11-25' });
  });

  it('T16: is given up, the oldest first, when there are more than 500', () => {
    const { till, client } = openTill();
    for (let at = 0; at < 501; at += 1) till.suspend({ lines: [lamp] });
    expect(client.tracked.at(-1)?.properties).toMatchObject({
      reason: 'not_resumed',
      original_receipt_number: 'hh-4-1',
    });
  });

  it('T15: of lines that are no JSON, or of too many, comes back empty', () => {
    const { till, problems } = openTill();
    const ring: unknown[] = [];
    ring.push(ring);
    till.suspend({ lines: ring as never });
    expect(till.resume().basket).toEqual({});
    till.suspend({ lines: Array.from({ length: 9_000 }, () => ({ ...lamp, name: 'x'.repeat(50) })) });
    expect(till.resume().basket).toEqual({});
    expect(problems).not.toContain('till_failed');
  });
});

describe('a business day', () => {
  it('T13: of a sale after midnight is the day before, and that of a sale is its own time', () => {
    const { till, last } = openTill({ now: Date.parse('2026-11-26T01:30:00+01:00') });
    till.sale({ lines: [lamp] });
    expect(last().business_date).toBe('2026-11-25');
    expect(till.businessDate()).toBe('2026-11-25');
    till.sale({ lines: [lamp], at: '2026-11-24T12:00:00+01:00' });
    expect(last().business_date).toBe('2026-11-24');
  });

  it('T14: that was opened lasts until it is closed, over restarts too', async () => {
    const { till, file, clock, last } = openTill({ file: memoryFile() });
    till.openDay('2026-12-01');
    await clock.advance(3 * day);
    await till.sale({ lines: [lamp] }).durable;
    expect(last().business_date).toBe('2026-12-01');
    const again = openTill({ clock, file: file?.gone() });
    expect(again.till.businessDate()).toBe('2026-12-01');
    again.till.closeDay();
    expect(again.till.businessDate()).toBe('2026-11-28');
  });

  it('T14, T16: that is closed reports what is still aside', async () => {
    const { till, client } = openTill();
    till.openDay('2026-11-25');
    const aside = [till.suspend({ lines: [lamp] }), till.suspend({ lines: [lamp] })];
    const unfinished = till.closeDay();
    expect(unfinished.map(({ receiptNumber }) => receiptNumber)).toEqual(['hh-4-3', 'hh-4-4']);
    expect(client.tracked.slice(2).map(({ properties }) => properties.original_receipt_number)).toEqual(
      aside.map(({ receiptNumber }) => receiptNumber),
    );
    expect(till.closeDay()).toEqual([]);
  });

  it('T14: that is none is announced, and changes nothing', () => {
    const { till, problems } = openTill();
    till.openDay('2026-02-30');
    expect(till.businessDate()).toBe('2026-11-25');
    expect(problems).toEqual(['invalid_call']);
  });
});

describe('a basket that is named wrongly', () => {
  it.each<[string, object]>([
    ['nothing', {}],
    ['a number that cannot be read', { receiptNumber: '' }],
    ['an order', { orderId: 'o-7', channel: 'web' }],
  ])('T15, T17: as %s does not bring somebody else’s', (_what, original) => {
    const { till, problems } = openTill();
    void till.identify(card('7000-42'));
    till.suspend({ lines: [lamp] });
    expect(till.resume({ original } as never)).toMatchObject({ basket: undefined, customer: undefined });
    expect(till.customer()).toBeUndefined();
    expect(problems).toEqual(['invalid_call']);
  });
});

describe('the end of the day after a day that was opened', () => {
  it('T16: is seen by the clock, also where nothing is rung up any more', async () => {
    const { till, client, clock } = openTill({ now: Date.parse('2026-11-25T03:00:00+01:00') });
    till.openDay('2026-11-25');
    await clock.advance(day / 2);
    till.closeDay();
    till.suspend({ lines: [lamp] });
    await clock.advance(day);
    expect(client.tracked.at(-1)?.properties).toMatchObject({ reason: 'not_resumed' });
  });
});
