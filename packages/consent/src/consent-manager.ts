import type {
  Channel,
  ConsentActor,
  ConsentCell,
  ConsentGate,
  ConsentRecord,
  ConsentState,
} from '@rialto/core/model';

/** The text to which people consent. */
export interface ConsentPolicy {
  /** The version of the text; goes into each record. */
  readonly version: string;
  /** Where it can be read. */
  readonly url: string;
  /** Who is responsible: name and address (GDPR Article 13(1)(a)). */
  readonly controller?: string;
}

/** What people must be told of a purpose before they permit it (GDPR Article 13). A change asks again for it. */
export interface PurposeFacts {
  /** Who else gets the data; empty for nobody. */
  readonly recipients: readonly string[];
  /** Countries outside the EU to which data go; empty for none. */
  readonly thirdCountries: readonly string[];
  /** How long data are stored, in words of the page's language: `13 months`. */
  readonly storedFor: string;
}

/** The key of a cell: a purpose, or a purpose on a contact channel, `marketing@email`. */
export type CellKey<P extends string = string> = P | `${P}@${Channel}`;

/** What changed, by cell. */
export interface ConsentChange<P extends string = string> {
  /** Permitted now, and not before. */
  readonly granted: readonly CellKey<P>[];
  /** Refused now and not before, or no longer permitted. */
  readonly refused: readonly CellKey<P>[];
}

/** What a signed-in person permits, as the hub's customer context says it: `customer.permissions`. */
export interface PersonPermissions {
  readonly cells: readonly {
    readonly purpose: string;
    readonly channel?: Channel | undefined;
    readonly state: ConsentState;
    /** The channels that the decision reaches; left out: none. */
    readonly reach?: readonly Channel[] | undefined;
  }[];
}

/** What a manager announces, by name. */
export interface ConsentEvents<P extends string = string> {
  /** A state has changed, here, in another tab, or by what the signed-in person permits. */
  change: ConsentChange<P>;
  /** The person has chosen, here; comes before `change`. */
  record: ConsentRecord;
  /** What a signed-in person decided elsewhere counts here now: tell her (CNIL 2025-131). */
  adopted: ConsentChange<P>;
}

/** What proves a choice. */
export interface ConsentProof {
  /** The words that were shown, by hash: `sha256:…`. */
  readonly textHash?: string | undefined;
  /** The words themselves; the hub keeps each text once. */
  readonly text?: string | undefined;
  /** What showed them: `rialto-consent/0.1.0 settings`. */
  readonly ui?: string | undefined;
  /** Who spoke; left out: the person herself. */
  readonly actor?: ConsentActor | undefined;
  /** How, where it was not one of the manager's own ways: `embed`. */
  readonly method?: string | undefined;
  /** The language of the words, where it was another than the manager's `locale`. */
  readonly locale?: string | undefined;
}

/** Answers by cell. */
export type ConsentChoices<P extends string = string> = {
  readonly [Key in CellKey<P>]?: boolean | undefined;
};

/** One person's choice on one device. It is a `ConsentGate`: give it to a tracker. */
export interface ConsentManager<P extends string = string> extends ConsentGate {
  readonly purposes: readonly P[];
  /** The contact channels that people are asked about, by purpose. */
  readonly channels: Readonly<Partial<Record<P, readonly Channel[]>>>;
  readonly policy: ConsentPolicy;
  /** What people are told of each purpose. */
  readonly about: Readonly<Partial<Record<P, PurposeFacts>>>;
  readonly locale: string;
  /** The state of every purpose now. */
  state(): Readonly<Record<P, ConsentState>>;
  /** Every cell that people are asked about, with its state now: the purposes, then their contact channels. */
  cells(): readonly ConsentCell[];
  /** Whether somebody must be asked: a purpose has no answer, or one that has lapsed. */
  needsDecision(): boolean;
  /** The purposes that somebody must be asked about; after a first answer only what is new or has lapsed. */
  undecided(): readonly P[];
  /** Whether the browser sends Global Privacy Control, and it is honoured here. */
  readonly privacyControl: boolean;
  /** Permits every purpose. Contact channels stay as they are: being written to or called needs a word of its own. */
  acceptAll(proof?: ConsentProof): void;
  /** Refuses every purpose and every contact channel; what was permitted is withdrawn. */
  rejectAll(proof?: ConsentProof): void;
  /** Decides every cell: what is not named is refused. */
  save(choices: ConsentChoices<P>, proof?: ConsentProof): void;
  /** Decides the cells that are named, and leaves the others as they are. */
  answer(choices: ConsentChoices<P>, proof?: ConsentProof): void;
  /** Takes one permission back, and leaves the others as they are. */
  withdraw(cell: CellKey<P>, proof?: ConsentProof): void;
  /**
   * A person has signed in, or her permissions have changed: from now on both this device's choice and hers must allow. Where
   * the device has no answer of its own, hers counts, as far as it reaches. Nothing of it is stored on the device.
   */
  signIn(permissions: PersonPermissions): void;
  /** She has signed out: this device's own choice counts alone, as it was. */
  signOut(): void;
  on<Name extends keyof ConsentEvents>(
    event: Name,
    listener: (event: ConsentEvents<P>[Name]) => void,
  ): () => void;
}
