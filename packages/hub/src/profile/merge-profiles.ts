import { formatAmount, mergeConsent, parseAmount } from '@rialto/core';
import type { Profile, ProfileItem } from './profile.ts';
import { bestAssurance, newest, profileBounds } from './profile-bounds.ts';

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
  const { timeline, orders, cases, responses, owned, carts } = profileBounds;
  const userId = survivor.userId ?? absorbed.userId;
  const phases = [survivor.phase, absorbed.phase].filter((phase) => phase !== undefined);
  return {
    id: survivor.id,
    version: Math.max(survivor.version, absorbed.version) + 1,
    firstSeenAt: Math.min(survivor.firstSeenAt, absorbed.firstSeenAt),
    lastSeenAt: Math.max(survivor.lastSeenAt, absorbed.lastSeenAt),
    events: survivor.events + absorbed.events,
    assurance: bestAssurance(survivor.assurance, absorbed.assurance),
    ...(userId === undefined ? {} : { userId }),
    consent: mergeConsent(survivor.consent, absorbed.consent),
    facts: newerOf(survivor.facts, absorbed.facts),
    phase: phases.toSorted((a, b) => a.at - b.at).at(-1),
    carts: newest(
      withoutOwned(byId(survivor.carts, absorbed.carts), survivor, absorbed),
      carts,
      (c) => c.updatedAt,
    ),
    orders: newest(byId(survivor.orders, absorbed.orders), orders, ({ placedAt }) => placedAt),
    cases: newest(byId(survivor.cases, absorbed.cases), cases, ({ openedAt }) => openedAt),
    responses: newest([...survivor.responses, ...absorbed.responses], responses, ({ at }) => at),
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

/** Both lists; where both have an entry, the one that was heard of last. */
function byId<Entry extends { readonly id: string; readonly updatedAt: number }>(
  a: readonly Entry[],
  b: readonly Entry[],
): readonly Entry[] {
  const next = new Map(a.map((entry) => [entry.id, entry]));
  for (const entry of b) {
    const known = next.get(entry.id);
    if (!known || entry.updatedAt > known.updatedAt) next.set(entry.id, entry);
  }
  return [...next.values()];
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
    const isOpen = ({ productId }: ProfileItem): boolean => (boughtAt.get(productId) ?? -1) < cart.updatedAt;
    const items = cart.items.filter(isOpen);
    return items.length === 0 ? [] : [{ ...cart, items }];
  });
}

function sumRevenue(a: Profile['revenue'], b: Profile['revenue']): Profile['revenue'] {
  const sums = { ...a.sums };
  for (const [currency, sum] of Object.entries(b.sums)) {
    sums[currency] = formatAmount((parseAmount(sums[currency] ?? '0') ?? 0n) + (parseAmount(sum) ?? 0n));
  }
  const lastOrderAt = Math.max(a.lastOrderAt ?? -1, b.lastOrderAt ?? -1);
  return { orders: a.orders + b.orders, sums, ...(lastOrderAt < 0 ? {} : { lastOrderAt }) };
}
