import { ga4EventNames } from '@rialto/core/model';

/** An event of Google Analytics 4, as it stands in a data layer. */
export interface Ga4Event {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The same under our names, ready to be tracked. */
interface RetailEvent {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What became of an event: our events, or why there are none. */
export type Translated = { readonly events: readonly RetailEvent[] } | { readonly problem: string };

type Reader = (value: unknown) => unknown;
type Fields = Readonly<Record<string, readonly [ours: string, read: Reader]>>;

const isFilled = (value: unknown): value is string | number =>
  typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' && value !== '';

// What the hub would refuse is left out, so that one odd field does not cost the whole event.
const id: Reader = (value) => (isFilled(value) && String(value).length <= 256 ? value : undefined);
const text: Reader = (value) => (isFilled(value) ? String(value).slice(0, 4_096) : undefined);
const amount: Reader = (value) =>
  isFilled(value) && /^-?\d{1,11}(\.\d{1,40})?$/.test(String(value)) ? value : undefined;
const count: Reader = (value) => (isFilled(value) && Number(value) >= 0 ? Number(value) : undefined);
const currency: Reader = (value) =>
  typeof value === 'string' ? /^[A-Z]{3}$/.exec(value.toUpperCase())?.[0] : undefined;

const itemFields: Fields = {
  item_id: ['product_id', id],
  item_name: ['name', text],
  item_brand: ['brand', text],
  item_category: ['category', text],
  item_variant: ['variant', text],
  price: ['price', amount],
  currency: ['currency', currency],
  quantity: ['quantity', count],
  discount: ['discount', amount],
  coupon: ['coupon', text],
  index: ['position', count],
};

const paramFields: Fields = {
  transaction_id: ['order_id', id],
  value: ['value', amount],
  tax: ['tax', amount],
  shipping: ['shipping', amount],
  currency: ['currency', currency],
  coupon: ['coupon', text],
  affiliation: ['affiliation', text],
  payment_type: ['payment_method', text],
  shipping_tier: ['shipping_method', text],
  item_list_id: ['list_id', id],
  item_list_name: ['category', text],
  promotion_id: ['promotion_id', id],
  promotion_name: ['name', text],
  creative_name: ['creative', text],
  creative_slot: ['position', text],
  search_term: ['query', text],
  method: ['method', text],
};

const promotionFields: Fields = {
  promotion_id: ['promotion_id', id],
  promotion_name: ['name', text],
  creative_name: ['creative', text],
  creative_slot: ['position', text],
};

const ofCart: readonly string[] = ['products', 'value', 'currency', 'coupon', 'tax', 'shipping'];
const ofOrder: readonly string[] = [
  'products',
  'total',
  'order_id',
  'tax',
  'shipping',
  'currency',
  'coupon',
  'affiliation',
  'payment_method',
  'shipping_method',
];

/**
 * What each of our events takes over; `product`, `products` and `promotion` say what becomes of the items. Nothing is
 * spread here: a bundler could not leave it out of pages that have no data layer.
 */
const shapes: Readonly<Record<string, readonly string[]>> = {
  'Product Clicked': ['product', 'list_id'],
  'Product Viewed': ['product'],
  'Product Added': ['product'],
  'Product Removed': ['product'],
  'Product Added to Wishlist': ['product'],
  'Product Shared': ['product', 'share_via'],
  'Product List Viewed': ['products', 'list_id', 'category'],
  'Products Searched': ['query'],
  'Promotion Viewed': ['promotion'],
  'Promotion Clicked': ['promotion'],
  'Cart Viewed': ofCart,
  'Checkout Started': ['products', 'affiliation', 'value', 'currency', 'coupon', 'tax', 'shipping'],
  'Checkout Step Completed': ['shipping_method'],
  'Payment Info Entered': ['payment_method'],
  'Order Completed': ofOrder,
  'Order Refunded': ofOrder,
  'Signed In': ['method'],
  'Signed Up': ['method'],
};

/** Without these the hub would refuse the event. */
const needed: Readonly<Record<string, string>> = {
  'Products Searched': 'query',
  'Order Completed': 'order_id',
  'Order Refunded': 'order_id',
};

/**
 * Puts an event of GA4 under our names, pure. Only fields that are named here are taken over: what else a shop keeps
 * in its data layer, such as `user_data`, stays there. Events about one product become one event per item.
 *
 * @example
 * ```ts
 * translateGa4({ name: 'add_to_cart', params: { currency: 'EUR', items: [{ item_id: 'A1', price: 20 }] } });
 * // { events: [{ event: 'Product Added', properties: { product_id: 'A1', price: 20, currency: 'EUR' } }] }
 * ```
 */
export function translateGa4({ name, params }: Ga4Event): Translated {
  const event = Object.hasOwn(ga4EventNames, name)
    ? ga4EventNames[name as keyof typeof ga4EventNames]
    : undefined;
  const shape = event && shapes[event];
  if (!shape) return { problem: `"${name}" is left alone: it is none of the events that are taken over` };
  const given = pick(params, paramFields);
  // GA4 calls it the value; for an order it is what counts as revenue.
  const facts: typeof given = { ...given, total: given.value, share_via: given.method };
  const products = itemsOf(params).map((item) => productOf(item, facts.currency));
  const common = Object.fromEntries(
    shape.flatMap((field) => (facts[field] === undefined ? [] : [[field, facts[field]]])),
  );
  if (shape.includes('product')) {
    const named = products.filter((product) => product.product_id !== undefined);
    if (named.length === 0) return { problem: `"${name}" has no items with an item_id` };
    return { events: named.map((product) => ({ event, properties: { ...product, ...common } })) };
  }
  if (shape.includes('promotion')) return promotionsOf(event, params);
  const properties = {
    ...common,
    ...(shape.includes('products') && products.length > 0 && { products }),
  };
  const lacks = needed[event];
  if (lacks && !Object.hasOwn(properties, lacks)) return { problem: `"${name}" lacks what is our ${lacks}` };
  return { events: [{ event, properties }] };
}

/** A promotion stands beside the items, or in each of them. */
function promotionsOf(event: string, params: Ga4Event['params']): Translated {
  const shared = pick(params, promotionFields);
  const own = itemsOf(params).map((item) => ({ ...shared, ...pick(item, promotionFields) }));
  const distinct = new Map((own.length > 0 ? own : [shared]).map((one) => [JSON.stringify(one), one]));
  const events = [...distinct.values()].filter(
    ({ promotion_id, name, creative }) =>
      promotion_id !== undefined || name !== undefined || creative !== undefined,
  );
  return events.length > 0
    ? { events: events.map((properties) => ({ event, properties })) }
    : { problem: `${event} lacks a promotion` };
}

function productOf(item: Record<string, unknown>, shopCurrency: unknown): Record<string, unknown> {
  const product = pick(item, itemFields);
  const hasPrice = product.price !== undefined && product.currency === undefined;
  return { ...product, ...(hasPrice && shopCurrency !== undefined && { currency: shopCurrency }) };
}

function pick(from: Readonly<Record<string, unknown>>, fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([theirs, [ours, read]]) => {
      const value = Object.hasOwn(from, theirs) ? read(from[theirs]) : undefined;
      return value === undefined ? [] : [[ours, value]];
    }),
  );
}

const mostItems = 200;

/** The items; an event about one thing, such as `share`, may name it without a list. */
function itemsOf(params: Ga4Event['params']): readonly Record<string, unknown>[] {
  const { items, item_id, content_type = 'product' } = params;
  if (!Array.isArray(items)) return item_id === undefined || content_type !== 'product' ? [] : [params];
  return items.slice(0, mostItems).filter((item): item is Record<string, unknown> => isObject(item));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/**
 * Reads an entry of a data layer: `{ event, ecommerce: { … } }`, `{ event, …params }`, or what `gtag('event', …)` leaves.
 * Anything else, such as `gtag('consent', …)` and what a tag manager says of itself, is no event.
 */
export function readEntry(entry: unknown): Ga4Event | undefined {
  if (!isObject(entry)) return undefined;
  // What gtag pushes are its arguments, which are like an array and none.
  if (entry[0] !== undefined) {
    const { 0: command, 1: name, 2: params } = entry;
    return command === 'event' ? named(name, isObject(params) ? params : {}) : undefined;
  }
  const { event, ecommerce, ...params } = entry;
  return named(event, isObject(ecommerce) ? { ...params, ...ecommerce } : params);
}

const named = (name: unknown, params: Ga4Event['params']): Ga4Event | undefined =>
  typeof name === 'string' && name !== '' && !name.startsWith('gtm.') ? { name, params } : undefined;
