import { storedEvent } from '@rialto/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSegment, encodeRecord, type JournalRecord } from './journal-record.ts';

const records: readonly JournalRecord[] = [
  { kind: 'came', number: 1, event: storedEvent('a') },
  { kind: 'came', number: 2, event: storedEvent('b', { body: '{"note":"line\\nbreak and Käse"}' }) },
  { kind: 'gone', messageIds: ['a'] },
  { kind: 'came', number: 3, event: storedEvent('c', { purposes: ['analytics', 'marketing'] }) },
];
const lines = records.map((record) => Buffer.from(encodeRecord(record)));
const segment = Buffer.concat(lines);

describe('a segment of the journal', () => {
  it('reads back what was written', () => {
    expect(decodeSegment(segment)).toEqual({ records, damaged: [], torn: undefined });
  });

  it('keeps every complete record when it is cut off at any byte', () => {
    for (let length = 0; length <= segment.length; length += 1) {
      let end = 0;
      // A record is complete without its line end too.
      const complete = records.filter((_, index) => {
        end += lines[index]?.length ?? 0;
        return end - 1 <= length;
      });
      const decoded = decodeSegment(segment.subarray(0, length));
      expect(decoded.records).toEqual(complete);
      expect(decoded.damaged).toEqual([]);
    }
  });

  it('loses one record at most to a bad byte, wherever it is, and never reads it as another', () => {
    for (let at = 0; at < segment.length; at += 1) {
      for (const change of [0x01, 0x0a ^ (segment[at] ?? 0), 0x80]) {
        if (change === 0) continue;
        const spoiled = Buffer.from(segment);
        spoiled[at] = (spoiled[at] ?? 0) ^ change;
        const { records: read } = decodeSegment(spoiled);
        expect(read.length).toBeGreaterThanOrEqual(records.length - 1);
        for (const record of read) expect(records).toContainEqual(record);
      }
    }
  });

  it('sets aside what it cannot read', () => {
    const spoiled = Buffer.from(segment);
    spoiled[20] = 0x21;
    expect(decodeSegment(spoiled).damaged).toHaveLength(1);
  });

  it('never throws, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(decodeSegment(Buffer.from(bytes)).records).toEqual([]);
      }),
    );
  });

  it.each([
    'null',
    '7',
    '"text"',
    '{}',
    '{"n":1}',
    '{"n":"1","messageId":"a","body":"b","purposes":[],"storedAt":0}',
  ])('takes %s with a right checksum for damage', async (json) => {
    const { crc32 } = await import('node:zlib');
    const line = Buffer.from(`\n${crc32(json).toString(16).padStart(8, '0')} ${json}\n`);
    expect(decodeSegment(line)).toMatchObject({ records: [], damaged: [expect.anything()] });
  });
});
