import type { Channel, Direction, JourneyPhase } from './channel.ts';
import type { ConsentState } from './consent-record.ts';
import type { JsonObject } from './message.ts';
import type { Purpose } from './purpose.ts';

/** What a reader wants the customer context for; it decides which blocks the answer has. */
export const readPurposes = ['service', 'advice', 'personalization', 'marketing', 'self'] as const;

/** One of {@link readPurposes}. */
export type ReadPurpose = (typeof readPurposes)[number];

/** Every block says how fresh it is. */
export interface ContextBlock {
  /** When the newest event behind the block happened, ISO 8601. */
  readonly asOf: string;
}

/** Who the context is about, without saying who: the id is opaque. */
export interface ContextSubject extends ContextBlock {
  readonly id: string;
  /** `known` once the business's own id or a contact is among the identifiers. */
  readonly state: 'anonymous' | 'known' | 'verified';
  /** What the hub goes by: `device`, `login`, `card`, `contact`. */
  readonly assurance: 'device' | 'contact' | 'card' | 'login';
}

/** One line of what the person permits. */
export interface ContextPermission {
  readonly purpose: Purpose;
  readonly channel?: Channel;
  readonly state: ConsentState;
  readonly since: string;
  readonly expires?: string;
  /** The channels that the decision reaches: those in which it was given and which its text named. */
  readonly reach?: readonly Channel[];
  /** Two answers of the person disagree: the refusal stands until she decides. */
  readonly conflict?: true;
  /** Of a soft opt-in: the goods for which it holds. */
  readonly productGroups?: readonly string[];
}

/** One article in a cart or an order. */
export interface ContextItem {
  readonly productId: string;
  readonly name?: string;
  readonly quantity: number;
  /** A decimal string. */
  readonly price?: string;
}

/** An open cart. */
export interface ContextCart {
  readonly id: string;
  readonly channel: Channel;
  readonly items: readonly ContextItem[];
  readonly updatedAt: string;
}

/** One contact, newest first in the timeline. */
export interface ContextTouch {
  readonly at: string;
  readonly channel: Channel;
  readonly direction: Direction;
  readonly event: string;
  /** What it was about, in a few words: a product, an order number, a case. */
  readonly about?: string;
  readonly place?: string;
}

/** An order or a sale, from cart to return. */
export interface ContextOrder {
  readonly id: string;
  readonly channel: Channel;
  readonly state: string;
  readonly placedAt: string;
  readonly updatedAt: string;
  /** A decimal string. */
  readonly total?: string;
  readonly currency?: string;
  readonly items: readonly ContextItem[];
}

/** A case of the customer service. */
export interface ContextCase {
  readonly id: string;
  readonly state: 'open' | 'closed';
  readonly subject?: string;
  readonly channel: Channel;
  readonly openedAt: string;
  readonly updatedAt: string;
}

/** What the customer said to an offer. */
export interface ContextResponse {
  readonly offerId: string;
  readonly response: 'presented' | 'accepted' | 'declined' | 'dismissed' | 'redeemed';
  readonly channel: Channel;
  readonly at: string;
  readonly productId?: string;
}

/** What must not be offered, and why. */
export interface ContextSuppression {
  readonly offerId?: string;
  readonly productId?: string;
  readonly reason: 'declined' | 'owned' | 'complaint-open' | 'no-permission';
  readonly until?: string;
}

/**
 * The hub's answer to a touchpoint: what it may know of the customer now. Blocks that the purpose of the
 * read does not cover, or that the person has not permitted, are absent.
 */
export interface CustomerContext {
  /** Grows with every change of the profile. */
  readonly version: number;
  /** When the hub answered, ISO 8601. */
  readonly asOf: string;
  readonly purpose: ReadPurpose;
  readonly channel: Channel;
  readonly subject: ContextSubject;
  readonly permissions: ContextBlock & {
    readonly cells: readonly ContextPermission[];
    readonly reachableOn: readonly Channel[];
  };
  readonly phase?: ContextBlock & { readonly phase: JourneyPhase; readonly because: string };
  readonly now?: ContextBlock & {
    readonly lastTouchpoint?: ContextTouch;
    readonly carts: readonly ContextCart[];
  };
  readonly offers?: ContextBlock & {
    readonly active: readonly never[];
    readonly suppressed: readonly ContextSuppression[];
  };
  readonly responses?: ContextBlock & { readonly list: readonly ContextResponse[] };
  readonly campaigns?: ContextBlock & {
    readonly lastContact: readonly {
      readonly channel: Channel;
      readonly at: string;
      readonly campaign?: string;
    }[];
  };
  readonly orders?: ContextBlock & { readonly list: readonly ContextOrder[] };
  readonly cases?: ContextBlock & { readonly list: readonly ContextCase[] };
  readonly value?: ContextBlock & {
    readonly orders: number;
    /** Sums by currency, decimal strings. */
    readonly revenue: Readonly<Record<string, string>>;
    readonly lastOrderAt?: string;
  };
  readonly timeline?: ContextBlock & { readonly touches: readonly ContextTouch[] };
  /** The account's facts that the retailer may show: name and language. */
  readonly traits?: ContextBlock & { readonly facts: JsonObject };
}
