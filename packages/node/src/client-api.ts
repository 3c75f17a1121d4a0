import type { CustomerContext, EventName, PlanTypes, RetailPlanTypes } from '@rialto/core';
import type { Announcer, FlushReport, Receipt } from '@rialto/core/delivery';
import type { ContactDesk } from './ask-contact.ts';
import type { AliasCall, GroupCall, IdentifyCall, TrackCall, ViewCall } from './calls.ts';
import type { ContextTokenOptions } from './context-token.ts';
import type { CustomerAnswer, CustomerReadOptions } from './customer-reads.ts';
import type { CustomerQuery } from './read-hub.ts';
import type { ConsentDesk } from './record-consent.ts';

/** How long `flush` and `close` may take. */
export interface Deadline {
  /** Milliseconds. */
  readonly timeout?: number;
}

/** A source on a server or a till. Tracking calls return at once and never throw. */
export interface Client<P extends PlanTypes = RetailPlanTypes> extends ConsentDesk, ContactDesk {
  /**
   * Something happened.
   *
   * @example
   * ```ts
   * const sent = rialto.track({ event: 'Order Shipped', userId: 'c-42', properties: { order_id: 'o-7' } });
   * await sent.durable;
   * ```
   */
  track<Name extends EventName<P>>(call: TrackCall<P, Name>): Receipt;
  /** Somebody looked at a page. */
  page(call: ViewCall): Receipt;
  /** Somebody looked at a screen of an app, a kiosk or a till. */
  screen(call: ViewCall): Receipt;
  /** States facts about a person. */
  identify(call: IdentifyCall): Receipt;
  /** A person belongs to a household, a club or a company. */
  group(call: GroupCall): Receipt;
  /** Two ids are one person's. */
  alias(call: AliasCall): Receipt;
  /**
   * What the hub may tell this touchpoint about a customer now; undefined where it knows nobody.
   *
   * Never waits long: where the hub is slow or away, a copy of an earlier answer is given, marked `stale`, and where
   * there is none it rejects; while the hub is down it rejects at once.
   *
   * @throws RialtoError `hub-unreachable`, `hub-refused`, `closed` or `invalid-option`, as a rejection
   * @example
   * ```ts
   * const customer = await rialto.customer({
   *   identifier: { kind: 'loyalty_card', value: '4711' },
   *   purpose: 'service',
   * });
   * ```
   */
  customer(query: CustomerQuery, options?: CustomerReadOptions): Promise<CustomerAnswer | undefined>;
  /**
   * Calls back with the customer context now and after every change. While it listens, its connection keeps the
   * process alive.
   *
   * @returns the way to stop
   * @throws RialtoError `invalid-option`
   * @example
   * ```ts
   * const stop = rialto.onCustomer(query, (customer) => show(customer));
   * ```
   */
  onCustomer(query: CustomerQuery, listener: (customer: CustomerContext) => void): () => void;
  /**
   * Signs a token with which a browser may read the context of one person.
   *
   * @throws RialtoError `invalid-option`, as a rejection
   * @example
   * ```ts
   * const token = await rialto.contextToken({ userId: 'c-42', purposes: ['personalization'] });
   * ```
   */
  contextToken(options: ContextTokenOptions): Promise<string>;
  /** Sends what waits. Resolves when nothing waits, when the hub does not take it, or after `timeout`; never rejects. */
  flush(options?: Deadline): Promise<FlushReport>;
  /**
   * Sends what can be sent within `timeout` (5 s unless told), and stops. What is on disk stays there for the next
   * start; what waits for a decision is dropped as `closed`. Never rejects, and may be called twice.
   */
  close(options?: Deadline): Promise<void>;
  /** Listens for `delivered`, `rejected`, `dropped` and `error`; returns the way to stop. */
  on: Announcer['on'];
}
