import { addAmounts, mergeConsent } from '@rialto/core/model';
import type { Profile, ProfileCart, ProfileCase, ProfileItem, ProfileOrder } from './profile.ts';
import { bestAssurance, newest, newestResponses, profileBounds } from './profile-bounds.ts';

/**
 * Two profiles that turned out to be one person, pure: the survivor with everything of the absorbed one.
 * Of two answers to the same question the newer stands, of two consents the stricter.
 *
 * @example
 * ```ts
 * const one = mergeProfiles(account, device);
 * ```
 */
export function mergeProfiles(survivor: Profile, absorbed: Profile): Profile {
  const { timeline, orders, cases, owned, carts } = profileBounds;
  const userId = survivor.userId ?? absorbed.userId;
  const phase = [survivor.phase, absorbed.phase]
    .filter((candidate) => candidate !== undefined)
    .toSorted((a, b) => a.at - b.at)
    .at(-1);
  return {
    id: survivor.id,
    version: Math.max(survivor.version, absorbed.version) + 1,
    firstSeenAt: Math.min(survivor.firstSeenAt, absorbed.firstSeenAt),
    lastSeenAt: Math.max(survivor.lastSeenAt, absorbed.lastSeenAt),
    events: survivor.events + absorbed.events,
    assurance: bestAssurance(survivor.assurance, absorbed.assurance),
    ...(userId === undefined ? {} : { userId }),
    consent: mergeConsent(survivor.consent, absorbed.consent),
    // The absorbed chain is not continued; the record of the merge says where it ended.
    ...(survivor.proof ? { proof: survivor.proof } : {}),
    facts: newerOf(survivor.facts, absorbed.facts),
    ...(phase ? { phase } : {}),
    carts: newest(
      withoutOwned(byId(survivor.carts, absorbed.carts, joinCarts), survivor, absorbed),
      carts,
      (c) => c.updatedAt,
    ),
    orders: newest(byId(survivor.orders, absorbed.orders, joinOrders), orders, ({ placedAt }) => placedAt),
    cases: newest(byId(survivor.cases, absorbed.cases, joinCases), cases, ({ openedAt }) => openedAt),
    responses: newestResponses([...survivor.responses, ...absorbed.responses]),
    owned: newest(newerOwned(survivor, absorbed), owned, ({ at }) => at),
    lastContact: newerOf(survivor.lastContact, absorbed.lastContact),
    timeline: newest([...survivor.timeline, ...absorbed.timeline], timeline, ({ at }) => at),
    revenue: sumRevenue(survivor.revenue, absorbed.revenue),
  };
}

function newerOf<Entry extends { readonly at: number }>(
  a: Readonly<Record<string, Entry>>,
  b: Readonly<Record<string, Entry>>,
): Readonly<Record<string, Entry>> {
  const next = { ...a };
  for (const [key, entry] of Object.entries(b)) {
    const known = Object.hasOwn(next, key) ? next[key] : undefined;
    if (!known || entry.at > known.at) next[key] = entry;
  }
  return next;
}

/** Both lists; where both have an entry, what the two say together. */
function byId<Entry extends { readonly id: string; readonly updatedAt: number }>(
  a: readonly Entry[],
  b: readonly Entry[],
  join: (newer: Entry, older: Entry) => Entry,
): readonly Entry[] {
  const next = new Map(a.map((entry) => [entry.id, entry]));
  for (const entry of b) {
    const known = next.get(entry.id);
    if (!known) next.set(entry.id, entry);
    else next.set(entry.id, entry.updatedAt > known.updatedAt ? join(entry, known) : join(known, entry));
  }
  return [...next.values()];
}

/** The web cart of the device and that of the account become one, as the customer expects when she signs in. */
function joinCarts(newer: ProfileCart, older: ProfileCart): ProfileCart {
  const products = new Set(newer.items.map(({ productId }) => productId));
  const items = [...older.items.filter(({ productId }) => !products.has(productId)), ...newer.items];
  return { ...newer, items: items.slice(-profileBounds.cartItems) };
}

/** One side may know only of the delivery, the other of the purchase: the amount and the articles are the purchase's. */
function joinOrders(newer: ProfileOrder, older: ProfileOrder): ProfileOrder {
  const purchase =
    newer.total === undefined && (older.total !== undefined || newer.items.length === 0) ? older : newer;
  return { ...purchase, state: newer.state, updatedAt: newer.updatedAt };
}

function joinCases(newer: ProfileCase, older: ProfileCase): ProfileCase {
  const { channel, openedAt } = newer.openedAt < older.openedAt ? newer : older;
  return { ...older, ...newer, channel, openedAt };
}

const newerOwned = (a: Profile, b: Profile): Profile['owned'] => {
  const next = new Map(a.owned.map((entry) => [entry.productId, entry]));
  for (const entry of b.owned) {
    const known = next.get(entry.productId);
    if (!known || entry.at > known.at) next.set(entry.productId, entry);
  }
  return [...next.values()];
};

/** What one of the two bought after the other put it into a cart is in no cart any more. */
function withoutOwned(carts: Profile['carts'], a: Profile, b: Profile): Profile['carts'] {
  const boughtAt = new Map(newerOwned(a, b).map(({ productId, at }) => [productId, at]));
  return carts.flatMap((cart) => {
    const isOpen = ({ productId }: ProfileItem): boolean =>
      (boughtAt.get(productId) ?? Number.NEGATIVE_INFINITY) < cart.updatedAt;
    const items = cart.items.filter(isOpen);
    return items.length === 0 ? [] : [{ ...cart, items }];
  });
}

function sumRevenue(a: Profile['revenue'], b: Profile['revenue']): Profile['revenue'] {
  const sums = { ...a.sums };
  for (const [currency, sum] of Object.entries(b.sums)) {
    sums[currency] = addAmounts(sums[currency] ?? '0', sum);
  }
  const times = [a.lastOrderAt, b.lastOrderAt].filter((at) => at !== undefined);
  return {
    orders: a.orders + b.orders,
    sums,
    ...(times.length > 0 ? { lastOrderAt: Math.max(...times) } : {}),
  };
}
