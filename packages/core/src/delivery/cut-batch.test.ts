import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../model/wire-limits.ts';
import { byteLength, cutBatch } from './cut-batch.ts';

const bodies = (...lengths: number[]) =>
  lengths.map((length, index) => ({ index, body: 'x'.repeat(length) }));
const cut = (events: ReturnType<typeof bodies>, messages: number, bytes: number) =>
  cutBatch(events, { messages, bytes }).map(({ index }) => index);

describe('the bytes of a text', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['Käse', 5],
    ['€', 3],
    ['🛒', 4],
    ['\ud83d', 3],
    ['\ude00', 3],
    ['\ud83d\ud83d\ude00', 7],
    ['\ud83dx', 4],
  ])('of %j are %i', (text, bytes) => {
    expect(byteLength(text)).toBe(bytes);
  });

  it('are those of UTF-8, also for halves of characters', () => {
    const units = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd700, max: 0xe000 })),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          units.map((list) => String.fromCharCode(...list)),
        ),
        (text) => {
          expect(byteLength(text)).toBe(new TextEncoder().encode(text).length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a batch', () => {
  it.each<[string, number[], number, number, number[]]>([
    ['of nothing is empty', [], 10, 9_999, []],
    ['ends at the count', [1, 1, 1], 2, 9_999, [0, 1]],
    ['ends before the bytes are over', [400, 400, 400], 10, 512 + 802, [0, 1]],
    ['takes what just fits', [400, 400], 10, 512 + 802, [0, 1]],
    ['leaves what just does not', [400, 401], 10, 512 + 802, [0]],
    ['has one event at least, however large', [5_000, 1], 10, 1_000, [0]],
    ['does not jump over a large one to a small one', [10, 5_000, 10], 10, 1_000, [0]],
  ])('%s', (_, lengths, messages, bytes, expected) => {
    expect(cut(bodies(...lengths), messages, bytes)).toEqual(expected);
  });

  it('is the longest run from the head that the limits allow', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 30 });
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 513, max: 1_500 }),
        (list, messages, bytes) => {
          const events = list.map((body) => ({ body }));
          const batch = cutBatch(events, { messages, bytes });
          const size = (count: number) =>
            new TextEncoder().encode(
              events
                .slice(0, count)
                .map(({ body }) => body)
                .join(','),
            ).length;
          expect(batch).toEqual(events.slice(0, batch.length));
          if (batch.length > 1) expect(size(batch.length)).toBeLessThanOrEqual(bytes - 511);
          if (batch.length < events.length) {
            expect(batch.length === messages || size(batch.length + 1) > bytes - 512 - 1).toBe(true);
          }
        },
      ),
    );
  });

  it("is as large as the wire's limits where these are given", () => {
    const wire = { messages: limits.batchMessages, bytes: limits.batchBytes };
    const many = Array.from({ length: 3_000 }, () => ({ body: '{}' }));
    expect(cutBatch(many, wire)).toHaveLength(limits.batchMessages);
    const large = Array.from({ length: 30 }, () => ({ body: 'x'.repeat(32 * 1024) }));
    expect(cutBatch(large, wire)).toHaveLength(15);
  });
});
