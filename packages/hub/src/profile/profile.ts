import type { Channel, Consent, Direction, JourneyPhase, JsonObject, Purpose } from '@rialto/core/model';

/** Why a profile is known: the best that any of its identifiers offers. */
export type Assurance = 'device' | 'contact' | 'card' | 'login';

/** What was kept with a person's permission, and may be shown only as long as she permits it. */
export interface Permitted {
  /** The opt-in purposes of the event behind it; left out where it needed none. */
  readonly purposes?: readonly Purpose[] | undefined;
}

/** One article. Amounts are decimal strings. */
export interface ProfileItem {
  readonly productId: string;
  readonly name?: string | undefined;
  readonly quantity: number;
  readonly price?: string | undefined;
}

/** A cart that was not bought yet. */
export interface ProfileCart extends Permitted {
  readonly id: string;
  readonly channel: Channel;
  readonly items: readonly ProfileItem[];
  readonly updatedAt: number;
}

/** An order or a sale with the newest state that was heard of. */
export interface ProfileOrder {
  readonly id: string;
  readonly channel: Channel;
  readonly state: string;
  readonly placedAt: number;
  readonly updatedAt: number;
  readonly total?: string | undefined;
  readonly currency?: string | undefined;
  readonly items: readonly ProfileItem[];
}

/** A case of the customer service. */
export interface ProfileCase {
  readonly id: string;
  readonly state: 'open' | 'closed';
  readonly subject?: string | undefined;
  readonly channel: Channel;
  readonly openedAt: number;
  readonly updatedAt: number;
}

/** What the customer said to an offer. */
export interface ProfileResponse extends Permitted {
  readonly offerId: string;
  readonly response: 'presented' | 'accepted' | 'declined' | 'dismissed' | 'redeemed';
  readonly channel: Channel;
  readonly at: number;
  readonly productId?: string | undefined;
}

/** One contact. */
export interface ProfileTouch extends Permitted {
  readonly at: number;
  readonly channel: Channel;
  readonly direction: Direction;
  readonly event: string;
  readonly about?: string | undefined;
  readonly place?: string | undefined;
}

/** Where the chain of a person's consent records ends (docs/specs/consent-proof.md). */
export interface ProofHead {
  /** The number of its last record. */
  readonly count: number;
  /** The hash of its last record: it stands for all of them. */
  readonly head: string;
}

/**
 * What the hub holds about one person: a fold of the log, rebuilt at will, plain JSON.
 * Times are epoch milliseconds, money is decimal strings, lists are bounded (see `fold-event.ts`).
 */
export interface Profile {
  /** Derived from the event that founded it, so that a rebuild gives the same id. */
  readonly id: string;
  /** The number of changes. */
  readonly version: number;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly events: number;
  readonly assurance: Assurance;
  /** The business's own id: one at most, two different ones are two people. */
  readonly userId?: string | undefined;
  readonly consent: Consent;
  /** Left out where the person never decided anything. */
  readonly proof?: ProofHead | undefined;
  readonly facts: Readonly<Record<string, { readonly value: JsonObject[string]; readonly at: number }>>;
  readonly phase?:
    | (Permitted & { readonly phase: JourneyPhase; readonly because: string; readonly at: number })
    | undefined;
  readonly carts: readonly ProfileCart[];
  readonly orders: readonly ProfileOrder[];
  readonly cases: readonly ProfileCase[];
  readonly responses: readonly ProfileResponse[];
  /** Products bought and not brought back, newest last. */
  readonly owned: readonly { readonly productId: string; readonly at: number }[];
  readonly lastContact: Readonly<
    Record<string, Permitted & { readonly at: number; readonly campaign?: string | undefined }>
  >;
  readonly timeline: readonly ProfileTouch[];
  readonly revenue: {
    readonly orders: number;
    /** Sums by currency, decimal strings. */
    readonly sums: Readonly<Record<string, string>>;
    readonly lastOrderAt?: number | undefined;
  };
}
