import { type Channel, cellKey, type Purpose } from '@rialto/core/model';
import type { PurposeFacts } from './consent-manager.ts';
import type { CellRule } from './consent-state.ts';

/**
 * The cells that people are asked about: the purposes, then their contact channels.
 *
 * @param signalled - the purposes that the browser's signal refuses; none where it sends none
 * @example
 * ```ts
 * cellsOf(['marketing'], { marketing: ['email'] }, {}, []); // marketing, marketing@email
 * ```
 */
export function cellsOf(
  purposes: readonly Purpose[],
  channels: Readonly<Partial<Record<string, readonly Channel[]>>>,
  about: Readonly<Partial<Record<string, PurposeFacts>>>,
  signalled: readonly Purpose[],
): readonly CellRule[] {
  const contacts = purposes.flatMap((purpose) =>
    (channels[purpose] ?? []).map((channel) => [purpose, channel] as const),
  );
  return [...purposes.map((purpose) => [purpose] as const), ...contacts].map(([purpose, channel]) => ({
    key: cellKey(purpose, channel),
    purpose,
    channel,
    facts: about[purpose] && fingerprint(about[purpose]),
    signalled: !channel && signalled.includes(purpose),
  }));
}

/**
 * A short name of who gets the data and where they go, whatever the order: another one asks again (E3). Other words for how
 * long data are stored ask nobody (U5). 32 bits, and no secret.
 */
export const fingerprint = ({ recipients, thirdCountries }: PurposeFacts): string =>
  [...JSON.stringify([[...recipients].sort(), [...thirdCountries].sort()])]
    .reduce((hash, sign) => (hash * 31 + sign.charCodeAt(0)) >>> 0, 7)
    .toString(36);
