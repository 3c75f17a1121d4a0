import type { JsonObject } from '@rialto/core';
import type { CallReader, Fields } from './call-reader.ts';
import { describeLines, describeSettled, describeSums } from './describe-goods.ts';
import { formatMinor } from './money.ts';
import { type Goods, readGoods, readLines, readSettled, sumOf } from './read-goods.ts';

/** One event of a receipt. */
interface ToldEvent {
  readonly event: string;
  /** Ends the messageId: one receipt may be several events. */
  readonly part: string;
  readonly properties: JsonObject;
}

/** What a call means. */
export interface Told {
  readonly events: readonly ToldEvent[];
  /** What the receipt moved, in minor units: a sale adds, a return takes. Undefined where nobody paid. */
  readonly net?: number | undefined;
}

/** Turns the fields of a call into what it means; what cannot be read is noted. */
export type Describe = (reader: CallReader, fields: Fields, digits: number) => Told;

/** The fields that every receipt knows. */
const receiptFields: readonly string[] = ['receiptNumber', 'at', 'properties'];

const goodsFields: readonly string[] = [
  ...receiptFields,
  ...['lines', 'total', 'vat', 'payments', 'change', 'rounding'],
];

/** The fields of each call. */
export const knownFields = {
  sale: [...goodsFields, 'coupon', 'orderId', 'orderChannel'],
  return: [...goodsFields.filter((name) => name !== 'change'), 'original', 'reason'],
  exchange: [
    ...receiptFields,
    ...['returned', 'taken', 'original', 'reason', 'payments', 'change', 'rounding'],
  ],
  void: [...receiptFields, 'original', 'total', 'reason'],
  suspend: [...receiptFields, 'lines', 'total'],
  resume: [...receiptFields, 'original'],
  pickup: [...receiptFields, 'orderId', 'orderChannel', 'fulfilmentChannel', 'lines'],
} as const;

/** An amount, and the mark of a receipt whose amount could not be told: it must be there, and must not be guessed. */
const money = (name: string, amount: number | undefined, digits: number): JsonObject => ({
  [name]: formatMinor(amount ?? 0, digits),
  ...(amount === undefined && { incomplete: true }),
});

const optional = (fields: Readonly<Record<string, string | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** A receipt is itself an original: what it has beside its number is no mistake. */
const originalFields = [
  'receiptNumber',
  'orderId',
  'channel',
  'messageId',
  'durable',
  'delivered',
  'basket',
  'customer',
];

/** The purchase that a call is about. */
export function readOriginal(reader: CallReader, value: unknown) {
  const fields = reader.fields(value ?? {}, 'original', originalFields);
  const receiptNumber = reader.text(fields.receiptNumber, 'original.receiptNumber');
  const orderId = reader.text(fields.orderId, 'original.orderId');
  const said = reader.channel(fields.channel, 'original.channel');
  if (orderId !== undefined && said === undefined) {
    reader.note('original.channel', 'expected where the order was placed, such as web');
  }
  const isGiven = value !== undefined && value !== null;
  if (isGiven && receiptNumber === undefined && orderId === undefined) {
    reader.note('original', 'expected receiptNumber or orderId');
  }
  const channel = said ?? (receiptNumber !== undefined && orderId === undefined ? 'store' : undefined);
  return {
    isGiven,
    receiptNumber,
    properties: optional({
      original_receipt_number: receiptNumber,
      order_id: orderId,
      order_channel: channel,
    }),
  };
}

export const describeSale: Describe = (reader, fields, digits) => {
  const goods = readGoods(reader, fields, readLines(reader, fields.lines, 'lines'));
  const settled = readSettled(reader, fields, goods.total);
  const properties = {
    ...money('total', goods.total, digits),
    ...describeSums(goods, digits),
    ...describeSettled(settled, digits),
    ...describeLines(goods.lines, digits),
    ...optional({
      coupon: reader.text(fields.coupon, 'coupon'),
      order_id: reader.text(fields.orderId, 'orderId'),
      order_channel: reader.channel(fields.orderChannel, 'orderChannel'),
    }),
  };
  return { events: [{ event: 'Sale Completed', part: 'sale', properties }], net: goods.total ?? 0 };
};

export const describeReturn: Describe = (reader, fields, digits) => {
  const goods = readGoods(reader, fields, readLines(reader, fields.lines, 'lines'));
  const refund = refundOf(reader, goods, 'total');
  // Nobody gives change on what is paid out: what is over was paid out by mistake.
  const settled = readSettled(reader, { ...fields, change: 0 }, goods.total);
  const properties = {
    ...describeSettled(settled, digits, 'refund_method'),
    ...readOriginal(reader, fields.original).properties,
    ...optional({ reason: reader.text(fields.reason, 'reason') }),
    ...givenBack(goods, digits),
  };
  return { events: [{ event: 'Item Returned', part: 'return', properties }], net: -refund };
};

/** What a return takes off the revenue: the hub takes it off with either sign. */
function refundOf(reader: CallReader, { total = 0 }: Goods, path: string): number {
  if (total < 0) reader.note(path, 'expected an amount above zero: what the customer gets');
  return Math.abs(total);
}

const givenBack = (goods: Goods, digits: number): JsonObject => ({
  ...money('refund_amount', goods.total, digits),
  ...describeSums(goods, digits),
  ...describeLines(goods.lines, digits),
});

/** Goods of the same price are swapped; otherwise it is a return and a sale on one receipt, so that the sums are right. */
export const describeExchange: Describe = (reader, fields, digits) => {
  const returned = readGoods(reader, {}, readLines(reader, fields.returned, 'returned'), 'returned');
  const taken = readGoods(reader, {}, readLines(reader, fields.taken, 'taken'), 'taken');
  const difference = (taken.total ?? 0) - refundOf(reader, returned, 'returned');
  const isKnown = taken.total !== undefined && returned.total !== undefined;
  const settled = describeSettled(readSettled(reader, fields, isKnown ? difference : undefined), digits);
  const about = {
    ...readOriginal(reader, fields.original).properties,
    ...optional({ reason: reader.text(fields.reason, 'reason') }),
  };
  if (isKnown && difference === 0) {
    const [first] = taken.lines;
    const properties = {
      ...settled,
      ...about,
      ...describeLines(returned.lines, digits, { share: 2 }),
      ...describeLines(taken.lines, digits, { name: 'new_products', share: 2 }),
      ...optional({ new_product_id: first?.texts.product_id, new_sku: first?.texts.sku }),
    };
    return { events: [{ event: 'Item Exchanged', part: 'exchange', properties }], net: 0 };
  }
  const sale = {
    ...settled,
    ...money('total', taken.total, digits),
    ...describeSums(taken, digits),
    ...describeLines(taken.lines, digits),
  };
  return {
    events: [
      { event: 'Item Returned', part: 'return', properties: { ...about, ...givenBack(returned, digits) } },
      { event: 'Sale Completed', part: 'sale', properties: sale },
    ],
    net: difference,
  };
};

export const describeSuspend: Describe = (reader, fields, digits) => {
  const lines = readLines(reader, fields.lines, 'lines');
  const total = reader.amount(fields.total, 'total') ?? sumOf(lines);
  const properties = {
    ...(total !== undefined && { total: formatMinor(total, digits) }),
    ...describeLines(lines, digits),
  };
  return { events: [{ event: 'Sale Suspended', part: 'suspend', properties }] };
};

export const describePickup: Describe = (reader, fields, digits) => {
  const orderId = reader.text(fields.orderId, 'orderId');
  const orderChannel = reader.channel(fields.orderChannel, 'orderChannel');
  if (fields.orderId === undefined) reader.note('orderId', 'expected the number of the order');
  if (fields.orderChannel === undefined)
    reader.note('orderChannel', 'expected where the order was placed, such as web');
  const properties = {
    ...(orderId === undefined && { incomplete: true }),
    ...optional({ order_id: orderId, order_channel: orderChannel }),
    fulfilment_channel: reader.channel(fields.fulfilmentChannel, 'fulfilmentChannel') ?? 'store',
    ...describeLines(readLines(reader, fields.lines, 'lines'), digits),
  };
  return { events: [{ event: 'Order Picked Up', part: 'pickup', properties }] };
};
