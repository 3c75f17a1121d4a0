import { createHash } from 'node:crypto';
import { type Issue, isChannel } from '@rialto/core';
import { type DateFormat, parseDate } from './parse-date.ts';
import type { Coerce } from './property-types.ts';

/** How rows become messages. */
export interface RowMapping {
  readonly event: string;
  /** Target → name of a column. */
  readonly columns: ReadonlyMap<string, string>;
  /** Target → value, the same for every row. */
  readonly constants: ReadonlyMap<string, string>;
  readonly dateFormat: DateFormat;
  /** Brings a property into the type that the plan wants. */
  readonly coerce: Coerce;
}

/** A row as a message, or what is wrong with it. */
export type MappedRow =
  | { readonly ok: true; readonly message: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly issue: Issue };

const messageFields: readonly string[] = ['userId', 'anonymousId', 'messageId'];
const identifierPrefix = 'identifier.';

/**
 * Makes a mapping's function from row to message. The message's id is made of the event and of all mapped values: the same row gives the
 * same message whenever it is imported, and two rows that are alike in every mapped column are one message.
 *
 * @param header - the file's columns; every mapped one is among them
 * @example
 * ```ts
 * const toMessage = createRowMapper(mapping, ['InvoiceNo', 'Total']);
 * const mapped = toMessage(['536365', '139.12']);
 * ```
 */
export function createRowMapper(
  { event, columns, constants, dateFormat, coerce }: RowMapping,
  header: readonly string[],
): (row: readonly string[]) => MappedRow {
  const places = [...columns].map(([target, column]) => [target, header.indexOf(column)] as const);
  const sorted = places.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return (row) => {
    const mapped = sorted.map(([target, place]) => [target, (row[place] ?? '').trim()] as const);
    const id = createHash('sha256')
      .update(JSON.stringify([event, mapped]))
      .digest('hex');
    const message: Record<string, unknown> = { type: 'track', event, messageId: `import-${id}` };
    const properties = new Map<string, unknown>();
    const externalIds: { type: string; id: string }[] = [];
    for (const [target, value] of [...constants, ...mapped]) {
      if (target === 'timestamp') {
        // Without a time it would have happened now, which is worse than not at all.
        const timestamp = parseDate(value, dateFormat);
        if (timestamp === undefined) return wrong(target, `expected a date as ${dateFormat}`);
        message.timestamp = timestamp;
      } else if (value === '') {
        // An empty field says nothing.
      } else if (target === 'channel') {
        if (!isChannel(value)) return wrong(target, 'expected a channel, such as web');
        message.channel = value;
      } else if (target.startsWith(identifierPrefix)) {
        externalIds.push({ type: target.slice(identifierPrefix.length), id: value });
      } else if (messageFields.includes(target)) message[target] = value;
      else properties.set(target, coerce(target, value));
    }
    message.properties = Object.fromEntries(properties);
    if (externalIds.length > 0) message.context = { externalIds };
    return { ok: true, message };
  };
}

const wrong = (path: string, message: string): MappedRow => ({ ok: false, issue: { path, message } });
