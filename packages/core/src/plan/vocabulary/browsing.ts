import { z } from 'zod';
import type { EventDefinitions } from '../define-plan.ts';
import { id, needsOneOf, oneProduct, products, properties, text } from './shared.ts';

const browsing = {
  purposes: ['analytics'],
  direction: 'inbound',
  interaction: true,
  phase: 'consideration',
} as const;

const choice = z.looseObject({
  type: text.nullish(),
  value: z.union([text, z.number(), z.boolean()]).nullish(),
});
const list = { list_id: id.nullish(), category: text.nullish(), products: products.nullish() };
const wishlist = { ...oneProduct, wishlist_id: id.nullish(), wishlist_name: text.nullish() };
const promotion = needsOneOf(
  properties({
    promotion_id: id.nullish(),
    name: text.nullish(),
    creative: text.nullish(),
    position: z.union([text, z.number()]).nullish(),
  }),
  'promotion_id',
  'name',
  'creative',
);

/** Looking round, on the web and in the app: searches, lists, products, promotions, wish lists. */
export const browsingEvents = {
  'Products Searched': {
    ...browsing,
    description: 'The customer searched for products.',
    properties: properties({
      query: z.union([text, z.record(z.string(), z.unknown())]),
      results: z.number().nullish(),
    }),
  },
  'Product List Viewed': {
    ...browsing,
    description: 'A category or any other list of products was shown.',
    properties: properties(list),
  },
  'Product List Filtered': {
    ...browsing,
    description: 'The customer filtered or sorted a list of products.',
    properties: properties({ ...list, filters: z.array(choice).nullish(), sorts: z.array(choice).nullish() }),
  },
  'Product Clicked': {
    ...browsing,
    description: 'The customer picked a product from a list.',
    properties: properties({ ...oneProduct, list_id: id.nullish() }),
  },
  'Product Viewed': {
    ...browsing,
    description: 'The details of a product were shown.',
    properties: properties(oneProduct),
  },
  'Product Shared': {
    ...browsing,
    description: 'The customer recommended a product to somebody else, who is better not named.',
    properties: properties({ ...oneProduct, share_via: text.nullish() }),
  },
  'Product Reviewed': {
    ...browsing,
    description: 'The customer wrote a review or gave a rating.',
    phase: 'loyalty',
    properties: properties({
      product_id: id,
      review_id: id.nullish(),
      review_body: text.nullish(),
      rating: z.union([z.number(), text]).nullish(),
    }),
  },
  'Product Added to Wishlist': {
    ...browsing,
    description: 'The customer put a product on a wish list.',
    properties: properties(wishlist),
  },
  'Product Removed from Wishlist': {
    ...browsing,
    description: 'The customer took a product off a wish list.',
    properties: properties(wishlist),
  },
  'Wishlist Product Added to Cart': {
    ...browsing,
    description: 'The customer moved a product from a wish list to the cart.',
    properties: properties({ ...wishlist, cart_id: id.nullish() }),
  },
  'Promotion Viewed': {
    ...browsing,
    description: 'A promotion of our own, such as a banner, was in view.',
    interaction: false,
    phase: 'awareness',
    properties: promotion,
  },
  'Promotion Clicked': {
    ...browsing,
    description: 'The customer clicked a promotion of our own.',
    phase: 'awareness',
    properties: promotion,
  },
} as const satisfies EventDefinitions;
