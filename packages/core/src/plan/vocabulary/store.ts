import { z } from 'zod';
import type { EventDefinitions } from '../define-plan.ts';
import {
  amount,
  amountFields,
  channel,
  currency,
  id,
  needsOneOf,
  productFields,
  products,
  properties,
  receiptSums,
  storeFields,
  text,
  time,
} from './shared.ts';

const atTheTill = {
  purposes: ['necessary'],
  direction: 'inbound',
  interaction: true,
  phase: 'purchase',
} as const;

const sale = {
  ...storeFields,
  ...amountFields,
  ...receiptSums,
  order_id: id.nullish(),
  order_channel: channel.nullish(),
  original_receipt_number: id.nullish(),
  payment_method: text.nullish(),
  products: products.nullish(),
  products_left_out: z.number().nullish(),
};
const item = {
  ...storeFields,
  ...productFields,
  order_id: id.nullish(),
  order_channel: channel.nullish(),
  original_receipt_number: id.nullish(),
  reason: text.nullish(),
  ...receiptSums,
  products: products.nullish(),
  products_left_out: z.number().nullish(),
};

/** The store: the till, returns and exchanges, receipts, visits. */
export const storeEvents = {
  'Sale Completed': {
    ...atTheTill,
    description: 'A sale was paid at the till.',
    properties: needsOneOf(properties(sale), 'total', 'revenue', 'value'),
    revenue: { from: ['total', 'revenue', 'value'], sign: 1 },
  },
  'Sale Voided': {
    ...atTheTill,
    description:
      'A sale was undone at the till; `total` only if the sale had been completed, for it is taken off the revenue.',
    interaction: false,
    properties: needsOneOf(
      properties({ ...sale, reason: text.nullish() }),
      'receipt_number',
      'order_id',
      'total',
    ),
    revenue: { from: ['total'], sign: -1 },
  },
  'Sale Suspended': {
    ...atTheTill,
    description: 'A sale was parked at the till before it was paid.',
    properties: properties(sale),
  },
  'Sale Resumed': {
    ...atTheTill,
    description: 'A parked sale was taken up again.',
    properties: properties(sale),
  },
  'Item Returned': {
    ...atTheTill,
    description:
      'The customer gave goods back, wherever they had been bought; do not send Order Refunded for the same money.',
    properties: needsOneOf(
      properties({
        ...item,
        refund_amount: amount.nullish(),
        total: amount.nullish(),
        value: amount.nullish(),
        refund_method: text.nullish(),
      }),
      'order_id',
      'receipt_number',
      'original_receipt_number',
      'product_id',
      'sku',
      'products',
      'refund_amount',
    ),
    revenue: { from: ['refund_amount', 'total', 'value'], sign: -1 },
  },
  'Item Exchanged': {
    ...atTheTill,
    description:
      'The customer swapped goods for others of the same price; otherwise send a return and a sale.',
    properties: needsOneOf(
      properties({
        ...item,
        new_product_id: id.nullish(),
        new_sku: id.nullish(),
        new_products: products.nullish(),
        new_products_left_out: z.number().nullish(),
      }),
      'order_id',
      'receipt_number',
      'original_receipt_number',
      'product_id',
      'sku',
      'products',
    ),
  },
  'Receipt Issued': {
    ...atTheTill,
    description: 'A receipt was printed, or sent to the customer.',
    direction: 'outbound',
    interaction: false,
    properties: properties({
      ...storeFields,
      order_id: id.nullish(),
      total: amount.nullish(),
      currency: currency.nullish(),
      receipt_channel: channel.nullish(),
    }),
  },
  'Store Visited': {
    ...atTheTill,
    description: 'The customer came into a store and let us know, by checking in or at a terminal.',
    purposes: ['analytics'],
    phase: 'consideration',
    properties: properties({ ...storeFields, department: text.nullish(), left_at: time.nullish() }),
  },
} as const satisfies EventDefinitions;
