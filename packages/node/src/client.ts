import {
  askGate,
  type ConsentGate,
  createMessageId,
  type Message,
  type MessageType,
  type PlanTypes,
  type Purpose,
  purposesOfMessage,
  type RetailPlanTypes,
} from '@rialto/core';
import {
  type Clock,
  createAnnouncer,
  type DeliveryProblem,
  type FlushReport,
  type Random,
  type Receipt,
} from '@rialto/core/delivery';
import { createDeadLetters } from './adapters/dead-letters.ts';
import { createKeepAlive } from './adapters/keep-alive.ts';
import { createKyFetch } from './adapters/ky-fetch.ts';
import { closeOnSignals } from './adapters/process-signals.ts';
import { systemClock } from './adapters/system-clock.ts';
import { createSystemIds, type NewId } from './adapters/system-ids.ts';
import { createSystemRandom } from './adapters/system-random.ts';
import { createContactDesk } from './ask-contact.ts';
import { type BeforeClose, beforeClose, createWaitingRoom } from './before-close.ts';
import { type CallConsent, decidedGate, droppingGate, undecidedGate } from './call-gate.ts';
import type { Client, Deadline } from './client-api.ts';
import { type ClientOptions, resolveOptions } from './client-options.ts';
import { createConsentLookup } from './consent-lookup.ts';
import { signContextToken } from './context-token.ts';
import { changeOf } from './customer-changes.ts';
import { createCustomerReads } from './customer-reads.ts';
import { followCustomer } from './customer-stream.ts';
import { draftMessage, personOf } from './draft.ts';
import { createEventEnds } from './event-ends.ts';
import { createHubHttp } from './hub-http.ts';
import { labelsOf } from './labels.ts';
import { createLine } from './line.ts';
import { type PersonChanges, type PersonListener, personChanges } from './person-changes.ts';
import { checkQuery, createHubReader } from './read-hub.ts';
import { createConsentDesk } from './record-consent.ts';
import { createWaitUntil } from './wait-until.ts';

/** What reaches the client from outside, so that tests can hold it still. */
export interface ClientPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Makes the ids of messages. Left out: of `random`. */
  readonly newId?: NewId;
}

const closeTimeout = 5_000;

/** {@link createClient} with a clock and chance of the caller's. */
export function createClientWith<P extends PlanTypes = RetailPlanTypes>(
  options: ClientOptions<P>,
  { clock, random, newId = (now) => createMessageId(now, random.bytes(10)) }: ClientPorts,
): Client<P> {
  const resolved = resolveOptions(options);
  const { endpoint, key, channel, readTimeout: timeout } = resolved;
  const announcer = createAnnouncer();
  const closing = new AbortController();
  const fetch = createKyFetch(closing.signal);
  const http = createHubHttp({ fetch, endpoint, key, clock, timeout });
  const reader = createHubReader({ http, channel, clock });
  const contacts = createContactDesk(http);
  const report = (problem: DeliveryProblem): void => announcer.emit('error', problem);
  const reads = createCustomerReads({ reader, clock, random, report, readTimeout: timeout });
  const letters = createDeadLetters({ path: resolved.queue.path, clock, report });
  const ends = createEventEnds(announcer);
  const line = createLine(resolved, {
    ...{ clock, random, announcer, fetch },
    onSettled: letters.add,
    onConsent: (gate) => void letters.purge(({ purposes }) => askGate(gate, purposes).verdict === 'drop'),
    // Whoever asks for `delivered` waits for it: the process must not end before it, as it may otherwise.
    onAwaited(delivered) {
      if (!closed) keepAlive.until(delivered);
    },
  });
  const lookup = createConsentLookup({
    ask: reader.ask,
    clock,
    random,
    onAnswer: () => void line.pipeline.recheck(),
    onOutage: (reason) =>
      report({
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
  const personListeners = new Set<PersonListener>();
  const waitingRoom = createWaitingRoom(clock);
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
    const drafted = draftMessage(type, call, { source, channel, clock, random, newId });
    const { message } = drafted;
    const reason = drafted.ok ? dropBecause : drafted.reason;
    if (!drafted.ok || reason !== undefined) {
      return line.pipeline.accept(message, [], droppingGate(reason ?? 'invalid_message'));
    }
    const purposes = purposesOfMessage(message, ownPurposes);
    const gate = gateOf(message, purposes, drafted.consent);
    const labels = labelsOf(message, purposes, drafted.priority);
    expectChanges(message);
    tracked?.();
    return line.pipeline.accept(message, purposes, gate, labels);
  }

  /** What this till says itself of a person must not be overlooked for as long as an answer of the hub is valid. */
  function expectChanges(message: Message): void {
    if (message.event === 'Consent Recorded') void ends.of(message.messageId).then(lookup.refresh);
    const change = changeOf(message);
    if (!change) return;
    // Only where somebody waits for it: in an outage that is an entry for each event.
    const end = change.strict ? ends.of(message.messageId) : undefined;
    reads.forget(change.people, end);
    if (end) for (const listener of personListeners) listener(change.people, end);
  }

  const desk = createConsentDesk({
    take,
    report,
    channel,
    purposes: resolved.plan?.purposes,
  });

  async function flush({ timeout }: Deadline = {}): Promise<FlushReport> {
    const before = dropped;
    const began = clock.now();
    const left = () => timeout && Math.max(0, timeout - (clock.now() - began));
    await waitingRoom.empty(timeout ?? closeTimeout);
    // Events that wait for the hub's word are part of what waits.
    await lookup.settled(left());
    const report = await line.pipeline.flush(timeout === undefined ? {} : { timeout: left() ?? 0 });
    return { ...report, dropped: dropped - before };
  }

  async function shutDown({ timeout = closeTimeout }: Deadline = {}): Promise<void> {
    const began = clock.now();
    await flush({ timeout });
    // Who came during the last send is let in; from here to the end of the pipeline nobody can come.
    await waitingRoom.empty(Math.max(0, timeout - (clock.now() - began)));
    lookup.close();
    stopSignals();
    for (const stop of streams) stop();
    line.stop();
    const stopped = line.pipeline.close();
    reads.close();
    closing.abort();
    await stopped;
    await letters.close();
    keepAlive.release();
  }

  const { waitUntil, closeOn } = resolved;
  const tracked = waitUntil && createWaitUntil({ waitUntil, flush, clock, report });
  const stopSignals = closeOnSignals({
    signals: closeOn,
    drain: (deadline) => flush({ timeout: deadline }),
    close: (deadline) => close({ timeout: deadline }),
  });

  const close = (deadline?: Deadline): Promise<void> => {
    closed ??= shutDown(deadline);
    return closed;
  };

  const client: Client<P> & PersonChanges & BeforeClose = {
    track: (call) => take('track', call),
    page: (call) => take('page', call),
    screen: (call) => take('screen', call),
    identify: (call) => take('identify', call),
    group: (call) => take('group', call),
    alias: (call) => take('alias', call),
    ...desk,
    ...contacts,
    customer: reads.customer,
    onCustomer(query, listener) {
      checkQuery(query);
      if (closed) return () => {};
      const stop = followCustomer(query, listener, { reader, clock, random, report, renew: reads.renew });
      streams.add(stop);
      return () => {
        streams.delete(stop);
        stop();
      };
    },
    contextToken: (token) => signContextToken(token, { key, clock, random }),
    flush,
    close,
    on: announcer.on,
    [personChanges](listener) {
      personListeners.add(listener);
      return () => void personListeners.delete(listener);
    },
    [beforeClose]: waitingRoom.add,
  };
  return client;
}

const purposesOfPlan = (plan: PlanTypes | undefined): Record<string, readonly Purpose[]> =>
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
export const createClient = <P extends PlanTypes = RetailPlanTypes>(options: ClientOptions<P>): Client<P> =>
  createClientWith(options, { clock: systemClock, random: createSystemRandom(), newId: createSystemIds() });
