import { existsSync } from 'node:fs';
import { findEvent, RialtoError, retailPlan } from '@rialto/core';
import { isSourceName } from '../hub-options.ts';
import type { AddCommand } from './add-command.ts';
import type { ImportReport } from './import-report.ts';
import { importRows, parseHeader } from './import-rows.ts';
import { type CliIo, printJson } from './io.ts';
import { loadPlan } from './load-plan.ts';
import type { RowMapping } from './map-row.ts';
import { parseAssignments } from './parse-assignments.ts';
import { parseChannelOption } from './parse-channel-option.ts';
import { type DateFormat, dateFormats } from './parse-date.ts';
import { createProgress } from './progress.ts';
import { propertyTypes } from './property-types.ts';
import { readCsv } from './read-csv.ts';
import { type StoreOptions, withStore, withStoreOptions } from './store-location.ts';

interface ImportCommandOptions extends StoreOptions {
  readonly event: string;
  readonly map: readonly string[];
  readonly set: readonly string[];
  readonly source: string;
  readonly plan?: string;
  readonly country?: string;
  readonly dateFormat: string;
  readonly delimiter: string;
}

const help = `
Targets of --map and --set: timestamp, userId, anonymousId, channel and messageId are fields of the message;
identifier.<kind> is a further identifier (identifier.loyalty_card=Card); anything else is a property of the event.

A row keeps its message id: sha256 of the event and of all mapped values. So a second run of the same file adds nothing,
and rows that are alike in every mapped column count as one; map messageId where they are two.

Example:
  rialto-hub import orders.csv.gz --event 'Order Completed' \\
    --map order_id=InvoiceNo,timestamp=InvoiceDate,userId=CustomerID,total=TotalPrice --set currency=GBP,channel=web

Prints { rows, added, duplicate, rejected, reasons, incomplete }; exits with 1 where no row could be taken.`;

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `rialto-hub import`: a CSV file of past orders, or of anything that happened, as events. */
export const addImportCommand: AddCommand = (program, io, done) => {
  const command = program
    .command('import <file>')
    .description('Import the rows of a CSV file, plain or .gz, as events.')
    .requiredOption('--event <name>', 'the event of the plan that each row is')
    .requiredOption('--map <target=Column,…>', 'which column goes where; may be repeated', collect)
    .option('--set <target=value,…>', 'values that are the same for every row; may be repeated', collect, [])
    .option('--source <name>', 'the name under which the events stand in the log', 'import')
    .option('--date-format <format>', `how the file writes dates: ${dateFormats.join(', ')}`, 'iso')
    .option('--delimiter <character>', 'what stands between columns', ',')
    .option('--plan <file>', 'a module whose default export is a plan of definePlan (default: retailPlan)')
    .option('--country <code>', 'the country of phone numbers that name none: DE')
    .addHelpText('after', help);
  withStoreOptions(command).action(async (file: string, options: ImportCommandOptions) => {
    const report = await importFile(file, options, io);
    printJson(io, report, options.json === true);
    const hasFailed = report.rows > 0 && report.rejected === report.rows;
    if (report.rejected > 0) io.err(`${report.rejected} of ${report.rows} rows were rejected.\n`);
    done(hasFailed ? 1 : 0);
  });
};

async function importFile(file: string, options: ImportCommandOptions, io: CliIo): Promise<ImportReport> {
  const plan = options.plan === undefined ? retailPlan : await loadPlan(options.plan);
  const { source, country, delimiter } = options;
  const definition = findEvent(plan, options.event);
  if (!definition) throw misuse(`The plan has no event "${options.event}". docs/events.md lists them.`);
  const mapping: RowMapping = {
    event: options.event,
    columns: parseAssignments('--map', options.map),
    constants: parseAssignments('--set', options.set),
    dateFormat: parseDateFormat(options.dateFormat),
    coerce: propertyTypes(definition),
  };
  const channel = mapping.constants.get('channel');
  if (channel === undefined && !mapping.columns.has('channel')) {
    throw misuse('Say in which channel it happened: --set channel=web, or map a column to channel.');
  }
  if (!isSourceName(source)) throw misuse('--source is 1 to 100 letters, digits, "-", "_", "." or ":".');
  if (!existsSync(file)) throw misuse(`There is no file ${file}.`);
  let share = 0;
  const rows = readCsv(file, {
    delimiter,
    onProgress: (read, of) => {
      share = of === 0 ? 1 : read / of;
    },
  });
  // Before the store is opened: whoever has mistaken a column has changed nothing yet.
  const first = await rows.next();
  const header = parseHeader(first.done ? undefined : first.value, mapping);
  const progress = createProgress(io);
  try {
    return await withStore(options, { mustExist: false }, (store) =>
      importRows(rows, {
        store,
        plan,
        source: { name: source, channel: parseChannelOption(channel ?? 'web'), trusted: true },
        mapping,
        header,
        country,
        receivedAt: Date.now(),
        onRows: (count) => progress.update(share, count),
      }),
    );
  } finally {
    progress.stop();
  }
}

function parseDateFormat(text: string): DateFormat {
  const format = dateFormats.find((one) => one === text);
  if (format) return format;
  throw misuse(`--date-format is one of: ${dateFormats.join(', ')}; got ${text}.`);
}

const misuse = (message: string): RialtoError => new RialtoError('invalid-option', message);
