import { type ConsentCell, type ConsentRecord, consentActors, type OptionRule } from '@rialto/core/model';
import type { ConsentProof } from './consent-manager.ts';
import { dayOf, lapsesAt } from './consent-state.ts';
import { shortText, text } from './manager-options.ts';

/** The longest text that a message has room for, characters. A longer one is recorded by its hash alone. */
const textLength = 8_000;

/** What may prove a choice. */
export const proofRules: { readonly [Name in keyof Required<ConsentProof>]: OptionRule } = {
  textHash: shortText,
  text,
  ui: shortText,
  actor: [consentActors.join(', '), (value) => (consentActors as readonly unknown[]).includes(value)],
  method: shortText,
  locale: shortText,
};

/**
 * Makes the record of a choice: every cell that was decided, refusals included, with its proof (P1).
 *
 * @param now - epoch milliseconds
 * @example
 * ```ts
 * createConsentRecord(cells, '2026-11', { locale: 'de', method: 'save' }, clock.now());
 * ```
 */
export const createConsentRecord = (
  cells: readonly ConsentCell[],
  policyVersion: string,
  { text: words, textHash, ...proof }: ConsentProof,
  now: number,
): ConsentRecord => ({
  cells,
  decided_at: new Date(now).toISOString(),
  valid_until: new Date(lapsesAt(dayOf(now))).toISOString(),
  policy_version: policyVersion,
  text_hash: textHash,
  text: words && words.length <= textLength ? words : undefined,
  ...proof,
});
