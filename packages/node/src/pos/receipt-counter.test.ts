import { manualClock, seededRandom } from '@rialto/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lamp, memoryFile, openingTime, openTill, settle, testClient } from '../../test/till.ts';
import {
  applyRecord,
  type CounterRecord,
  decodeRecords,
  emptyState,
  encodeRecord,
  recordsOf,
} from './receipt-record.ts';
import { createTillWith } from './till.ts';

describe('receipt numbers', () => {
  it('T7: follow one another whatever is rung up, over a restart too', async () => {
    const { till, file, clock } = openTill({ file: memoryFile() });
    const receipts = [
      till.sale({ lines: [lamp] }),
      till.return({ lines: [lamp] }),
      till.exchange({ returned: [lamp], taken: [lamp] }),
      till.suspend({ lines: [lamp] }),
      till.resume(),
      till.pickup({ orderId: 'o', orderChannel: 'web' }),
      till.void(),
    ];
    expect(receipts.map(({ receiptNumber }) => receiptNumber)).toEqual(
      receipts.map((_, at) => `hh-4-${at + 1}`),
    );
    await till.close();
    const again = openTill({ clock, file: file?.gone() });
    expect(again.till.sale({ lines: [lamp] }).receiptNumber).toBe('hh-4-8');
    await settle();
    expect(again.client.tracked).toHaveLength(1);
  });

  it('T7: without a folder have a part of chance, since they begin anew with each start', () => {
    const first = openTill({ isHomeless: true, seed: 1 }).till.sale({ lines: [lamp] });
    const second = openTill({ isHomeless: true, seed: 2 }).till.sale({ lines: [lamp] });
    expect(first.receiptNumber).toMatch(/^hh-4-[0-9a-f]{8}-1$/);
    expect(second.receiptNumber).not.toBe(first.receiptNumber);
  });

  it('T9: whose receipt was not safe when the process died are reported at the next start, as interrupted', async () => {
    const { till, client, file, clock } = openTill({ file: memoryFile() });
    await till.sale({ lines: [lamp] }).durable;
    client.durable = () => new Promise(() => {});
    const lost = till.sale({ lines: [lamp] });
    till.setTraining(true);
    till.return({ lines: [lamp] });
    await settle();

    const next = openTill({ clock, file: file?.gone(), seed: 9 });
    await settle();
    expect(
      next.client.tracked.map(({ event, messageId, properties }) => [event, messageId, properties]),
    ).toEqual([
      [
        'Sale Voided',
        lost.messageId.replace('/sale', '/interrupted'),
        {
          ...{ store_id: 'hh', terminal_id: '4', business_date: '2026-11-25' },
          ...{ receipt_number: 'hh-4-2', receipt_sequence: 2, reason: 'interrupted' },
        },
      ],
      [
        'Sale Voided',
        expect.any(String),
        expect.objectContaining({ receipt_number: 'hh-4-T1', training: true }),
      ],
    ]);
    expect(next.till.sale({ lines: [lamp] }).receiptNumber).toBe('hh-4-3');
    await next.till.close();
    const third = openTill({ clock, file: next.file?.gone() });
    await settle();
    expect(third.client.tracked).toEqual([]);
  });

  it('T9: that are reported as interrupted keep their id until that is safe', async () => {
    const { till, client, file, clock } = openTill({ file: memoryFile() });
    client.durable = () => new Promise(() => {});
    till.sale({ lines: [lamp] });
    await settle();
    const second = openTill({ clock, file: file?.gone(), seed: 2 });
    second.client.durable = client.durable;
    await settle();
    const third = openTill({ clock, file: second.file?.gone(), seed: 3 });
    await settle();
    expect(third.client.tracked[0]?.messageId).toBe(second.client.tracked[0]?.messageId);
  });

  it('T9: of an event that was dropped are reported too', async () => {
    const { till, client, file, clock } = openTill({ file: memoryFile() });
    client.durable = async () => ({ status: 'dropped', reason: 'queue_full' });
    expect(await till.sale({ lines: [lamp] }).durable).toEqual({ status: 'dropped', reason: 'queue_full' });
    await till.close();
    const next = openTill({ clock, file: file?.gone() });
    await settle();
    expect(next.last()).toMatchObject({ receipt_number: 'hh-4-1', reason: 'interrupted' });
  });

  it('T10: go on in memory while the disk fails, which is told once, and reach it when it can be written again', async () => {
    const file = memoryFile();
    const { till, problems, clock } = openTill({ file });
    await till.sale({ lines: [lamp] }).durable;
    file.isBroken = true;
    const receipts = [till.sale({ lines: [lamp] }), till.sale({ lines: [lamp] })];
    expect(receipts.map(({ receiptNumber }) => receiptNumber)).toEqual(['hh-4-2', 'hh-4-3']);
    for (const { durable } of receipts) expect(await durable).toEqual({ status: 'stored' });
    expect(problems).toEqual(['receipt_counter_failed']);
    file.isBroken = false;
    await till.sale({ lines: [lamp] }).durable;
    file.isBroken = true;
    await till.sale({ lines: [lamp] }).durable;
    expect(problems).toEqual(['receipt_counter_failed', 'receipt_counter_failed']);
    file.isBroken = false;
    await till.sale({ lines: [lamp] }).durable;
    const again = openTill({ clock, file: file.gone() });
    await settle();
    expect(again.client.tracked).toEqual([]);
    expect(again.till.sale({ lines: [lamp] }).receiptNumber).toBe('hh-4-7');
  });

  it('T10, T11: that the disk did not keep are given again, and the two sales are two', async () => {
    const file = memoryFile();
    const { till, clock } = openTill({ file });
    await settle();
    file.isBroken = true;
    const first = till.sale({ lines: [lamp] });
    await first.durable;
    const again = openTill({ clock, file: file.gone(), seed: 8 }).till.sale({ lines: [lamp] });
    expect(again.receiptNumber).toBe(first.receiptNumber);
    expect(again.messageId).not.toBe(first.messageId);
  });

  it('T10: of a file that cannot be read leave it as it is', async () => {
    const file = memoryFile('what was there');
    file.read = () => {
      throw new Error('EACCES');
    };
    const options = { client: testClient(), store: 'hh', till: '4', currency: 'EUR', path: 'till' };
    const till = createTillWith(options, { clock: manualClock(openingTime), random: seededRandom(), file });
    const problems: string[] = [];
    till.on('error', ({ code }) => problems.push(code));
    expect(till.sale({ lines: [lamp] }).receiptNumber).toMatch(/^hh-4-[0-9a-f]{8}-1$/);
    await till.close();
    expect(problems).toEqual(['receipt_counter_failed']);
    expect(file.text).toBe('what was there');
  });

  it('T10: hold a sale back for a second at most where the disk hangs, and never the till, not even at its end', async () => {
    const file = memoryFile();
    const { till, client, clock } = openTill({ file });
    await settle();
    file.append = () => new Promise(() => {});
    const sold = till.sale({ lines: [lamp] });
    expect(sold).toMatchObject({
      receiptNumber: 'hh-4-1',
      messageId: expect.stringContaining('hh/4/2026-11-25/1-'),
    });
    await clock.advance(999);
    expect(client.tracked).toEqual([]);
    await clock.advance(1);
    expect(client.tracked).toMatchObject([{ messageId: sold.messageId, timestamp: openingTime }]);
    expect(await sold.delivered).toEqual({ status: 'accepted' });
    const closed = till.close({ timeout: 500 });
    await clock.advance(500);
    await closed;
  });

  it('T8: reach the file before anybody sees their receipts, and receipts keep their order', async () => {
    const file = memoryFile();
    const { till, client } = openTill({ file });
    await settle();
    const { append } = file;
    const waiting: (() => void)[] = [];
    file.append = (text) =>
      new Promise<void>((resolve) => waiting.push(resolve)).then(() => append.call(file, text));
    const [first, second] = [till.sale({ total: 1 }), till.sale({ total: 2 })];
    await settle();
    waiting[1]?.();
    await settle();
    expect(client.tracked).toEqual([]);
    waiting[0]?.();
    await settle();
    expect(client.tracked.map(({ messageId }) => messageId)).toEqual([first.messageId, second.messageId]);
  });

  it('T26: of a folder that another process has are told, and the file is left to it', async () => {
    const file = memoryFile();
    file.isTaken = true;
    const { till, problems } = openTill({ file });
    expect(await till.sale({ lines: [lamp] }).durable).toEqual({ status: 'stored' });
    // The other one counts on, so that the bare number would be there twice.
    expect(till.sale({ lines: [lamp] }).receiptNumber).toMatch(/^hh-4-[0-9a-f]{8}-2$/);
    await till.close();
    expect(problems).toEqual(['receipt_counter_taken']);
    expect(file.text).toBe('');
  });

  it('T26: go on from the highest that can be read, and the damage is told and set aside', async () => {
    const taken = (number: number): string =>
      encodeRecord({ kind: 'taken', series: 'main', number, date: '2026-11-25', run: 'a' });
    const done = (number: number): string => encodeRecord({ kind: 'done', series: 'main', number });
    const file = memoryFile(
      `${taken(1)}${done(1)}${taken(2).replace('2026', '2027')}${taken(3)}${done(3)}${taken(4).slice(0, 20)}`,
    );
    let setAside = '';
    file.setAside = async () => {
      setAside = file.text;
    };
    const { till, problems } = openTill({ file });
    await till.sale({ lines: [lamp] }).durable;
    expect(till.sale({ lines: [lamp] }).receiptNumber).toBe('hh-4-5');
    expect(problems).toEqual(['receipt_counter_damaged']);
    expect(setAside).toContain('2027');
    expect(decodeRecords(file.text).damaged).toBe(0);
  });

  it('T26: of a busy year do not make the file grow without end', async () => {
    const file = memoryFile();
    const { till } = openTill({ file });
    await settle();
    for (let at = 0; at < 6_000; at += 1) {
      const { durable } = till.sale({ total: 1 });
      if (at % 100 === 0) await durable;
    }
    await till.close();
    expect(file.text.length).toBeLessThan(900_000);
    expect(openTill({ file: file.gone() }).till.sale({ total: 1 }).receiptNumber).toBe('hh-4-6001');
  });
});

describe('receipt numbers at the end of a till', () => {
  it('T8: of a receipt that is safe are on the disk, and not only with the system', async () => {
    const { till, file = memoryFile() } = openTill({ file: memoryFile() });
    await settle();
    const disk = Promise.withResolvers<void>();
    file.sync = () => disk.promise;
    let isSafe = false;
    const { durable } = till.sale({ lines: [lamp] });
    void durable.then(() => {
      isSafe = true;
    });
    await settle();
    expect(isSafe).toBe(false);
    disk.resolve();
    expect(await durable).toEqual({ status: 'stored' });
  });

  it('T7: of what is rung up after it are told, and never those of the next till', async () => {
    const { till, file, clock, problems } = openTill({ file: memoryFile() });
    await till.close();
    expect(till.sale({ lines: [lamp] }).receiptNumber).toMatch(/^hh-4-[0-9a-f]{8}-1$/);
    await settle();
    expect(problems).toEqual(['till_closed']);
    const next = openTill({ clock, file: file?.gone() });
    expect(next.till.sale({ lines: [lamp] }).receiptNumber).toBe('hh-4-1');
  });

  it('T10: reach a disk that has failed once more when the till closes', async () => {
    const { till, file = memoryFile(), clock } = openTill({ file: memoryFile() });
    await settle();
    file.isBroken = true;
    await till.sale({ lines: [lamp] }).durable;
    file.isBroken = false;
    await till.close();
    expect(openTill({ clock, file: file.gone() }).till.sale({ lines: [lamp] }).receiptNumber).toBe('hh-4-2');
  });

  it('T1: are free for the next till, whatever the client still waits for', async () => {
    const { till, client, file = memoryFile(), clock } = openTill({ file: memoryFile() });
    client.durable = () => new Promise(() => {});
    let isFree = false;
    file.close = async () => {
      isFree = true;
    };
    void till.identify({ kind: 'loyalty_card', value: '7000-42' });
    till.sale({ lines: [lamp] });
    const closed = till.close({ timeout: 500 });
    await clock.advance(500);
    await closed;
    await settle();
    expect(isFree).toBe(true);
  });
});

describe('the lines of the file', () => {
  const series = fc.constantFrom<'main' | 'training'>('main', 'training');
  const record = fc.oneof<fc.Arbitrary<CounterRecord>[]>(
    fc.record({
      kind: fc.constant('taken' as const),
      series,
      number: fc.nat(99),
      date: fc.string(),
      run: fc.string(),
    }),
    fc.record({ kind: fc.constant('done' as const), series, number: fc.nat(99) }),
    fc.record({ kind: fc.constant('last' as const), series, number: fc.nat(99) }),
    fc.record({
      kind: fc.constant('parked' as const),
      receiptNumber: fc.string({ unit: 'binary' }),
      date: fc.string(),
      training: fc.boolean(),
      basket: fc.string(),
    }),
    fc.record({ kind: fc.constant('unparked' as const), receiptNumber: fc.string() }),
    fc.record({ kind: fc.constant('day' as const), date: fc.string() }),
    fc.constant({ kind: 'day' as const }),
  );
  const stateOf = (records: readonly CounterRecord[]) => {
    const state = emptyState();
    for (const one of records) applyRecord(state, one);
    return state;
  };

  it('T26: are read as they were written, and the file that is written anew says the same', () => {
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const { records: read, damaged } = decodeRecords(records.map(encodeRecord).join(''));
        expect({ read, damaged }).toEqual({ read: records, damaged: 0 });
        const state = stateOf(records);
        expect(stateOf(recordsOf(state))).toEqual(state);
      }),
    );
  });

  it('T26: lose at most what was cut off, wherever the file ends', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
        const text = records.map(encodeRecord).join('');
        for (let end = 0; end <= text.length; end += 1) {
          const { records: read, damaged } = decodeRecords(text.slice(0, end));
          expect(damaged).toBe(0);
          expect(read).toEqual(records.slice(0, read.length));
          expect(
            records
              .slice(0, read.length + 1)
              .map(encodeRecord)
              .join('').length,
          ).toBeGreaterThanOrEqual(end);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('T26: that are no lines of ours are left out, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeRecords(text).records).toEqual([]);
      }),
    );
  });
});
