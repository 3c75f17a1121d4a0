import { type Plan, RialtoError } from '@rialto/core';
import { ingest } from '../ingest/ingest.ts';
import type { MessageSource } from '../ingest/prepare-message.ts';
import type { Store } from '../store/store.ts';
import { createImportReport, type ImportReport } from './import-report.ts';
import { createRowMapper, type RowMapping } from './map-row.ts';
import type { CsvRow } from './read-csv.ts';

/** What {@link importRows} needs. */
export interface ImportOptions {
  readonly store: Store;
  readonly plan: Plan;
  readonly source: MessageSource;
  readonly mapping: RowMapping;
  /** The file's columns, see {@link parseHeader}. */
  readonly header: readonly string[];
  readonly country: string | undefined;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Told how many rows have been answered. */
  readonly onRows: (rows: number) => void;
}

/** Rows that are committed together. */
const rowsPerCommit = 1_000;

/**
 * Imports rows as messages of one source. What was committed stays when it breaks off; run again, it goes on where it was.
 *
 * @param rows - without the header
 */
export async function importRows(rows: AsyncIterable<CsvRow>, options: ImportOptions): Promise<ImportReport> {
  const { header, mapping } = options;
  const report = createImportReport();
  const toMessage = createRowMapper(mapping, header);
  let batch: { line: number; message: unknown }[] = [];
  const commit = async (): Promise<void> => {
    const { results } = await ingest(
      batch.map(({ message }) => message),
      options,
    );
    for (const [index, result] of results.entries()) report.answer(batch[index]?.line ?? 0, result);
    batch = [];
    options.onRows(report.result().rows);
  };
  for await (const row of rows) {
    const mapped = 'fields' in row && row.fields.length === header.length ? toMessage(row.fields) : undefined;
    if (mapped?.ok) batch.push({ line: row.line, message: mapped.message });
    else report.rejectRow(row.line, mapped?.issue ?? { path: '', message: faultOf(row, header.length) });
    if (batch.length >= rowsPerCommit) await commit();
  }
  await commit();
  return report.result();
}

const faultOf = (row: CsvRow, columns: number): string =>
  'fault' in row ? row.fault : `expected ${columns} columns, as the header has`;

/**
 * The columns that a file's first row names.
 *
 * @param row - undefined for an empty file
 * @throws RialtoError `invalid-option` when it lacks a mapped column
 */
export function parseHeader(row: CsvRow | undefined, { columns }: RowMapping): readonly string[] {
  if (!row) throw new RialtoError('invalid-option', 'The file is empty: it has no header.');
  if ('fault' in row) throw new RialtoError('invalid-option', `The header cannot be read: ${row.fault}.`);
  const header = row.fields.map((column) => column.trim());
  const missing = [...columns.values()].filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new RialtoError(
      'invalid-option',
      `The file has no column ${missing.join(', ')}. Its header names: ${header.join(', ')}.`,
    );
  }
  return header;
}
