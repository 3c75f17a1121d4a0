import type { Channel, ConsentActor, ConsentCell, ConsentState, Identifier, Purpose } from '@rialto/core';
import type { Person } from './calls.ts';

/** A decision that a person told us, with its proof. */
export interface RecordConsentCall extends Person {
  /** Every cell that was shown or read out, refusals included; each states its state. */
  readonly cells: readonly ConsentCell[];
  /** How she said it: `spoken`, `signed`, `paper`, `screen`, `import`, … A grant needs it. */
  readonly method?: string | undefined;
  /** The exact words that she saw or heard. A grant needs them, or their hash. */
  readonly text?: string | undefined;
  /** The hash of the words, as `hashConsentText` makes it, where the hub has the words already. */
  readonly textHash?: string | undefined;
  /** The language of the words, `de`. */
  readonly locale?: string | undefined;
  /** Who took it down. A grant needs it where staff did. */
  readonly staff?: string | undefined;
  /** The store, till or call centre. A grant needs it where staff took it down. */
  readonly place?: string | undefined;
  /** Where the proof lies: a recording, a scan, a form. A grant by phone, by signature, on paper or by import needs it. */
  readonly evidence?: string | undefined;
  /**
   * Who spoke.
   * @default the person herself
   */
  readonly actor?: ConsentActor | undefined;
  /** The version of the privacy policy that she was shown. */
  readonly policyVersion?: string | undefined;
  /**
   * The channels whose use of the data the words named, `['web', 'app']`.
   * @default the one in which it was given
   */
  readonly reach?: readonly Channel[] | undefined;
  /** When the permission lapses: ISO 8601, a Date, or epoch milliseconds. */
  readonly validUntil?: string | number | Date | undefined;
  /**
   * When she decided, where it was noted later: ISO 8601, a Date, or epoch milliseconds.
   * @default the timestamp
   */
  readonly decidedAt?: string | number | Date | undefined;
  /**
   * When it was taken down.
   * @default now
   */
  readonly timestamp?: string | number | Date | undefined;
  /**
   * The channel in which she said it.
   * @default the client's
   */
  readonly channel?: Channel | undefined;
  /**
   * The record's id, up to 100 characters; give the number of a form that may be typed in twice.
   * @default a new UUIDv7
   */
  readonly messageId?: string | undefined;
}

/** A permission to contact a person was used. */
export interface ConsentUseCall extends Person {
  readonly purpose: Purpose;
  /** The channel on which she was contacted. */
  readonly channel: Channel;
  readonly campaign_id?: string | undefined;
  /** Who called. */
  readonly staff?: string | undefined;
  /** The number of the call or the letter. */
  readonly reference?: string | undefined;
  /**
   * When it was used.
   * @default now
   */
  readonly timestamp?: string | number | Date | undefined;
  /**
   * The id of the use, up to 100 characters.
   * @default a new UUIDv7
   */
  readonly messageId?: string | undefined;
}

/** Whom to ask for a confirmation, and of what. */
export interface ConfirmationRequest {
  /** The address or number that is to confirm, kind `email` or `phone`: the one confirms e-mail alone, the other text messages alone. */
  readonly identifier: Identifier;
  readonly purposes: readonly Purpose[];
  /** The exact words that the person agreed to; needed, or their hash. */
  readonly text?: string | undefined;
  /** The hash of the words, as `hashConsentText` makes it. */
  readonly textHash?: string | undefined;
  readonly locale?: string | undefined;
  readonly policyVersion?: string | undefined;
  /** The channels whose use of the data the words named. */
  readonly reach?: readonly Channel[] | undefined;
  /**
   * Seconds in which the link works, 60 to 2,592,000 (30 days).
   * @default 604_800 (7 days)
   */
  readonly ttl?: number | undefined;
}

/** What the link of a confirmation message needs. */
export interface Confirmation {
  /** For `{hub}/v1/consent/confirm?token=…`. Who has it can confirm: it goes into the one message and no log. */
  readonly token: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** Who is to be contacted, what for and how. */
export interface MayContactQuery {
  readonly identifier: Identifier;
  readonly purpose: Purpose;
  readonly channel: Channel;
  /** What the message is about, in the retailer's own words for its goods; the existing-customer exception needs it. */
  readonly productGroup?: string | undefined;
}

/** The hub's answer before a contact. */
export interface MayContact {
  readonly may: boolean;
  readonly state: ConsentState;
  /** Why: `granted`, `refused:marketing`, `undecided:marketing@email`, …; `hub-unreachable` or `hub-refused` where there was no answer. */
  readonly reason: string;
  /** Seconds for which the answer may be used. */
  readonly validFor: number;
  /** What goes with the contact: `opt_out_in_message`, `record_use`. */
  readonly duties: readonly string[];
}
