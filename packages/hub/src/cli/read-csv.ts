import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

/** A row with the line of the file on which it ends, or what is wrong with what stands there. */
export type CsvRow =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly fault: string };

/** How a file is read. */
export interface ReadCsvOptions {
  readonly delimiter: string;
  /** Told how many bytes of the file have been read, of how many. */
  readonly onProgress: (read: number, of: number) => void;
}

/** Characters of one row; a quotation mark that is never closed would otherwise take the rest of the file into one field. */
const longestRow = 128 * 1024;

/**
 * Reads a CSV file row by row, the header first; `.gz` files are inflated on the way. Never holds the file in memory.
 * A quotation mark in the middle of a field spoils its row. One that is not closed spoils what follows: there the
 * reading ends, because nobody can say any more where a row begins.
 *
 * @throws Error where the file cannot be read or inflated, or is no CSV from a line on
 * @example
 * ```ts
 * for await (const row of readCsv('orders.csv.gz', { delimiter: ',', onProgress })) …
 * ```
 */
export async function* readCsv(
  file: string,
  { delimiter, onProgress }: ReadCsvOptions,
): AsyncGenerator<CsvRow, void, undefined> {
  const { size } = await stat(file);
  // Found by the parser before the rows in front of them have been read here.
  const spoilt: { line: number; isTheEnd: boolean }[] = [];
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longestRow,
    on_skip: (error) => {
      const line = typeof error?.lines === 'number' ? error.lines : 0;
      spoilt.push({ line, isTheEnd: error?.code !== 'INVALID_OPENING_QUOTE' });
    },
  });
  const source = createReadStream(file);
  let read = 0;
  source.on('data', (chunk) => {
    read += chunk.length;
    onProgress(read, size);
  });
  // An error of any of them destroys the parser with it, and comes out of the loop below.
  const done = (): void => {};
  if (file.endsWith('.gz')) pipeline(source, createGunzip(), parser, done);
  else pipeline(source, parser, done);
  let line = 0;
  const spoiltBefore = function* (next: number): Generator<CsvRow> {
    for (let [first] = spoilt; first && first.line < next; [first] = spoilt) {
      if (first.isTheEnd) throw new Error(brokenAfter(line));
      spoilt.shift();
      yield { line: first.line, fault: 'a quotation mark stands in the middle of a field' };
    }
  };
  for await (const { info, record } of parser as AsyncIterable<{
    info: { lines: number };
    record: string[];
  }>) {
    yield* spoiltBefore(info.lines);
    line = info.lines;
    yield { line, fields: record };
  }
  yield* spoiltBefore(Number.POSITIVE_INFINITY);
}

const brokenAfter = (line: number): string =>
  `The file is no CSV after line ${line}: a quotation mark is not closed or not followed by a delimiter, or a row has more than ${longestRow} characters. Mend it and import it again; rows that are in the log are not added twice.`;
