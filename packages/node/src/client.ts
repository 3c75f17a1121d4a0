import {
  type ConsentGate,
  type CustomerContext,
  type EventName,
  type Message,
  type MessageType,
  type Plan,
  type Purpose,
  purposesOfMessage,
  type RetailPlan,
} from '@rialto/core';
import {
  type Announcer,
  type Clock,
  createAnnouncer,
  type FlushReport,
  type Random,
  type Receipt,
} from '@rialto/core/delivery';
import { createKeepAlive } from './adapters/keep-alive.ts';
import { createKyFetch } from './adapters/ky-fetch.ts';
import { systemClock } from './adapters/system-clock.ts';
import { systemRandom } from './adapters/system-random.ts';
import { type ContactDesk, createContactDesk } from './ask-contact.ts';
import { type CallConsent, decidedGate, droppingGate, undecidedGate } from './call-gate.ts';
import type { AliasCall, GroupCall, IdentifyCall, TrackCall, ViewCall } from './calls.ts';
import { type ClientOptions, resolveOptions } from './client-options.ts';
import { createConsentLookup } from './consent-lookup.ts';
import { type ContextTokenOptions, signContextToken } from './context-token.ts';
import { followCustomer } from './customer-stream.ts';
import { draftMessage, personOf } from './draft.ts';
import { createHubHttp } from './hub-http.ts';
import { createLine } from './line.ts';
import { type CustomerQuery, checkQuery, createHubReader } from './read-hub.ts';
import { type ConsentDesk, createConsentDesk } from './record-consent.ts';

/** How long `flush` and `close` may take. */
export interface Deadline {
  /** Milliseconds. */
  readonly timeout?: number;
}

/** A source on a server or a till. Tracking calls return at once and never throw. */
export interface Client<P extends Plan = RetailPlan> extends ConsentDesk, ContactDesk {
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
   * @throws RialtoError `hub-unreachable`, `hub-refused` or `invalid-option`, as a rejection
   * @example
   * ```ts
   * const customer = await rialto.customer({
   *   identifier: { kind: 'loyalty_card', value: '4711' },
   *   purpose: 'service',
   * });
   * ```
   */
  customer(query: CustomerQuery): Promise<CustomerContext | undefined>;
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

/** What reaches the client from outside, so that tests can hold it still. */
export interface ClientPorts {
  readonly clock: Clock;
  readonly random: Random;
}

const closeTimeout = 5_000;

/** {@link createClient} with a clock and chance of the caller's. */
export function createClientWith<P extends Plan = RetailPlan>(
  options: ClientOptions<P>,
  { clock, random }: ClientPorts,
): Client<P> {
  const resolved = resolveOptions(options);
  const { endpoint, key, channel, readTimeout: timeout } = resolved;
  const announcer = createAnnouncer();
  const closing = new AbortController();
  const fetch = createKyFetch(closing.signal);
  const http = createHubHttp({ fetch, endpoint, key, clock, timeout });
  const reader = createHubReader({ http, channel, clock });
  const contacts = createContactDesk(http);
  const line = createLine(resolved, { clock, random, announcer, fetch });
  const lookup = createConsentLookup({
    ask: reader.ask,
    clock,
    random,
    onAnswer: () => void line.pipeline.recheck(),
    onOutage: (reason) =>
      announcer.emit('error', {
        code: 'hub_unreachable',
        message: `The hub does not say what people permit (${reason}). Events that need it wait in memory.`,
      }),
  });
  let dropped = 0;
  announcer.on('dropped', ({ messageId }) => {
    dropped += 1;
    lookup.forget(messageId);
  });
  const keepAlive = createKeepAlive();
  const streams = new Set<() => void>();
  const ownPurposes = purposesOfPlan(resolved.plan);
  let closed: Promise<void> | undefined;

  function gateOf(message: Message, purposes: readonly Purpose[], consent?: CallConsent): ConsentGate {
    if (consent) return decidedGate(consent, purposes);
    if (resolved.consent) return line.watched(message.messageId, resolved.consent);
    if (purposes.every((purpose) => purpose === 'necessary')) return undecidedGate;
    // A write key may not ask: waiting for an answer would be waiting for ever.
    if (!key.startsWith('sk_')) return decidedGate({}, purposes);
    const person = personOf(message);
    return person ? lookup.gateFor(message.messageId, person, purposes) : droppingGate('refused:no-person');
  }

  function take(type: MessageType, call: unknown, dropBecause?: string): Receipt {
    const { source } = resolved;
    const drafted = draftMessage(type, call, { source, channel, clock, random });
    const { message } = drafted;
    const reason = drafted.ok ? dropBecause : drafted.reason;
    if (!drafted.ok || reason !== undefined) {
      return line.pipeline.accept(message, [], droppingGate(reason ?? 'invalid_message'));
    }
    const purposes = purposesOfMessage(message, ownPurposes);
    const receipt = line.pipeline.accept(message, purposes, gateOf(message, purposes, drafted.consent));
    // What this till records itself must not be overlooked for as long as the hub's last answer is valid.
    if (message.event === 'Consent Recorded') void receipt.delivered.then(lookup.refresh);
    return receipt;
  }

  /** Whoever asks for `delivered` waits for it: the process must not end before it, as it may otherwise. */
  function handOut(receipt: Receipt): Receipt {
    const { messageId, durable } = receipt;
    return {
      messageId,
      durable,
      get delivered() {
        if (!closed) keepAlive.until(receipt.delivered);
        return receipt.delivered;
      },
    };
  }

  const desk = createConsentDesk({
    take: (...call) => handOut(take(...call)),
    report: (problem) => announcer.emit('error', problem),
    channel,
    purposes: resolved.plan?.purposes,
  });

  async function flush({ timeout }: Deadline = {}): Promise<FlushReport> {
    const before = dropped;
    const began = clock.now();
    // Events that wait for the hub's word are part of what waits.
    await lookup.settled(timeout);
    const left = timeout === undefined ? {} : { timeout: Math.max(0, timeout - (clock.now() - began)) };
    const report = await line.pipeline.flush(left);
    return { ...report, dropped: dropped - before };
  }

  async function shutDown({ timeout = closeTimeout }: Deadline = {}): Promise<void> {
    await flush({ timeout });
    lookup.close();
    for (const stop of streams) stop();
    line.stop();
    const stopped = line.pipeline.close();
    closing.abort();
    await stopped;
    keepAlive.release();
  }

  return {
    track: (call) => handOut(take('track', call)),
    page: (call) => handOut(take('page', call)),
    screen: (call) => handOut(take('screen', call)),
    identify: (call) => handOut(take('identify', call)),
    group: (call) => handOut(take('group', call)),
    alias: (call) => handOut(take('alias', call)),
    ...desk,
    ...contacts,
    customer: (query) => reader.customer(query),
    onCustomer(query, listener) {
      checkQuery(query);
      if (closed) return () => {};
      const report = announcer.emit.bind(announcer, 'error');
      const stop = followCustomer(query, listener, { reader, clock, random, report });
      streams.add(stop);
      return () => {
        streams.delete(stop);
        stop();
      };
    },
    contextToken: (token) => signContextToken(token, { key, clock, random }),
    flush,
    close(deadline) {
      closed ??= shutDown(deadline);
      return closed;
    },
    on: announcer.on,
  };
}

const purposesOfPlan = (plan: Plan | undefined): Record<string, readonly Purpose[]> =>
  Object.fromEntries(Object.entries(plan?.events ?? {}).map(([name, { purposes }]) => [name, purposes]));

/**
 * Makes the client of a server or a till. It touches no network and ends no process; events go through the gate into
 * the queue at once, and to the hub in batches.
 *
 * @throws RialtoError `invalid-option`
 * @example
 * ```ts
 * const rialto = createClient({
 *   endpoint: 'http://127.0.0.1:4180',
 *   key: 'sk_…',
 *   source: 'till-hh-4',
 *   channel: 'store',
 *   queue: { path: './rialto-queue' },
 * });
 * ```
 */
export const createClient = <P extends Plan = RetailPlan>(options: ClientOptions<P>): Client<P> =>
  createClientWith(options, { clock: systemClock, random: systemRandom });
