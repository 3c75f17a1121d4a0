import { formatAmount, type JsonObject, parseAmount } from '@rialto/core/model';
import type { ProfileItem } from './profile.ts';

const longestText = 200;
/** Beyond this a quantity is a barcode that was scanned into the wrong field. */
const mostPieces = 1_000_000;

/**
 * The first of some fields that holds a short text or a number, as text.
 *
 * @example
 * ```ts
 * textOf(properties, 'order_id', 'receipt_number');
 * ```
 */
export function textOf(object: JsonObject, ...fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const value = Object.hasOwn(object, field) ? object[field] : undefined;
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value.trim() !== '') return value.trim().slice(0, longestText);
  }
  return undefined;
}

/**
 * The articles that an event names: its `products`, or itself where it is about one product.
 *
 * @example
 * ```ts
 * itemsOf({ product_id: 'A1', price: 19.99 }); // [{ productId: 'A1', quantity: 1, price: '19.99' }]
 * ```
 */
export function itemsOf(properties: JsonObject): readonly ProfileItem[] {
  const { products } = properties;
  const list: readonly unknown[] = Array.isArray(products) ? products.slice(0, 200) : [properties];
  return list.flatMap((entry) => itemOf(entry) ?? []);
}

function itemOf(entry: unknown): ProfileItem | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const product = entry as JsonObject;
  const productId = textOf(product, 'product_id', 'sku');
  if (productId === undefined) return undefined;
  const { quantity } = product;
  const price = parseAmount(product.price);
  const name = textOf(product, 'name');
  return {
    productId,
    ...(name === undefined ? {} : { name }),
    quantity: typeof quantity === 'number' && quantity > 0 && quantity <= mostPieces ? quantity : 1,
    ...(price === undefined ? {} : { price: formatAmount(price) }),
  };
}
