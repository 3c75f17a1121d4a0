import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@rialto/core/delivery';

/** A whole number from the least to the most. */
export const between = (random: Random, least: number, most: number): number =>
  Math.round(least + random.next() * (most - least));

/** Waits so many ms, by chance. */
export const someTime = (random: Random, least: number, most: number): Promise<void> =>
  delay(between(random, least, most));
