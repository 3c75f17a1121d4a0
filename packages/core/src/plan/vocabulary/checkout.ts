import { z } from 'zod';
import type { EventDefinitions } from '../define-plan.ts';
import { amount, amountFields, id, needsOneOf, oneProduct, products, properties, text } from './shared.ts';

const cart = {
  purposes: ['analytics'],
  direction: 'inbound',
  interaction: true,
  phase: 'consideration',
} as const;
const checkout = { ...cart, phase: 'purchase' } as const;

const cartProduct = properties({ ...oneProduct, cart_id: id.nullish() });
const step = {
  checkout_id: id.nullish(),
  order_id: id.nullish(),
  step: z.union([z.number(), text]).nullish(),
  shipping_method: text.nullish(),
  delivery_method: text.nullish(),
  payment_method: text.nullish(),
};
const coupon = needsOneOf(
  properties({
    coupon_id: id.nullish(),
    coupon: text.nullish(),
    coupon_name: text.nullish(),
    cart_id: id.nullish(),
    order_id: id.nullish(),
    discount: amount.nullish(),
    reason: text.nullish(),
  }),
  'coupon_id',
  'coupon',
  'coupon_name',
);

/** Cart, checkout and coupons, up to the moment before the order. */
export const checkoutEvents = {
  'Product Added': {
    ...cart,
    description: 'The customer put a product into the cart.',
    properties: cartProduct,
  },
  'Product Removed': {
    ...cart,
    description: 'The customer took a product out of the cart.',
    properties: cartProduct,
  },
  'Cart Viewed': {
    ...cart,
    description: 'The customer looked at the cart.',
    properties: properties({ ...amountFields, cart_id: id.nullish(), products: products.nullish() }),
  },
  'Cart Shared': {
    ...cart,
    description: 'The customer sent the cart to somebody else, who is better not named.',
    properties: properties({
      cart_id: id.nullish(),
      share_via: text.nullish(),
      products: products.nullish(),
    }),
  },
  'Checkout Started': {
    ...checkout,
    description: 'The customer went from the cart to the checkout.',
    properties: properties({
      ...amountFields,
      checkout_id: id.nullish(),
      order_id: id.nullish(),
      cart_id: id.nullish(),
      affiliation: text.nullish(),
      products: products.nullish(),
    }),
  },
  'Checkout Step Viewed': {
    ...checkout,
    description: 'A step of the checkout was shown.',
    properties: properties(step),
  },
  'Checkout Step Completed': {
    ...checkout,
    description: 'The customer finished a step of the checkout.',
    properties: properties(step),
  },
  'Payment Info Entered': {
    ...checkout,
    description: 'The customer chose how to pay; never send the details of the payment.',
    properties: properties(step),
  },
  'Coupon Entered': {
    ...checkout,
    description: 'The customer typed in a coupon.',
    properties: coupon,
  },
  'Coupon Applied': {
    ...checkout,
    description: 'A coupon was accepted and lowers the price.',
    properties: coupon,
  },
  'Coupon Denied': {
    ...checkout,
    description: 'A coupon was refused; `reason` says why.',
    properties: coupon,
  },
  'Coupon Removed': {
    ...checkout,
    description: 'A coupon was taken off a cart or an order.',
    properties: coupon,
  },
} as const satisfies EventDefinitions;
