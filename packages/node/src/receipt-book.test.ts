import { keepPromise } from '@rialto/core/delivery';
import { expect, it } from 'vitest';
import { createWeakReceiptBook } from './receipt-book.ts';

const ignore = (): void => {};

/** More than the book keeps by itself. */
function fill(book: ReturnType<typeof createWeakReceiptBook>): void {
  for (let number = 0; number < 24_000; number += 1) book.open(`m${number}`);
}

it('finds what is on its way, and not what has ended', () => {
  const book = createWeakReceiptBook(ignore);
  const promised = book.open('a');
  expect(book.get('a')).toBe(promised);
  book.delete('a');
  book.delete('a');
  expect(book.get('a')).toBeUndefined();
});

it('finds the receipt that somebody holds, however many come after it', () => {
  const book = createWeakReceiptBook(ignore);
  const { receipt } = book.open('a');
  fill(book);
  expect(book.get('a')?.receipt).toBe(receipt);
});

it('keeps the promise that somebody waits for, though nobody holds the receipt', async () => {
  const awaited: unknown[] = [];
  const book = createWeakReceiptBook((delivered) => awaited.push(delivered));
  const { delivered } = book.open('a').receipt;
  expect(awaited).toEqual([delivered]);
  fill(book);
  const found = book.get('a');
  if (found) keepPromise(found.delivered, { status: 'accepted' });
  book.delete('a');
  expect(await delivered).toEqual({ status: 'accepted' });
  expect(book.get('a')).toBeUndefined();
});

it('keeps nothing for a promise that is asked for after its end', async () => {
  const book = createWeakReceiptBook(ignore);
  const promised = book.open('a');
  keepPromise(promised.delivered, { status: 'accepted' });
  book.delete('a');
  expect(await promised.receipt.delivered).toEqual({ status: 'accepted' });
  expect(book.get('a')).toBeUndefined();
});
