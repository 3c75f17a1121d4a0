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
  const cellOf = (purpose: Purpose, channel?: Channel): CellRule => ({
    key: cellKey(purpose, channel),
    purpose,
    channel,
    facts: about[purpose] && fingerprint(about[purpose]),
    signalled: !channel && signalled.includes(purpose),
  });
  return [
    ...purposes.map((purpose) => cellOf(purpose)),
    ...purposes.flatMap((purpose) => (channels[purpose] ?? []).map((channel) => cellOf(purpose, channel))),
  ];
}

/**
 * A short name of who gets the data and where they go, whatever the order: another one asks again (E3). Other words for how
 * long data are stored ask nobody (U5). Twelve digits, which a step of 53 bits leaves exact, and no secret.
 */
export const fingerprint = ({ recipients, thirdCountries }: PurposeFacts): string =>
  [...JSON.stringify([recipients, thirdCountries].map((list) => [...list].sort()))]
    .reduce((hash, sign) => (hash * 8_191 + (sign.codePointAt(0) as number)) % 1e12, 7)
    .toString(36);
