import { crc32 } from 'node:zlib';
import type { Priority, StoredEvent } from '@rialto/core/delivery';

/** What the journal says of an event beside its body. */
export interface EventHeader extends Omit<StoredEvent, 'body'> {
  /** Its place in the queue; kept where the record is copied, and over restarts. */
  readonly number: number;
  /** The lane that appended it: where it goes if it has no `order`. */
  readonly lane: number;
}

/** One line of the journal: an event that came, events that are gone, or whose journal it is. */
export type JournalRecord =
  | {
      readonly kind: 'came';
      readonly header: EventHeader;
      readonly body: () => string;
      /** Bytes of the body. */
      readonly bytes: number;
    }
  | { readonly kind: 'gone'; readonly numbers: readonly number[] }
  | { readonly kind: 'mark'; readonly mark: JournalMark };

/** The first line of every segment. */
export interface JournalMark {
  /** The random id of the queue. */
  readonly queue: string;
  /** The last number that was given when it was written. */
  readonly last: number;
  /** The last number before the queue had this id: what the hub sees counts from there. */
  readonly base: number;
}

/** Lines on their way to the disk. */
export interface RecordBuffer {
  length(): number;
  bytes(): Buffer;
  came(number: number, lane: number, event: StoredEvent): void;
  gone(numbers: readonly number[]): void;
  mark(mark: JournalMark): void;
  /** Takes a line over as it was read. */
  copy(line: Buffer): void;
  clear(): void;
}

/** A line without its line ends, by its place in the file. */
export type LineVisitor = (line: Buffer, offset: number, isTorn: boolean) => void;

export const priorities: readonly Priority[] = ['high', 'normal', 'low'];

/** The checksum as eight hex digits, and a blank. */
const checksumBytes = 9;
/** What JSON never holds unescaped outside a text, and we never write: it ends the header. */
const headerEnd = 0x09;
const newline = 0x0a;
/** A mark has always the same length, so that it can be overwritten in its place. */
const markDigits = 16;
/** A mark is shorter; a batch grows soon. */
const firstBytes = 1024;

/**
 * Lines of the form: CRC-32 of the rest as eight hex digits, a blank, a JSON array, and for an event a tab and the
 * body as it is. The empty line before each keeps a damaged line end from taking the next record along: one bad
 * byte costs one record at most.
 */
export function createRecordBuffer(): RecordBuffer {
  let bytes = Buffer.allocUnsafeSlow(firstBytes);
  let length = 0;

  function reserve(more: number): void {
    if (length + more <= bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(length + more, bytes.length * 2));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
  }

  /** Begins a line of at most so many characters, and says where its text goes. */
  function begin(characters: number): number {
    reserve(characters * 3 + checksumBytes + 2);
    bytes[length] = newline;
    return length + 1 + checksumBytes;
  }

  function end(start: number, at: number): void {
    writeHex(bytes, start - checksumBytes, crc32(bytes.subarray(start, at)));
    bytes[start - 1] = 0x20;
    bytes[at] = newline;
    length = at + 1;
  }

  function line(text: string): void {
    const start = begin(text.length);
    end(start, start + bytes.write(text, start, 'utf8'));
  }

  return {
    length: () => length,
    bytes: () => bytes.subarray(0, length),
    came(number, lane, event) {
      const { body } = event;
      // A raw line end would cut the line in two. JSON has none, but this store does not ask where a body is from.
      const escaped = body.includes('\n');
      const text = escaped ? JSON.stringify(body) : body;
      const head = encodeHeader(number, lane, event, escaped);
      const start = begin(head.length + text.length);
      const middle = start + bytes.write(head, start, 'utf8');
      end(start, middle + bytes.write(text, middle, 'utf8'));
    },
    gone: (numbers) => line(`[0,${numbers.join(',')}]`),
    mark: ({ queue, last, base }) => line(`["${queue}",${padded(last)},${padded(base)}]`),
    copy(text) {
      reserve(text.length + 2);
      bytes[length] = newline;
      text.copy(bytes, length + 1);
      length += text.length + 2;
      bytes[length - 1] = newline;
    },
    clear() {
      length = 0;
    },
  };
}

/** Shows every line that is not empty. The last one is torn where the file ends before the line does. */
export function visitLines(bytes: Buffer, visit: LineVisitor): void {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found;
    if (end > start) visit(bytes.subarray(start, end), start, found < 0);
    start = end + 1;
  }
}

/** Reads a line as `visitLines` shows it; undefined where it is damaged. Never throws, whatever the bytes are. */
export function decodeLine(line: Buffer): JournalRecord | undefined {
  if (line.length <= checksumBytes || line[checksumBytes - 1] !== 0x20) return undefined;
  if (readHex(line) !== crc32(line.subarray(checksumBytes))) return undefined;
  const tab = line.indexOf(headerEnd, checksumBytes);
  try {
    const fields: unknown = JSON.parse(line.toString('utf8', checksumBytes, tab < 0 ? line.length : tab));
    if (!Array.isArray(fields)) return undefined;
    return tab < 0 ? readNote(fields) : readEvent(fields, line, tab + 1);
  } catch {
    return undefined; // a right checksum over what is not ours
  }
}

const padded = (number: number): string => String(number).padEnd(markDigits);

/** Written by hand, for this is on the way of every event. */
function encodeHeader(number: number, lane: number, event: StoredEvent, escaped: boolean): string {
  const { messageId, purposes, storedAt, priority, order } = event;
  const rank = priority === undefined ? 'null' : priorities.indexOf(priority);
  const time = Number.isFinite(storedAt) ? storedAt : 0;
  const texts = `${JSON.stringify(messageId)},${JSON.stringify(purposes)}`;
  return `[${number},${texts},${time},${rank},${order === undefined ? 'null' : order >>> 0},${lane}${escaped ? ',1' : ''}]\t`;
}

function readNote(fields: readonly unknown[]): JournalRecord | undefined {
  const [first, last, base] = fields;
  if (first === 0) return { kind: 'gone', numbers: fields.slice(1).filter(isNumber) };
  if (!isText(first) || !isNumber(last) || !isNumber(base)) return undefined;
  return { kind: 'mark', mark: { queue: first, last, base } };
}

function readEvent(fields: readonly unknown[], line: Buffer, start: number): JournalRecord | undefined {
  const [number, messageId, purposes, storedAt, rank, order, lane, escaped] = fields;
  if (!isNumber(number) || !isText(messageId) || !Array.isArray(purposes)) return undefined;
  if (!isNumber(storedAt) || !isNumber(lane)) return undefined;
  const priority = isNumber(rank) ? priorities[rank] : undefined;
  const header: EventHeader = {
    number,
    messageId,
    purposes: purposes.filter(isText),
    storedAt,
    ...(priority && { priority }),
    ...(isNumber(order) && { order }),
    lane,
  };
  const text = (): string => line.toString('utf8', start);
  if (!escaped) return { kind: 'came', header, body: text, bytes: line.length - start };
  const body = String(JSON.parse(text()));
  return { kind: 'came', header, body: () => body, bytes: Buffer.byteLength(body) };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';

const hexDigit = (value: number): number => (value < 10 ? 0x30 : 0x57) + value;

function writeHex(bytes: Buffer, at: number, value: number): void {
  for (let digit = 0; digit < 8; digit += 1) {
    bytes[at + digit] = hexDigit((value >>> (28 - 4 * digit)) & 15);
  }
}

/** The number in the first eight bytes; NaN where they are not hex digits. */
function readHex(bytes: Buffer): number {
  let value = 0;
  for (let at = 0; at < 8; at += 1) {
    const code = bytes[at] ?? 0;
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isDigit && !(code >= 0x61 && code <= 0x66)) return Number.NaN;
    value = value * 16 + code - (isDigit ? 0x30 : 0x57);
  }
  return value;
}
