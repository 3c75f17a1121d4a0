// What a page may call, apart from how it is done: types alone, so that they cost a page nothing.
import type { EventName, EventProperties, Plan, RetailPlan } from '@rialto/core';
import type { Announcer, FlushReport, Receipt } from '@rialto/core/delivery';
import type { CustomerContext, Touchpoint } from '@rialto/core/model';
import type { CustomerOptions } from './customer.ts';

/** What may be said of one event or page view beside its properties. */
export interface TrackOptions {
  /** When it happened, if not now: ISO 8601, a Date, or epoch milliseconds. */
  readonly timestamp?: string | number | Date;
  /** The named place: `{ id: 'home-hero' }`. */
  readonly touchpoint?: Touchpoint;
}

/** The arguments of `track` after the event's name; properties that are all optional may be left out. */
export type TrackArguments<Properties> =
  Record<never, never> extends Properties
    ? [properties?: Properties, options?: TrackOptions]
    : [properties: Properties, options?: TrackOptions];

/** What a page speaks to. Its tracking calls never throw and never block. */
export interface Tracker<P extends Plan = RetailPlan> {
  /** Something has happened. The receipt need not be looked at. */
  track<Name extends EventName<P>>(event: Name, ...rest: TrackArguments<EventProperties<P, Name>>): Receipt;
  /** A page was viewed; its address and title are added. */
  page(name?: string, properties?: object, options?: TrackOptions): Receipt;
  /** The business's own id of who is signed in, and what it knows of them. */
  identify(userId: string, traits?: object): Receipt;
  /** The person has signed out, or another may be there: forgets who it was. */
  reset(): void;
  /** Sends what waits. Resolves when nothing waits, when the hub does not take it, or after `timeout` ms. */
  flush(options?: { readonly timeout?: number }): Promise<FlushReport>;
  /** Listens; returns the way to stop. */
  on: Announcer['on'];
  /**
   * The customer context, read with a token from the shop's server: asked for once, and given from then on at once, in the same task,
   * while the page asks behind whether it holds still. Forgotten with `reset`, a withdrawal and another sign-in.
   * Rejects with a RialtoError, `hub-unreachable`, `hub-refused` or `not-signed-in`.
   *
   * @example
   * ```ts
   * // A component: what is known comes at once; after 300 ms it renders without.
   * const customer = await rialto.customer({ token, within: 300 }).catch(() => undefined);
   * ```
   */
  customer(options?: CustomerOptions): Promise<CustomerContext>;
  /**
   * The customer context now and after each change, by server-sent events, and by polling where they do not come through; with the last
   * token, or one of its own. Returns the way to stop. `reset` and a withdrawal of everything stop it, too.
   *
   * @throws RialtoError `not-signed-in` where no token has been given yet
   */
  onCustomer(listener: (customer: CustomerContext) => void, options?: CustomerOptions): () => void;
  /** The device's random id; undefined without device permission. */
  anonymousId(): string | undefined;
  /** Opens an overlay in the page for whoever builds it: events, what the gate says of them, the queue and the deliveries. */
  debug(): void;
  /** Stops. What is stored on the device stays there for the next page. */
  close(): Promise<void>;
}
