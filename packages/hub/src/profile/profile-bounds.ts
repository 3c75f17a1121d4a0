import type { Assurance } from './profile.ts';

/** How much of each list a profile keeps; the log keeps everything. */
export const profileBounds = {
  timeline: 50,
  orders: 50,
  carts: 10,
  cartItems: 100,
  cases: 20,
  responses: 50,
  owned: 200,
} as const;

/**
 * The newest entries of a list, oldest first; at the same instant the order of arrival stays.
 *
 * @example
 * ```ts
 * newest(touches, 50, ({ at }) => at);
 * ```
 */
export const newest = <Entry>(
  list: readonly Entry[],
  bound: number,
  at: (entry: Entry) => number,
): readonly Entry[] => list.toSorted((a, b) => at(a) - at(b)).slice(-bound);

const assuranceOrder: readonly Assurance[] = ['device', 'contact', 'card', 'login'];

/** The better of two. */
export const bestAssurance = (a: Assurance, b: Assurance): Assurance =>
  assuranceOrder.indexOf(a) >= assuranceOrder.indexOf(b) ? a : b;
