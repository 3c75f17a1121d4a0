import type { EventDefinitions } from '../define-plan.ts';
import { channel, id, products, properties, storeFields, text, time, url } from './shared.ts';

const byTheRetailer = {
  purposes: ['necessary'],
  direction: 'outbound',
  interaction: false,
  phase: 'purchase',
} as const;

const order = {
  order_id: id,
  order_channel: channel.nullish(),
  fulfilment_channel: channel.nullish(),
  products: products.nullish(),
};
const pickup = {
  ...storeFields,
  ...order,
  pickup_location_id: id.nullish(),
  pickup_until: time.nullish(),
};
const shipment = {
  ...order,
  shipment_id: id.nullish(),
  carrier: text.nullish(),
  tracking_number: id.nullish(),
  tracking_url: url.nullish(),
};

/** How an order reaches the customer: click & collect, and shipping. */
export const fulfilmentEvents = {
  'Order Ready for Pickup': {
    ...byTheRetailer,
    description: 'An order lies ready in the store.',
    properties: properties(pickup),
  },
  'Order Picked Up': {
    ...byTheRetailer,
    description: 'The customer collected an order.',
    direction: 'inbound',
    interaction: true,
    properties: properties(pickup),
  },
  'Pickup Expired': {
    ...byTheRetailer,
    description: 'An order was not collected in time and went back to the shelf.',
    properties: properties(pickup),
  },
  'Order Shipped': {
    ...byTheRetailer,
    description: 'An order, or a part of it, was handed to the carrier.',
    properties: properties({ ...shipment, expected_at: time.nullish() }),
  },
  'Order Delivered': {
    ...byTheRetailer,
    description: 'An order, or a part of it, reached the customer.',
    interaction: true,
    properties: properties({ ...shipment, delivered_to: text.nullish() }),
  },
} as const satisfies EventDefinitions;
