import { type Channel, type Issue, isChannel, type JsonObject } from '@rialto/core/model';
import { isObject } from '../check-options.ts';
import { isMinor, parseThousandths } from './money.ts';

/** The fields of an object, each read once. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads what a till was told, as far as it can be read: what is wrong is noted and left out, and nothing throws. A value is
 * never repeated in what is noted, since it may be personal.
 */
export interface CallReader {
  readonly issues: readonly Issue[];
  note(path: string, message: string): undefined;
  /** The fields of an object. Names that are not `known` are noted, and a getter that throws costs its own field. */
  fields(value: unknown, path: string, known: readonly string[]): Fields;
  list(value: unknown, path: string): readonly unknown[];
  /** Minor units. */
  amount(value: unknown, path: string): number | undefined;
  thousandths(value: unknown, path: string): number | undefined;
  text(value: unknown, path: string): string | undefined;
  channel(value: unknown, path: string): Channel | undefined;
  /** Epoch milliseconds. */
  time(value: unknown, path: string): number | undefined;
  json(value: unknown, path: string): JsonObject;
}

/** @param digits - of the currency's minor unit */
export function createCallReader(digits: number): CallReader {
  const issues: Issue[] = [];
  const note = (path: string, message: string): undefined => {
    issues.push({ path, message });
  };
  /** Nothing where nothing was given; a note where it is not what it should be, or cannot even be looked at. */
  const read =
    <Value>(expected: string, parse: (value: unknown) => Value | undefined) =>
    (value: unknown, path: string): Value | undefined => {
      if (value === undefined || value === null) return undefined;
      try {
        return parse(value) ?? note(path, expected);
      } catch {
        return note(path, 'cannot be read');
      }
    };

  return {
    issues,
    note,
    fields(value, path, known) {
      if (value === undefined) return {};
      if (!isObject(value)) return note(path, 'expected an object') ?? {};
      const found: Record<string, unknown> = {};
      try {
        const strangers = Object.keys(value).filter((name) => !known.includes(name));
        for (const name of strangers.slice(0, 5)) {
          note(join(path, name.slice(0, 40)), `unknown; there are ${known.join(', ')}`);
        }
      } catch {
        note(path, 'cannot be read');
      }
      for (const name of known) {
        try {
          found[name] = value[name];
        } catch {
          note(join(path, name), 'cannot be read');
        }
      }
      return found;
    },
    list: (value, path) => read(`expected a list of at most ${longestList}`, listOf)(value, path) ?? [],
    amount: read('expected a whole number of minor units, 1999 for 19.99', (value) =>
      isMinor(value, digits) ? value : undefined,
    ),
    thousandths: read(
      "expected a whole number, or a decimal string with three decimals at most, '0.735'",
      parseThousandths,
    ),
    text: read('expected 1 to 256 characters', textOf),
    channel: read('expected a channel, such as web or store', (value) =>
      isChannel(value) ? value : undefined,
    ),
    time: read('expected a time: ISO 8601, a Date or epoch milliseconds', timeOf),
    json: (value, path) => read('expected an object of JSON', jsonOf)(value, path) ?? {},
  };
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** Numbers are common as ids, and mean their text. */
function textOf(value: unknown): string | undefined {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' && text.length <= 256 ? text : undefined;
}

/** No receipt has more lines; and no list of a slip of the pen may keep a till busy. */
const longestList = 10_000;

/** A copy without holes. */
const listOf = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) && value.length <= longestList ? Array.from(value) : undefined;

/** The years that a receipt can be of; beyond them a number is no time in milliseconds. */
const [earliest, latest] = [Date.UTC(1970, 0, 2), Date.UTC(9000, 0)];

function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && !(value instanceof Date)) return undefined;
  const at = new Date(value).getTime();
  return at > earliest && at < latest ? at : undefined;
}

function jsonOf(value: unknown): JsonObject | undefined {
  try {
    return isObject(value) ? (JSON.parse(JSON.stringify(value)) as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
