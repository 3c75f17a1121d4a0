import type { Random } from '@rialto/core/delivery';

/** The middle one of some figures; of two middle ones, what lies between. NaN of none, or where one is missing. */
export function median(figures: readonly number[]): number {
  if (figures.some(Number.isNaN)) return Number.NaN;
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

export const sum = (figures: readonly number[]): number => figures.reduce((total, one) => total + one, 0);

/** A list in another order, by chance. */
export function shuffle<T>(list: readonly T[], random: Random): readonly T[] {
  return list
    .map((item) => [random.next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
