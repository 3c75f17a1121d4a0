import {
  type Channel,
  type Consent,
  type ConsentState,
  consentStateOf,
  isRefusal,
  type Purpose,
  type ReadPurpose,
} from '@rialto/core/model';
import { mayUse } from './may-use.ts';

/** The blocks of a customer context that a rule can open; `subject` and `permissions` are always there. */
export type BlockName =
  | 'traits'
  | 'phase'
  | 'now'
  | 'offers'
  | 'responses'
  | 'campaigns'
  | 'orders'
  | 'cases'
  | 'value'
  | 'timeline';

/** What a purpose of reading opens, and what the person must have granted for it. */
interface ReadRule {
  readonly blocks: readonly BlockName[];
  /** Left out: the read serves the contract or the person's own request. */
  readonly needs?: Purpose;
}

/**
 * Which blocks each purpose opens: the allow-list of design section 7.
 * `service` and `advice` answer a customer who is there and asks; `self` is her own page.
 */
export const readRules: Readonly<Record<ReadPurpose, ReadRule>> = {
  service: {
    blocks: ['traits', 'now', 'offers', 'responses', 'orders', 'cases', 'timeline', 'phase', 'campaigns'],
  },
  advice: { blocks: ['traits', 'now', 'offers', 'responses', 'orders', 'phase'] },
  self: { blocks: ['traits', 'now', 'offers', 'orders', 'cases'] },
  personalization: { blocks: ['now', 'offers', 'responses', 'phase'], needs: 'personalization' },
  marketing: { blocks: ['offers', 'responses', 'campaigns', 'phase', 'value'], needs: 'marketing' },
};

/**
 * The blocks that a read may show; none where the person has not granted what it needs.
 *
 * @param stateOf - the person's decision on a purpose
 * @example
 * ```ts
 * blocksFor('service', () => 'unset').has('orders'); // true
 * blocksFor('marketing', () => 'denied').size; // 0
 * ```
 */
export function blocksFor(
  purpose: ReadPurpose,
  stateOf: (purpose: Purpose) => ConsentState,
): ReadonlySet<BlockName> {
  const { blocks, needs } = readRules[purpose];
  const isAllowed = needs === undefined || stateOf(needs) === 'granted';
  return new Set(isAllowed ? blocks : []);
}

/**
 * What a person has decided on a use of her data where it is read: her own word for the channel opens and closes it,
 * elsewhere that for the purpose as such. An objection to marketing closes the profiling for it too
 * (GDPR Article 21(2)).
 *
 * @param now - epoch milliseconds
 * @example
 * ```ts
 * blocksFor('marketing', (needed) => stateForRead(profile.consent, needed, 'email', now));
 * ```
 */
export function stateForRead(
  consent: Consent,
  purpose: Purpose,
  channel: Channel,
  now: number,
): ConsentState {
  if (mayUse(consent, { purpose, channel, known: [purpose], now }).may) return 'granted';
  const own = consentStateOf(consent, purpose, now, channel);
  return isRefusal(own) ? own : consentStateOf(consent, purpose, now);
}
