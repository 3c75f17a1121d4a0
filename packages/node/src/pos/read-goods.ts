import type { CallReader, Fields } from './call-reader.ts';
import { grossOfLine, type VatSum, vatOf } from './vat.ts';

/** A line as it was understood; amounts in minor units, the rest in thousandths. */
export interface GoodsLine {
  readonly texts: Readonly<Record<string, string>>;
  readonly quantity: number;
  readonly unitPrice: number | undefined;
  readonly discount: number;
  readonly rate: number | undefined;
  /** What is paid for it; undefined where that could not be read. */
  readonly gross: number | undefined;
}

/** The goods of a receipt as they were understood. */
export interface Goods {
  readonly lines: readonly GoodsLine[];
  /** Undefined where neither the call nor its lines say it. */
  readonly total: number | undefined;
  readonly vat: readonly VatSum[];
  readonly discount: number;
}

/** How a receipt was settled. */
export interface Settled {
  readonly payments: readonly { readonly method: string; readonly amount: number }[];
  readonly change: number;
  readonly rounding: number;
}

const textFields = {
  productId: 'product_id',
  sku: 'sku',
  name: 'name',
  brand: 'brand',
  category: 'category',
  variant: 'variant',
  coupon: 'coupon',
} as const;
const lineFields = [...Object.keys(textFields), 'quantity', 'unitPrice', 'discount', 'total', 'vatRate'];

/** Reads lines of goods, whatever is in the list. */
export const readLines = (reader: CallReader, value: unknown, path: string): readonly GoodsLine[] =>
  reader.list(value, path).map((line, at) => readLine(reader, line, `${path}[${at}]`));

function readLine(reader: CallReader, value: unknown, path: string): GoodsLine {
  const fields = reader.fields(value ?? {}, path, lineFields);
  const texts: Record<string, string> = {};
  for (const [field, name] of Object.entries(textFields)) {
    const text = reader.text(fields[field], `${path}.${field}`);
    if (text !== undefined) texts[name] = text;
  }
  const quantity = given(fields.quantity)
    ? (reader.thousandths(fields.quantity, `${path}.quantity`) ?? 0)
    : 1_000;
  const unitPrice = reader.amount(fields.unitPrice, `${path}.unitPrice`);
  const discount = reader.amount(fields.discount, `${path}.discount`);
  const total = reader.amount(fields.total, `${path}.total`);
  // A quantity or discount that could not be read makes a sum a guess, and money is never guessed.
  const isSure = quantity > 0 && (discount !== undefined || !given(fields.discount));
  const computed =
    unitPrice !== undefined && isSure ? grossOfLine(quantity, unitPrice, discount ?? 0) : undefined;
  if (total === undefined && !given(fields.unitPrice) && !given(fields.total)) {
    reader.note(path, 'expected unitPrice or total');
  }
  return {
    ...{ texts, quantity, unitPrice, discount: discount ?? 0 },
    rate: reader.thousandths(fields.vatRate, `${path}.vatRate`),
    // The code of an article as its price or quantity comes to more than any amount may be.
    gross: total ?? reader.amount(computed, path),
  };
}

const given = (value: unknown): boolean => value !== undefined && value !== null;

/**
 * Reads what the goods come to, and compares what the call says with what its lines come to.
 *
 * @param path - where a sum that cannot be told is noted
 */
export function readGoods(
  reader: CallReader,
  fields: Fields,
  lines: readonly GoodsLine[],
  path = 'total',
): Goods {
  const sum = reader.amount(sumOf(lines), path);
  const said = reader.amount(fields.total, 'total');
  const ownVat = readVat(reader, fields.vat);
  const total = said ?? sum;
  if (total === undefined) reader.note(path, 'the sum cannot be told: not all lines could be read');
  const tax = ownVat.reduce((all, vat) => all + vat.tax, 0);
  // Where prices are without tax, as in the United States, the lines come to the total without it.
  const agrees =
    said === undefined || sum === undefined || lines.length === 0 || said === sum || said === sum + tax;
  if (!agrees) reader.note('total', 'is not what the lines come to');
  const isOwnVatRight = ownVat.reduce((all, vat) => all + vat.gross, 0) === total;
  if (ownVat.length > 0 && total !== undefined && !isOwnVatRight) {
    reader.note('vat', 'net and tax do not come to the total');
  }
  const vat = ownVat.length > 0 || given(fields.vat) ? ownVat : vatOfLines(reader, lines, total === sum);
  return { lines, total, vat, discount: lines.reduce((all, line) => all + line.discount, 0) };
}

/** What lines come to; undefined as soon as one of them cannot tell. No lines at all come to nothing that is known. */
export function sumOf(lines: readonly GoodsLine[]): number | undefined {
  if (lines.length === 0) return undefined;
  const grosses = lines.flatMap(({ gross }) => gross ?? []);
  return grosses.length === lines.length ? grosses.reduce((all, gross) => all + gross, 0) : undefined;
}

function vatOfLines(reader: CallReader, lines: readonly GoodsLine[], isWhole: boolean): readonly VatSum[] {
  const taxed = lines.flatMap(({ gross, rate }) =>
    gross === undefined || rate === undefined ? [] : [{ gross, rate }],
  );
  if (taxed.length === 0) return [];
  if (taxed.length === lines.length && isWhole) return vatOf(taxed);
  if (taxed.length < lines.length)
    reader.note('lines', 'some have a vatRate and some have none: no VAT is reported');
  return [];
}

/** What the POS says of the tax: all of it, or nothing, since the tax of some rates would look like the tax of all. */
function readVat(reader: CallReader, value: unknown): readonly VatSum[] {
  const list = reader.list(value, 'vat');
  const sums = list.flatMap((entry, at) => {
    const path = `vat[${at}]`;
    const fields = reader.fields(entry ?? {}, path, ['rate', 'net', 'tax']);
    const rate = reader.thousandths(fields.rate, `${path}.rate`);
    const [net, tax] = [reader.amount(fields.net, `${path}.net`), reader.amount(fields.tax, `${path}.tax`)];
    if (rate !== undefined && net !== undefined && tax !== undefined)
      return [{ rate, net, tax, gross: net + tax }];
    if (![fields.rate, fields.net, fields.tax].every(given)) reader.note(path, 'expected rate, net and tax');
    return [];
  });
  return sums.length === list.length ? sums : [];
}

/** Reads how a receipt was settled, and compares it with what was to be paid. */
export function readSettled(reader: CallReader, fields: Fields, total: number | undefined): Settled {
  const list = reader.list(fields.payments, 'payments');
  const payments = list.flatMap((entry, at) => {
    const path = `payments[${at}]`;
    const payment = reader.fields(entry ?? {}, path, ['method', 'amount']);
    const method = reader.text(payment.method, `${path}.method`);
    const amount = reader.amount(payment.amount, `${path}.amount`);
    if (method !== undefined && amount !== undefined) return [{ method, amount }];
    if (!given(payment.method) || !given(payment.amount)) reader.note(path, 'expected method and amount');
    return [];
  });
  const rounding = reader.amount(fields.rounding, 'rounding') ?? 0;
  const said = reader.amount(fields.change, 'change');
  if (payments.length === 0 || payments.length < list.length || total === undefined) {
    return { payments, change: said ?? 0, rounding };
  }
  const over = payments.reduce((all, { amount }) => all + amount, 0) - total - rounding;
  const change = said ?? Math.max(0, over);
  if (change !== over) reader.note('payments', 'without the change they do not come to total and rounding');
  return { payments, change, rounding };
}
