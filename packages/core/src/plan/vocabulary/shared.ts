import { z } from 'zod';
import { channels } from '../../model/channel.ts';
import { amount, currency, id, quantity, text, time } from '../fields.ts';

// Optional fields are `nullish`: shop systems write `coupon: null` as readily as they leave it out,
// and an order must not be refused for that. Whoever reads them takes null for "not there".

/** Marks what did not really happen: it is kept, but stays out of profiles and KPIs. */
export const flags = {
  training: z.boolean().nullish(),
  test: z.boolean().nullish(),
};

/** What the properties of every built-in event are: these fields, the flags, and whatever else the sender adds. */
export const properties = <const Shape extends z.ZodRawShape>(shape: Shape) =>
  z.looseObject({ ...flags, ...shape });

/** The schema, when at least one of these fields must be there. JSON Schema gets it as `anyOf`. */
export const needsOneOf = <Schema extends z.ZodObject>(
  schema: Schema,
  ...fields: readonly string[]
): Schema =>
  schema
    .refine((value: Readonly<Record<string, unknown>>) => fields.some((field) => value[field] != null), {
      error: `expected at least one of: ${fields.join(', ')}`,
    })
    .meta({ anyOf: fields.map((field) => ({ required: [field] })) });

/** A channel, as the model names them. */
export const channel = z.union([
  z.enum(channels),
  z.templateLiteral(['x-', z.string().regex(/^[a-z0-9-]{1,40}$/)]),
]);

/** An address on the web; not parsed, because app links and relative paths are addresses too. */
export const url = z.string().max(4_096);

/** What is said of a product, in an event about one and in each line of `products`. */
export const productFields = {
  product_id: id.nullish(),
  sku: id.nullish(),
  name: text.nullish(),
  brand: text.nullish(),
  category: text.nullish(),
  variant: text.nullish(),
  price: amount.nullish(),
  currency: currency.nullish(),
  quantity: quantity.nullish(),
  discount: amount.nullish(),
  coupon: text.nullish(),
  position: z.union([z.number(), text]).nullish(),
  url: url.nullish(),
  image_url: url.nullish(),
};

/** An event about one product. */
export const oneProduct = { ...productFields, product_id: id };

/** The lines of a cart, an order or a receipt. */
export const products = z.array(z.looseObject(productFields));

/** Where in the store, and on which receipt. `business_date` is the trading day, which may end after midnight. */
export const storeFields = {
  store_id: id.nullish(),
  terminal_id: id.nullish(),
  operator_id: id.nullish(),
  business_date: z.iso.date().nullish(),
  receipt_number: id.nullish(),
  /** The place of the receipt in the series of its till. */
  receipt_sequence: z.number().int().nullish(),
  /** Something in it could not be read. */
  incomplete: z.boolean().nullish(),
};

/** The tax and the payments of a receipt, as it shows them. */
export const receiptSums = {
  vat: z.array(z.looseObject({ rate: text, net: amount, tax: amount, gross: amount })).nullish(),
  payments: z.array(z.looseObject({ method: text, amount })).nullish(),
  change: amount.nullish(),
  rounding: amount.nullish(),
};

/** The amounts of a cart, an order or a sale. Revenue counts `total` first, then `revenue`, then `value`. */
export const amountFields = {
  total: amount.nullish(),
  revenue: amount.nullish(),
  value: amount.nullish(),
  subtotal: amount.nullish(),
  shipping: amount.nullish(),
  tax: amount.nullish(),
  discount: amount.nullish(),
  currency: currency.nullish(),
  coupon: text.nullish(),
};

/** The campaign behind a contact. */
export const campaignFields = {
  campaign_id: id.nullish(),
  campaign_name: text.nullish(),
};

export { amount, currency, id, quantity, text, time };
