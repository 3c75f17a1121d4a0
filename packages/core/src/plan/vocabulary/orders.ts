import { z } from 'zod';
import type { EventDefinitions } from '../define-plan.ts';
import { amount, amountFields, channel, currency, id, products, properties, text } from './shared.ts';

const order = {
  purposes: ['necessary'],
  direction: 'inbound',
  interaction: true,
  phase: 'purchase',
} as const;

const orderFields = {
  ...amountFields,
  order_id: id,
  checkout_id: id.nullish(),
  cart_id: id.nullish(),
  affiliation: text.nullish(),
  payment_method: text.nullish(),
  shipping_method: text.nullish(),
  delivery_method: text.nullish(),
  order_channel: channel.nullish(),
  fulfilment_channel: channel.nullish(),
  store_id: id.nullish(),
  products: products.nullish(),
};
const payment = {
  order_id: id.nullish(),
  payment_id: id.nullish(),
  payment_method: text.nullish(),
  amount: amount.nullish(),
  currency: currency.nullish(),
};

/** The order as a contract, in whatever channel it was placed, and its payment. */
export const orderEvents = {
  'Order Completed': {
    ...order,
    description: 'The customer placed an order.',
    properties: properties(orderFields),
    revenue: { from: ['total', 'revenue', 'value'], sign: 1 },
  },
  'Order Updated': {
    ...order,
    description: 'An order was changed after it had been placed; it does not change the revenue.',
    properties: properties({ ...orderFields, status: text.nullish() }),
  },
  'Order Cancelled': {
    ...order,
    description: 'An order was called off; send the money that goes back as Order Refunded.',
    properties: properties({ ...orderFields, reason: text.nullish() }),
  },
  'Order Refunded': {
    ...order,
    description: 'Money for an order, or a part of it, went back to the customer.',
    direction: 'outbound',
    interaction: false,
    properties: properties({
      ...orderFields,
      refund_id: id.nullish(),
      refund_amount: amount.nullish(),
      refund_reason: text.nullish(),
    }),
    revenue: { from: ['refund_amount', 'total', 'value'], sign: -1 },
  },
  'Payment Received': {
    ...order,
    description: 'The money for an order arrived; the order itself has already counted as revenue.',
    interaction: false,
    properties: properties(payment),
  },
  'Payment Failed': {
    ...order,
    description: 'A payment was refused or broken off.',
    properties: properties({
      ...payment,
      error_code: id.nullish(),
      reason: text.nullish(),
      final: z.boolean().nullish(),
    }),
  },
} as const satisfies EventDefinitions;
