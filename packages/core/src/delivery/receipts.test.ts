import { describe, expect, it } from 'vitest';
import { createReceiptBook, keepPromise } from './receipts.ts';

const stored = { status: 'stored' } as const;
const dropped = { status: 'dropped', reason: 'queue_full' } as const;

describe('a receipt', () => {
  it('keeps a promise that was asked for before its end', async () => {
    const { receipt, durable } = createReceiptBook().open('a');
    const asked = receipt.durable;
    keepPromise(durable, stored);
    expect(await asked).toBe(stored);
  });

  it('keeps a promise that is asked for after its end', async () => {
    const { receipt, delivered } = createReceiptBook().open('a');
    keepPromise(delivered, { status: 'accepted' });
    expect(await receipt.delivered).toEqual({ status: 'accepted' });
  });

  it.each([['before'], ['after']])(
    'gives the same promise each time and its first word, asked %s',
    async (when) => {
      const { receipt, durable } = createReceiptBook().open('a');
      const asked = when === 'before' ? receipt.durable : undefined;
      keepPromise(durable, stored);
      keepPromise(durable, dropped);
      expect(receipt.durable).toBe(asked ?? receipt.durable);
      expect(await receipt.durable).toBe(stored);
    },
  );

  it('is found by its id until its event has ended', async () => {
    const book = createReceiptBook();
    const promised = book.open('a');
    expect(book.get('a')).toBe(promised);
    book.end('a', { status: 'accepted' });
    book.end('a', dropped);
    expect(book.get('a')).toBeUndefined();
    expect(await promised.receipt.delivered).toEqual({ status: 'accepted' });
  });

  it('says of an event that was dropped before it was stored that it never will be', async () => {
    const book = createReceiptBook();
    const { receipt } = book.open('a');
    book.end('a', dropped);
    expect(await receipt.durable).toBe(dropped);
    expect(await receipt.delivered).toBe(dropped);
  });
});
