import type { EventName, EventProperties, Plan, RetailPlan } from '@rialto/core';
import {
  type Announcer,
  createAnnouncer,
  createFetchTransport,
  createPipeline,
  cutBatch,
  type FlushReport,
  type Receipt,
  type StoredEvent,
} from '@rialto/core/delivery';
import {
  askGate,
  type CustomerContext,
  dateMessage,
  type GateDecision,
  isRecord,
  isText,
  type Message,
  type MessageDraft,
  purposesOfMessage,
  type Touchpoint,
} from '@rialto/core/model';
import { browserClock as clock } from './adapters/browser-clock.ts';
import { browserFetch as fetch } from './adapters/browser-fetch.ts';
import { browserRandom as random } from './adapters/browser-random.ts';
import { databaseExists } from './adapters/database-exists.ts';
import { watchPage } from './adapters/page-lifecycle.ts';
import { readPage, readSurroundings } from './adapters/read-page.ts';
import { createWebKeyValue } from './adapters/web-key-value.ts';
import { type CustomerOptions, createCustomerReader } from './customer.ts';
import { createDeviceEventStore } from './device-event-store.ts';
import { followConsent } from './follow-consent.ts';
import { createIdentity } from './identity.ts';
import { type PageContext, pageContext } from './page-context.ts';
import { createPermission } from './permission.ts';
import { resolveOptions, type TrackerOptions } from './tracker-options.ts';
import { version } from './version.ts';

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
   * The customer context, read with a token from the shop's server.
   * Rejects with a RialtoError, `hub-unreachable` or `hub-refused`.
   */
  customer(options: CustomerOptions): Promise<CustomerContext>;
  /**
   * The customer context now and after each change, by server-sent events; with the last token, or one of its own.
   * Returns the way to stop.
   */
  onCustomer(listener: (customer: CustomerContext) => void, options?: CustomerOptions): () => void;
  /** The device's random id; undefined without device permission. */
  anonymousId(): string | undefined;
  /** Stops. What is stored on the device stays there for the next page. */
  close(): Promise<void>;
}

/**
 * Makes the tracker of a page.
 *
 * @throws RialtoError `invalid-option`
 * @example
 * ```ts
 * const rialto = createTracker({ endpoint: '/rialto', writeKey: 'wk_…', channel: 'web', consent });
 * rialto.track('Product Viewed', { product_id: 'A1', name: 'Lamp', price: 19.99, currency: 'EUR' });
 * ```
 */
export function createTracker<P extends Plan = RetailPlan>(given: TrackerOptions): Tracker<P> {
  const { endpoint, writeKey, channel, consent, capture, events, queue } = resolveOptions(given);
  const announcer = createAnnouncer();
  const onFallback = announceOnce(announcer);
  const recheck = ({ purposes }: StoredEvent): GateDecision => askGate(consent, purposes);
  const mayPass = (event: StoredEvent): boolean => recheck(event).verdict === 'pass';
  const permission = createPermission(consent, events);
  const identity = createIdentity({
    permitted: permission.granted,
    storage: createWebKeyValue(onFallback),
    random,
  });
  const store = createDeviceEventStore({
    createDurable: async () =>
      (await import('./adapters/indexeddb-event-store.ts')).createIndexedDbEventStore(),
    exists: databaseExists,
    start: permission.now(),
    mayStore: (event) => permission.granted() && mayPass(event),
    onFallback,
  });
  const customers = createCustomerReader({
    clock,
    random,
    announcer,
    endpoint,
    channel,
    fetch,
    load: () => import('./customer-link.ts'),
  });
  const transport = createFetchTransport({ fetch, endpoint, key: writeKey, clock, keepalive: true });
  const pipeline = createPipeline({
    clock,
    random,
    announcer,
    store,
    transport,
    options: queue,
    recheck,
    prepare,
  });

  /** Adds what only a device that permits it may tell. */
  function prepare(message: Message): Message {
    const anonymousId = identity.anonymousId();
    if (!anonymousId) return message;
    return { ...message, anonymousId, context: { ...message.context, ...readSurroundings() } };
  }

  /** What callers hand over may throw when it is looked at; so it is looked at in here. */
  function send(draft: () => MessageDraft, options?: unknown): Receipt {
    try {
      const { timestamp, touchpoint }: TrackOptions = asObject(options) ?? {};
      const message = dateMessage(
        {
          channel,
          userId: identity.userId(),
          ...draft(),
          timestamp,
          context: {
            library: { name: '@rialto/browser', version },
            ...here(),
            ...(touchpoint && { touchpoint }),
          },
        },
        { now: clock.now(), random: random.bytes(10) },
      );
      return pipeline.accept(message, purposesOfMessage(message, events), consent);
    } catch {
      return letGo(announcer, 'not_serialisable');
    }
  }

  /**
   * A click tracks and leaves the page in one go, and IndexedDB may be too slow for it. Should the event
   * be stored after all, the next page sends it again, and the hub takes it once.
   */
  function sendUnsaved(): void {
    const allowed = store.unsaved().filter(mayPass);
    const batch = cutBatch(allowed, { messages: allowed.length, bytes: queue.batchBytes });
    if (batch.length > 0) void transport.send(batch);
  }

  const tracker: Tracker<P> = {
    track(event, ...[properties, options]) {
      if (!isText(event)) return letGo(announcer, 'invalid_event');
      return send(() => ({ type: 'track', event, properties: asObject(properties) }), options);
    },
    page(name, properties, options) {
      return send(
        () => ({
          type: 'page',
          ...(isText(name) && { name }),
          properties: { ...here().page, ...asObject(properties) },
        }),
        options,
      );
    },
    identify(userId, traits) {
      const id = typeof userId === 'number' ? String(userId) : userId;
      if (!isText(id)) return letGo(announcer, 'invalid_user');
      identity.identify(id);
      return send(() => ({ type: 'identify', userId: id, traits: asObject(traits) }));
    },
    reset() {
      identity.reset();
      pipeline.dropHeld('reset');
      customers.reset();
    },
    flush: (options) => pipeline.flush(options),
    on: announcer.on,
    customer: customers.read,
    onCustomer: customers.follow,
    anonymousId: identity.anonymousId,
    async close() {
      for (const stop of stops.splice(0)) stop();
      customers.reset();
      await pipeline.close();
    },
  };

  const stops = [
    followConsent({ consent, permission, identity, store, pipeline, send }),
    // Captures first: what they notice when the page is left must be there when the tracker sends.
    ...capture.map((begin) => begin(tracker as unknown as Parameters<typeof begin>[0])),
    watchPage({ onHide: () => void pipeline.flush(), onLeave: sendUnsaved, onOnline: pipeline.online }),
  ];
  return tracker;
}

/** What untyped callers hand over may be anything; only objects can be facts. */
const asObject = <T>(value: T): (T & object) | undefined => (isRecord(value) ? value : undefined);

/** The page as it may travel; nothing where there is none, as on a server. */
function here(): PageContext {
  const page = readPage();
  return page ? pageContext(page) : {};
}

function letGo(announcer: Announcer, reason: string): Receipt {
  announcer.emit('dropped', { messageId: '', reason });
  const dropped = Promise.resolve({ status: 'dropped' as const, reason });
  return { messageId: '', durable: dropped, delivered: dropped };
}

function announceOnce(announcer: Announcer): () => void {
  let told = false;
  return () => {
    if (told) return;
    told = true;
    announcer.emit('error', {
      code: 'storage_fallback',
      message: 'No room to store: events are lost with the page.',
    });
  };
}
