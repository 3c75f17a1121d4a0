import { addAmounts, parseAmount } from '@rialto/core/model';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { permittedFor } from './permitted.ts';
import type { Profile, ProfileCart, ProfileItem, ProfileOrder } from './profile.ts';
import { newest, profileBounds } from './profile-bounds.ts';
import { itemsOf, textOf } from './read-properties.ts';

/** The state that an event puts an order in. */
const orderStates: Readonly<Record<string, string>> = {
  'Order Completed': 'placed',
  'Sale Completed': 'sold',
  'Order Cancelled': 'cancelled',
  'Order Refunded': 'refunded',
  'Sale Voided': 'voided',
  'Order Ready for Pickup': 'ready',
  'Order Picked Up': 'collected',
  'Pickup Expired': 'expired',
  'Order Shipped': 'shipped',
  'Order Delivered': 'delivered',
  'Item Returned': 'returned',
  'Item Exchanged': 'exchanged',
};

const purchases: readonly string[] = ['Order Completed', 'Sale Completed'];
const giveBacks: readonly string[] = [
  'Order Cancelled',
  'Order Refunded',
  'Sale Voided',
  'Item Returned',
  'Item Exchanged',
];

/**
 * Folds what an event says of carts, orders, ownership and revenue.
 *
 * @example
 * ```ts
 * foldCommerce(profile, saleCompleted).owned; // the products of the sale
 * ```
 */
export function foldCommerce(profile: Profile, event: PreparedEvent): Profile {
  return {
    ...profile,
    carts: foldCarts(profile, event),
    orders: foldOrders(profile.orders, event),
    owned: foldOwned(profile, event),
    revenue: foldRevenue(profile.revenue, event),
  };
}

const cartIdOf = ({ properties, channel }: PreparedEvent): string =>
  textOf(properties, 'cart_id') ?? `cart-${channel}`;

function foldCarts({ carts, owned }: Profile, event: PreparedEvent): readonly ProfileCart[] {
  const items = itemsOf(event.properties);
  // What comes late and was bought since is in no cart any more.
  const boughtSince = new Set(
    owned.filter(({ at }) => at > event.happenedAt).map(({ productId }) => productId),
  );
  const open = items.filter(({ productId }) => !boughtSince.has(productId));
  switch (event.name) {
    case 'Product Added':
      return changeCart(carts, event, ({ items: known }) => addItems(known, open));
    case 'Product Removed':
      return changeCart(carts, event, ({ items: known }) => takeItems(known, items));
    case 'Cart Viewed':
      if (!Array.isArray(event.properties.products)) return carts;
      return changeCart(carts, event, (known) => (known.updatedAt > event.happenedAt ? known.items : open));
    default:
      return purchases.includes(event.name) ? afterPurchase(carts, event, items) : carts;
  }
}

function changeCart(
  carts: readonly ProfileCart[],
  event: PreparedEvent,
  change: (known: Pick<ProfileCart, 'items' | 'updatedAt'>) => readonly ProfileItem[],
): readonly ProfileCart[] {
  const id = cartIdOf(event);
  const known = carts.find((cart) => cart.id === id) ?? { items: [], updatedAt: event.happenedAt };
  const items = change(known).slice(0, profileBounds.cartItems);
  const updatedAt = Math.max(known.updatedAt, event.happenedAt);
  const others = carts.filter((cart) => cart.id !== id);
  return items.length === 0
    ? others
    : newest(
        [...others, { id, channel: event.channel, items, updatedAt, ...permittedFor(event) }],
        profileBounds.carts,
        (cart) => cart.updatedAt,
      );
}

/**
 * What was bought is in no cart any more, whichever channel the cart is in: reminding a customer of what
 * she has bought elsewhere is the classic fault of cart mails.
 */
function afterPurchase(
  carts: readonly ProfileCart[],
  event: PreparedEvent,
  bought: readonly ProfileItem[],
): readonly ProfileCart[] {
  const products = new Set(bought.map(({ productId }) => productId));
  const emptied =
    bought.length === 0 || textOf(event.properties, 'cart_id') !== undefined ? cartIdOf(event) : undefined;
  return carts.flatMap((cart) => {
    if (cart.id === emptied) return [];
    const items = cart.items.filter(({ productId }) => !products.has(productId));
    return items.length === 0 ? [] : [items.length === cart.items.length ? cart : { ...cart, items }];
  });
}

function addItems(known: readonly ProfileItem[], added: readonly ProfileItem[]): readonly ProfileItem[] {
  return added.reduce<readonly ProfileItem[]>((items, item) => {
    const before = items.find(({ productId }) => productId === item.productId);
    const others = items.filter((other) => other !== before);
    return [...others, { ...before, ...item, quantity: item.quantity + (before?.quantity ?? 0) }];
  }, known);
}

function takeItems(known: readonly ProfileItem[], taken: readonly ProfileItem[]): readonly ProfileItem[] {
  return known.flatMap((item) => {
    const gone = taken.find(({ productId }) => productId === item.productId)?.quantity ?? 0;
    return item.quantity > gone ? [{ ...item, quantity: item.quantity - gone }] : [];
  });
}

/** A return has a receipt of its own; the order that it is about is the one of the purchase. */
const orderIdOf = ({ properties }: PreparedEvent): string | undefined =>
  textOf(properties, 'order_id', 'original_receipt_number', 'receipt_number');

function foldOrders(orders: readonly ProfileOrder[], event: PreparedEvent): readonly ProfileOrder[] {
  const state = orderStates[event.name];
  if (state === undefined || !Object.hasOwn(orderStates, event.name)) return orders;
  const id = orderIdOf(event) ?? (purchases.includes(event.name) ? event.messageId : undefined);
  if (id === undefined) return orders;
  const known = orders.find((order) => order.id === id);
  const order = { ...known, ...orderAfter(known, event, state), id };
  return newest(
    [...orders.filter((other) => other !== known), order],
    profileBounds.orders,
    ({ placedAt }) => placedAt,
  );
}

function orderAfter(
  known: ProfileOrder | undefined,
  event: PreparedEvent,
  state: string,
): Omit<ProfileOrder, 'id'> {
  const { happenedAt, channel, amount, currency, name } = event;
  const isPurchase = purchases.includes(name);
  const isLatest = !known || happenedAt >= known.updatedAt;
  return {
    channel: isPurchase || !known ? channel : known.channel,
    state: isLatest ? state : known.state,
    placedAt: isPurchase || !known ? happenedAt : known.placedAt,
    updatedAt: known ? Math.max(happenedAt, known.updatedAt) : happenedAt,
    items: isPurchase || !known ? itemsOf(event.properties) : known.items,
    ...(isPurchase && amount !== undefined && currency !== undefined ? { total: amount, currency } : {}),
  };
}

function foldOwned({ owned, orders }: Profile, event: PreparedEvent): Profile['owned'] {
  const { name, properties, happenedAt: at } = event;
  if (purchases.includes(name)) {
    const products = new Set(itemsOf(properties).map(({ productId }) => productId));
    const kept = owned.filter(({ productId }) => !products.has(productId));
    return newest(
      [...kept, ...[...products].map((productId) => ({ productId, at }))],
      profileBounds.owned,
      (o) => o.at,
    );
  }
  if (!giveBacks.includes(name)) return owned;
  const returned = new Set(givenBack(orders, event).map(({ productId }) => productId));
  const kept = owned.filter(({ productId, at: boughtAt }) => !returned.has(productId) || boughtAt > at);
  const swapped = name === 'Item Exchanged' ? textOf(properties, 'new_product_id', 'new_sku') : undefined;
  if (swapped === undefined) return kept;
  const others = kept.filter(({ productId }) => productId !== swapped);
  return newest([...others, { productId: swapped, at }], profileBounds.owned, (o) => o.at);
}

/** What went back: the articles that are named, or else the whole order, unless only a part of its money went back. */
function givenBack(orders: readonly ProfileOrder[], event: PreparedEvent): readonly ProfileItem[] {
  const named = itemsOf(event.properties);
  if (named.length > 0) return named;
  const id = orderIdOf(event);
  const order = orders.find((candidate) => candidate.id === id);
  const [back, total] = [parseAmount(event.amount), parseAmount(order?.total)];
  const isPart =
    event.name === 'Order Refunded' && back !== undefined && total !== undefined && -back < total;
  return isPart ? [] : (order?.items ?? []);
}

function foldRevenue(revenue: Profile['revenue'], event: PreparedEvent): Profile['revenue'] {
  const isPurchase = purchases.includes(event.name);
  const { amount, currency } = event;
  if (!isPurchase && amount === undefined) return revenue;
  const sums = { ...revenue.sums };
  if (amount !== undefined && currency !== undefined) {
    sums[currency] = addAmounts(sums[currency] ?? '0', amount);
  }
  if (!isPurchase) return { ...revenue, sums };
  const { happenedAt } = event;
  return {
    orders: revenue.orders + 1,
    sums,
    lastOrderAt: Math.max(revenue.lastOrderAt ?? happenedAt, happenedAt),
  };
}
