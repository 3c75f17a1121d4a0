import { keepPromise, type ReceiptBook } from '@rialto/core/delivery';
import { manualClock } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import { createTillReceiptBook } from './receipt-book.ts';

const accepted = { status: 'accepted' } as const;
const rejected = { status: 'rejected', code: 'unknown_event' } as const;

function setUp() {
  const clock = manualClock();
  const waiting = new Set<string>();
  const awaited: unknown[] = [];
  const book = createTillReceiptBook({
    clock,
    onAwaited: (delivered) => awaited.push(delivered),
    isWaiting: async (messageId) => waiting.has(messageId),
  });
  const open = (messageId: string) => {
    const promised = book.open(messageId);
    keepPromise(promised.durable, { status: 'stored' });
    waiting.add(messageId);
    return promised.receipt;
  };
  const end = (messageId: string, result: Parameters<ReceiptBook['end']>[1]) => {
    waiting.delete(messageId);
    book.end(messageId, result);
  };
  /** More than the book keeps. */
  const fill = (): void => {
    for (let number = 0; number < 6_000; number += 1) open(`m${number}`);
  };
  return { book, clock, awaited, open, end, fill };
}

describe('the receipt of an event', () => {
  it('is found while it is on its way, and not when it has ended', async () => {
    const { book, open, end } = setUp();
    const receipt = open('a');
    expect(book.get('a')?.receipt).toBe(receipt);
    end('a', accepted);
    end('a', rejected);
    expect(book.get('a')).toBeUndefined();
    expect(await receipt.delivered).toEqual(accepted);
  });

  it('is told of an end that comes after many others, where somebody waits for it', async () => {
    const { awaited, open, end, fill } = setUp();
    const { delivered } = open('a');
    expect(awaited).toEqual([delivered]);
    fill();
    end('a', rejected);
    expect(await delivered).toEqual(rejected);
  });

  it('may be asked after many others, while its event still waits', async () => {
    const { clock, open, end, fill } = setUp();
    const receipt = open('a');
    fill();
    const { delivered } = receipt;
    await clock.advance(10);
    end('a', rejected);
    expect(await delivered).toEqual(rejected);
  });

  it.each([
    ['that it arrived', accepted],
    ['that the hub refused it', rejected],
    ['that it was dropped', { status: 'dropped', reason: 'too_old' } as const],
  ])('may be asked after many others, when its event has ended, and says %s', async (_, result) => {
    const { book, clock, open, end, fill } = setUp();
    const receipt = open('a');
    fill();
    expect(book.get('a')).toBeUndefined();
    end('a', result);
    const { delivered } = receipt;
    await clock.advance(10);
    expect(await delivered).toEqual(result);
  });

  it('takes nothing for an arrival once more was lost than it remembers', async () => {
    const { clock, open, end, fill } = setUp();
    const receipt = open('a');
    fill();
    const lost = { status: 'dropped', reason: 'queue_full' } as const;
    end('a', lost);
    for (let number = 0; number < 25_000; number += 1) end(`lost-${number}`, lost);
    const { delivered } = receipt;
    await clock.advance(10);
    expect(await delivered).toEqual({ status: 'dropped', reason: 'end_forgotten' });
  });

  it('waits for an end that is about to be told', async () => {
    const { book, clock, open, end, fill } = setUp();
    const receipt = open('a');
    fill();
    end('b', accepted);
    const { delivered } = receipt;
    // Out of the store already, and not announced yet.
    book.end('a', rejected);
    await clock.advance(10);
    expect(await delivered).toEqual(rejected);
  });

  it('is not forgotten while its event waits for a decision', async () => {
    const { book, fill } = setUp();
    const { receipt } = book.open('held');
    fill();
    fill();
    expect(book.get('held')?.receipt).toBe(receipt);
    book.end('held', { status: 'dropped', reason: 'refused:analytics' });
    expect(await receipt.durable).toEqual({ status: 'dropped', reason: 'refused:analytics' });
  });
});
