import type { Assurance, ProfileResponse } from './profile.ts';

/** How much of each list a profile keeps; the log keeps everything. */
export const profileBounds = {
  timeline: 50,
  orders: 50,
  carts: 10,
  cartItems: 100,
  cases: 20,
  responses: 50,
  presented: 20,
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

/**
 * The newest responses to offers. What was merely presented is bounded apart: a banner on every page must not
 * push out the refusal that keeps an offer from being made again.
 */
export const newestResponses = (list: readonly ProfileResponse[]): readonly ProfileResponse[] => {
  const { responses, presented } = profileBounds;
  const at = (entry: ProfileResponse): number => entry.at;
  const isPresented = ({ response }: ProfileResponse): boolean => response === 'presented';
  const shown = newest(list.filter(isPresented), presented, at);
  const answered = newest(
    list.filter((entry) => !isPresented(entry)),
    responses,
    at,
  );
  return newest([...shown, ...answered], responses + presented, at);
};

const assuranceOrder: readonly Assurance[] = ['device', 'contact', 'card', 'login'];

/** The better of two. */
export const bestAssurance = (a: Assurance, b: Assurance): Assurance =>
  assuranceOrder.indexOf(a) >= assuranceOrder.indexOf(b) ? a : b;
