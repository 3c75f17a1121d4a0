import { crc32 } from 'node:zlib';
import type { StoredEvent } from '@rialto/core/delivery';
import { storedEvent } from '@rialto/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordBuffer, decodeLine, type JournalRecord, visitLines } from './journal-record.ts';

type Plain =
  | { readonly came: StoredEvent; readonly number: number; readonly lane: number }
  | Exclude<JournalRecord, { kind: 'came' }>;

const records: readonly Plain[] = [
  { kind: 'mark', mark: { queue: 'q_0123456789abcdef', last: 0, base: 0 } },
  { came: storedEvent('a'), number: 1, lane: 0 },
  {
    came: storedEvent('b\t"\ud800', { body: '{"note":"line\\nbreak,\ttab and Käse"}', order: 7 }),
    number: 2,
    lane: 1,
  },
  { kind: 'gone', numbers: [1] },
  { came: storedEvent('c', { purposes: ['analytics', 'marketing'], priority: 'high' }), number: 3, lane: 2 },
  { came: storedEvent('d', { body: 'two\nlines' }), number: 4, lane: 0 },
];

function encode(list: readonly Plain[]): Buffer {
  const buffer = createRecordBuffer();
  for (const record of list) {
    if ('came' in record) buffer.came(record.number, record.lane, record.came);
    else if (record.kind === 'gone') buffer.gone(record.numbers);
    else buffer.mark(record.mark);
  }
  return Buffer.from(buffer.bytes());
}

function decode(bytes: Buffer) {
  const read: Plain[] = [];
  const damaged: Buffer[] = [];
  let torn: Buffer | undefined;
  visitLines(bytes, (line, offset, isTorn) => {
    expect(bytes.subarray(offset, offset + line.length).equals(line)).toBe(true);
    const record = decodeLine(line);
    if (record?.kind === 'came') {
      const { number, lane, ...event } = record.header;
      const body = record.body();
      expect(record.bytes).toBe(Buffer.byteLength(body));
      read.push({ came: { ...event, body }, number, lane });
    } else if (record) read.push(record);
    else if (isTorn) torn = line;
    else damaged.push(line);
  });
  return { read, damaged, torn };
}

const segment = encode(records);

describe('a segment of the journal', () => {
  it('reads back what was written', () => {
    expect(decode(segment)).toEqual({ read: records, damaged: [], torn: undefined });
  });

  it('reads back any event', () => {
    const event = fc.record({
      messageId: fc.string({ unit: 'binary' }),
      body: fc.string({ unit: 'grapheme' }),
      purposes: fc.array(fc.string()),
      storedAt: fc.integer({ min: 0 }),
      priority: fc.constantFrom('high' as const, 'normal' as const, 'low' as const),
      order: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    });
    fc.assert(
      fc.property(event, fc.nat(), (came, number) => {
        const record = { came, number: number + 1, lane: 3 };
        expect(decode(encode([record]))).toEqual({ read: [record], damaged: [], torn: undefined });
      }),
    );
  });

  it('keeps every complete record when it is cut off at any byte', () => {
    const ends = records.map((_, at) => encode(records.slice(0, at + 1)).length);
    for (let length = 0; length <= segment.length; length += 1) {
      const { read, damaged } = decode(segment.subarray(0, length));
      // A record is complete without its line end too.
      expect(read).toEqual(records.filter((_, at) => (ends[at] ?? 0) - 1 <= length));
      expect(damaged).toEqual([]);
    }
  });

  it('loses one record at most to a bad bit, wherever it is, and never reads it as another', () => {
    for (let at = 0; at < segment.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const spoiled = Buffer.from(segment);
        spoiled[at] = (spoiled[at] ?? 0) ^ (1 << bit);
        const { read } = decode(spoiled);
        expect(read.length).toBeGreaterThanOrEqual(records.length - 1);
        expect(records).toEqual(expect.arrayContaining(read));
      }
    }
  });

  it('takes lines over as they were read', () => {
    const copy = createRecordBuffer();
    visitLines(segment, (line) => copy.copy(line));
    expect(Buffer.from(copy.bytes()).equals(segment)).toBe(true);
    copy.clear();
    expect(copy.length()).toBe(0);
  });

  it('writes a mark always in the same length', () => {
    const lengths = [0, 17, Number.MAX_SAFE_INTEGER].map(
      (last) => encode([{ kind: 'mark', mark: { queue: 'q_0123456789abcdef', last, base: last } }]).length,
    );
    expect(new Set(lengths).size).toBe(1);
  });

  it('never throws, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(decode(Buffer.from(bytes)).read).toEqual([]);
      }),
    );
  });

  it.each([
    'null',
    '7',
    '"text"',
    '{}',
    '[]',
    '["q_1",1]',
    '[1,2,3]',
    '[1]\t{}',
    '["1","a",[],0,1,null,0]\t{}',
    '[1,"a","necessary",0,1,null,0]\t{}',
    '[1,"a",[],0,1,null,0,1]\tnot a text',
  ])('takes %j with a right checksum for damage', (text) => {
    const line = Buffer.from(`\n${crc32(text).toString(16).padStart(8, '0')} ${text}\n`);
    expect(decode(line)).toMatchObject({ read: [], damaged: [expect.anything()] });
  });
});
