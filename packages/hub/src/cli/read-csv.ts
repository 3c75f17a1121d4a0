import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type CsvError, parse } from 'csv-parse';

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
 *
 * @throws Error where the file cannot be read or inflated
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
  const skipped: CsvRow[] = [];
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longestRow,
    on_skip: (error) => {
      skipped.push({
        line: lineOf(error),
        fault: 'the row is not CSV: a quotation mark out of place, or too long',
      });
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
  for await (const { info, record } of parser as AsyncIterable<{
    info: { lines: number };
    record: string[];
  }>) {
    yield* skipped.splice(0);
    yield { line: info.lines, fields: record };
  }
  yield* skipped;
}

const lineOf = (error: CsvError | undefined): number => (typeof error?.lines === 'number' ? error.lines : 0);
