import { crc32 } from 'node:zlib';
import type { StoredEvent } from '@rialto/core/delivery';

/** One line of the journal: an event that came, or events that are gone. */
export type JournalRecord =
  | {
      readonly kind: 'came';
      /** Counts up over the whole journal, so that a rewritten record keeps its place in the line. */
      readonly number: number;
      readonly event: StoredEvent;
    }
  | { readonly kind: 'gone'; readonly messageIds: readonly string[] };

/** What a segment holds, and what in it could not be read. */
export interface DecodedSegment {
  readonly records: readonly JournalRecord[];
  /** Whole lines whose checksum is wrong. */
  readonly damaged: readonly Buffer[];
  /** An unfinished line at the end: the process ended while it wrote, and nobody was told that it was stored. */
  readonly torn: Buffer | undefined;
}

/**
 * Writes a record as a line: the CRC-32 of the rest as eight hex digits, a blank, JSON. The empty line before it
 * keeps a damaged line end from taking the next record along: one bad byte costs one record at most.
 */
export function encodeRecord(record: JournalRecord): string {
  const json = JSON.stringify(
    record.kind === 'came' ? { n: record.number, ...record.event } : { gone: record.messageIds },
  );
  return `\n${checksum(json)} ${json}\n`;
}

/** Reads a segment as far as it can be read. Never throws, whatever the bytes are. */
export function decodeSegment(bytes: Buffer): DecodedSegment {
  const records: JournalRecord[] = [];
  const damaged: Buffer[] = [];
  let torn: Buffer | undefined;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end);
    const record = decodeLine(line);
    if (record) records.push(record);
    else if (end < 0) torn = line;
    else if (line.length > 0) damaged.push(line);
    start += line.length + 1;
  }
  return { records, damaged, torn };
}

function decodeLine(line: Buffer): JournalRecord | undefined {
  if (line.length < 10 || line.toString('latin1', 0, 9) !== `${checksum(line.subarray(9))} `)
    return undefined;
  try {
    return readRecord(JSON.parse(line.toString('utf8', 9)));
  } catch {
    return undefined;
  }
}

/** Undefined for what has a right checksum and is not ours. */
function readRecord(json: Record<string, unknown>): JournalRecord | undefined {
  const { n: number, gone, messageId, body, purposes, storedAt } = json;
  const isText = (value: unknown): value is string => typeof value === 'string';
  if (Array.isArray(gone)) return { kind: 'gone', messageIds: gone.filter(isText) };
  if (!isText(messageId) || !isText(body) || !Array.isArray(purposes)) return undefined;
  if (typeof number !== 'number' || typeof storedAt !== 'number') return undefined;
  return { kind: 'came', number, event: { messageId, body, purposes: purposes.filter(isText), storedAt } };
}

const checksum = (data: string | Buffer): string => crc32(data).toString(16).padStart(8, '0');
