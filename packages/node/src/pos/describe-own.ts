import type { JsonObject } from '@rialto/core';
import type { CallReader } from './call-reader.ts';

/** A message holds 32 KiB; this much of it may be facts of the POS's own. */
const roomForOwn = 4 * 1024;

/**
 * What the till alone says, also by saying nothing: a `total` of the POS's own would move money that nobody paid, and `training`
 * would take a sale out of the sums.
 */
const tillNames: ReadonlySet<string> = new Set([
  ...['store_id', 'terminal_id', 'operator_id', 'business_date', 'training', 'incomplete'],
  ...['receipt_number', 'receipt_sequence', 'original_receipt_number'],
  ...['currency', 'total', 'revenue', 'value', 'refund_amount', 'subtotal', 'tax', 'discount', 'vat'],
  ...['payments', 'payment_method', 'refund_method', 'change', 'rounding'],
  ...['products', 'products_left_out', 'new_products', 'new_products_left_out', 'new_product_id', 'new_sku'],
  ...['vat_left_out', 'payments_left_out'],
]);

/** Facts of the POS's own, unless they are so many that they would keep the receipt from the hub. */
export function describeOwn(reader: CallReader, value: unknown): JsonObject {
  const own = Object.fromEntries(
    Object.entries(reader.json(value, 'properties')).filter(([name]) => !tillNames.has(name)),
  );
  if (Buffer.byteLength(JSON.stringify(own)) <= roomForOwn) return own;
  reader.note('properties', `expected at most ${roomForOwn} bytes of JSON`);
  return {};
}
