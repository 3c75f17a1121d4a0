import { crc32 } from 'node:zlib';

/** The two series of numbers: what was sold, and what was only practised. */
export type Series = 'main' | 'training';

/** A number that was taken. */
export interface TakenNumber {
  readonly series: Series;
  readonly number: number;
  /** The business day of the receipt. */
  readonly date: string;
  /** The run of the till that took it: part of its events' ids. */
  readonly run: string;
}

/** A basket that was put aside. */
export interface ParkedRecord {
  readonly receiptNumber: string;
  readonly date: string;
  readonly training: boolean;
  /** The lines as the POS gave them, JSON. Never who the customer is. */
  readonly basket: string;
}

/** One line of the counter's file. */
export type CounterRecord =
  | ({ readonly kind: 'taken' } & TakenNumber)
  /** The receipt of that number is safe in the client's queue. */
  | { readonly kind: 'done'; readonly series: Series; readonly number: number }
  | ({ readonly kind: 'parked' } & ParkedRecord)
  | { readonly kind: 'unparked'; readonly receiptNumber: string }
  /** The last number, of a file that was written anew. */
  | { readonly kind: 'last'; readonly series: Series; readonly number: number }
  /** The business day that somebody opened; without a date it was closed. */
  | { readonly kind: 'day'; readonly date?: string };

/** What all records together say. */
export interface CounterState {
  readonly last: Record<Series, number>;
  /** Numbers whose receipts are not known to be safe. */
  readonly open: Map<string, TakenNumber>;
  readonly parked: Map<string, ParkedRecord>;
  date: string | undefined;
}

export const emptyState = (): CounterState => ({
  last: { main: 0, training: 0 },
  open: new Map(),
  parked: new Map(),
  date: undefined,
});

/** Adds a record to a state. In whatever order the lines of one moment reached the file, the result is the same. */
export function applyRecord(state: CounterState, record: CounterRecord): void {
  switch (record.kind) {
    case 'taken': {
      const { series, number, date, run } = record;
      state.last[series] = Math.max(state.last[series], number);
      state.open.set(keyOf(record), { series, number, date, run });
      return;
    }
    case 'done':
      state.open.delete(keyOf(record));
      return;
    case 'last':
      state.last[record.series] = Math.max(state.last[record.series], record.number);
      return;
    case 'parked': {
      const { receiptNumber, date, training, basket } = record;
      state.parked.set(receiptNumber, { receiptNumber, date, training, basket });
      return;
    }
    case 'unparked':
      state.parked.delete(record.receiptNumber);
      return;
    case 'day':
      state.date = record.date;
      return;
  }
}

const keyOf = ({ series, number }: Pick<TakenNumber, 'series' | 'number'>): string => `${series} ${number}`;

/** The shortest list of records that says the same. */
export const recordsOf = ({ last, open, parked, date }: CounterState): readonly CounterRecord[] => [
  { kind: 'last', series: 'main', number: last.main },
  { kind: 'last', series: 'training', number: last.training },
  ...[...open.values()].map((taken): CounterRecord => ({ kind: 'taken', ...taken })),
  ...[...parked.values()].map((basket): CounterRecord => ({ kind: 'parked', ...basket })),
  ...(date === undefined ? [] : [{ kind: 'day', date } as const]),
];

/**
 * Writes a record as a line: the CRC-32 of the rest as eight hex digits, a blank, JSON. The empty line before it keeps a torn
 * line from taking the next one along.
 */
export function encodeRecord(record: CounterRecord): string {
  const json = JSON.stringify(record);
  return `\n${checksum(json)} ${json}\n`;
}

/** A file as far as it can be read; `damaged` counts the lines that cannot, without a torn one at the end. */
export function decodeRecords(text: string): {
  readonly records: readonly CounterRecord[];
  readonly damaged: number;
} {
  const lines = text.split('\n');
  const records: CounterRecord[] = [];
  let damaged = 0;
  for (const [at, line] of lines.entries()) {
    const record = line === '' ? undefined : decodeLine(line);
    if (record) records.push(record);
    else if (line !== '' && at < lines.length - 1) damaged += 1;
  }
  return { records, damaged };
}

function decodeLine(line: string): CounterRecord | undefined {
  const json = line.slice(9);
  if (line.slice(0, 9) !== `${checksum(json)} `) return undefined;
  try {
    return readRecord(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** Undefined for what has a right checksum and is not ours, such as a line of a later version. */
function readRecord(json: Record<string, unknown>): CounterRecord | undefined {
  const { kind, series, number, date, run, receiptNumber, training, basket } = json;
  const isText = (value: unknown): value is string => typeof value === 'string';
  const isSeries = series === 'main' || series === 'training';
  const isCount = typeof number === 'number' && Number.isSafeInteger(number) && number >= 0;
  if (kind === 'taken' && isSeries && isCount && isText(date) && isText(run))
    return { kind, series, number, date, run };
  if ((kind === 'done' || kind === 'last') && isSeries && isCount) return { kind, series, number };
  if (kind === 'parked' && isText(receiptNumber) && isText(date) && isText(basket)) {
    return { kind, receiptNumber, date, training: training === true, basket };
  }
  if (kind === 'unparked' && isText(receiptNumber)) return { kind, receiptNumber };
  if (kind === 'day') return isText(date) ? { kind, date } : { kind };
  return undefined;
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');
