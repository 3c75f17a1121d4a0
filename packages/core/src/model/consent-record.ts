import type { Channel } from './channel.ts';
import type { Purpose } from './purpose.ts';

/** What can stand in one cell purpose × channel. Only `granted` opens the gate for events. */
export const consentStates = [
  'unset',
  'pending',
  'granted',
  'denied',
  'withdrawn',
  'expired',
  'objected',
  'soft_opt_in',
] as const;

/** One of {@link consentStates}. `soft_opt_in` is the existing-customer exception of UWG §7(3): contact only. */
export type ConsentState = (typeof consentStates)[number];

/** What the existing-customer exception of a cell rests on (UWG §7(3)): a sale, a notice, and what the goods were. */
export interface ConsentException {
  /** The sale in which the address was given: a number of an order or a receipt. */
  readonly sale: string;
  /** Where the person was told that she can object: the text or form, by its own reference. */
  readonly notice: string;
  /** The retailer's own and similar goods for which it holds. */
  readonly product_group: string;
}

/** One answer of a person: for a purpose, and for one contact channel where it names one. */
export interface ConsentCell {
  readonly purpose: Purpose;
  /** A contact channel such as `email`. Left out: the purpose as such. */
  readonly channel?: Channel | undefined;
  readonly state: ConsentState;
  /** Needed where the state is `soft_opt_in`, and there alone. */
  readonly exception?: ConsentException | undefined;
}

/** Who spoke: the person, a guardian for her, a member of staff who took it down, or a machine (a lapse, an import). */
export const consentActors = ['customer', 'guardian', 'staff', 'system'] as const;

/** One of {@link consentActors}. */
export type ConsentActor = (typeof consentActors)[number];

/**
 * One decision with its proof, immutable: who decided is the message's person, the rest stands here.
 * It travels as the properties of the event `Consent Recorded`.
 *
 * Sources: GDPR Article 7(1), ISO/IEC TS 27560:2023 (consent record information structure).
 */
export interface ConsentRecord {
  /** Every cell that was shown, refusals included. */
  readonly cells: readonly ConsentCell[];
  /** When the person decided, ISO 8601. Left out: the message's timestamp. */
  readonly decided_at?: string | undefined;
  readonly policy_version?: string | undefined;
  /** The exact words by hash, `sha256:…`; see `hashConsentText`. */
  readonly text_hash?: string | undefined;
  /** The exact words. The hub keeps each text once, by its hash, and not in the log. */
  readonly text?: string | undefined;
  readonly locale?: string | undefined;
  /** How: `accept_all`, `reject_all`, `save`, `withdraw`, `spoken`, `signed`, `import`, … */
  readonly method?: string | undefined;
  /** Who spoke. Left out: the person. */
  readonly actor?: ConsentActor | undefined;
  /** What the words were shown by: component, version and layer, such as `rialto-consent/0.1.0 settings`. */
  readonly ui?: string | undefined;
  /** The store, till, call centre or page. */
  readonly place?: string | undefined;
  /** The member of staff who took the decision down. */
  readonly staff?: string | undefined;
  /** Where the proof lies: a recording, a scan, a form. */
  readonly evidence?: string | undefined;
  /** The channels whose use of the data the text named. Left out: only the one in which it was given. */
  readonly reach?: readonly Channel[] | undefined;
  /** When it lapses, ISO 8601. */
  readonly valid_until?: string | undefined;
}

/** The key of a cell in `Consent` (fold-consent.ts). */
export const cellKey = (purpose: Purpose, channel?: Channel): string =>
  channel ? `${purpose}@${channel}` : purpose;

/** How strict each state is; in a tie or a conflict the higher one stands. */
export const strictness: Readonly<Record<ConsentState, number>> = {
  unset: 0,
  granted: 1,
  soft_opt_in: 2,
  pending: 3,
  expired: 4,
  denied: 5,
  withdrawn: 6,
  objected: 7,
};

/** Whether a state is a refusal: not open, and not merely unanswered. */
export const isRefusal = (state: ConsentState): boolean => strictness[state] >= strictness.expired;
