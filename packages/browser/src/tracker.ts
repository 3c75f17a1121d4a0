import type { Plan, RetailPlan } from '@rialto/core';
import type { Announcer, Receipt, StoredEvent } from '@rialto/core/delivery';
import {
  askGate,
  dateMessage,
  type GateDecision,
  isRecord,
  isText,
  type Message,
  type MessageDraft,
  purposesOfMessage,
  type Touchpoint,
} from '@rialto/core/model';
import { createAnnouncer, createPipeline } from '@rialto/core/pipeline';
import { browserClock as clock } from './adapters/browser-clock.ts';
import { browserFetch as fetch } from './adapters/browser-fetch.ts';
import { browserRandom as random } from './adapters/browser-random.ts';
import { databaseExists } from './adapters/database-exists.ts';
import { forgetTab } from './adapters/forget-tab.ts';
import { watchPage } from './adapters/page-lifecycle.ts';
import { postUnheard } from './adapters/post-unheard.ts';
import { readSurroundings } from './adapters/read-page.ts';
import { createWebKeyValue, type KeyValue } from './adapters/web-key-value.ts';
import { announceOnce } from './announce-once.ts';
import type { CaptureTarget } from './capture/capture.ts';
import { createCustomerReader } from './customer.ts';
import type { Delivery } from './delivery.ts';
import { followConsent } from './follow-consent.ts';
import { createIdentity, usableId, userKey } from './identity.ts';
import { createLazyDelivery } from './lazy-delivery.ts';
import { here } from './page-context.ts';
import { createPermission } from './permission.ts';
import { resolveOptions, type TrackerOptions } from './tracker-options.ts';
import type { Tracker, TrackOptions } from './tracker-types.ts';
import { version } from './version.ts';

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
  const options = resolveOptions(given);
  const { endpoint, writeKey, channel, consent, capture, events, queue, device, idStore } = options;
  const announcer = createAnnouncer();
  const onFallback = announceOnce(
    announcer,
    'storage_fallback',
    'No room to store: events wait in memory, and may be lost with the page.',
  );
  const recheck = ({ purposes }: StoredEvent): GateDecision => askGate(consent, purposes);
  const mayPass = (event: StoredEvent): boolean => recheck(event).verdict === 'pass';
  const permission = createPermission(consent, events);
  const shared = device?.shared;
  const storage: KeyValue = shared ? new Map() : createWebKeyValue(onFallback);
  const identity = createIdentity({
    permitted: permission.granted,
    storage,
    idStore: shared ? storage : idStore,
    random,
  });
  const watchers = new Set<Parameters<CaptureTarget['watch']>[0]>();
  const enrichers = new Set<(message: Message) => object>();
  const stops: (() => void)[] = [];
  /** What there is once for all parts; each takes of it what it names. */
  const common = {
    ...options,
    announcer,
    clock,
    random,
    fetch,
    identity,
    storage,
    shared,
    permission,
    recheck,
    mayPass,
    watchers,
    stops,
    exists: databaseExists,
  };
  const start = () => (shared ? 'refused' : permission.now());
  const loadDevice = () => import('./adapters/device.ts');
  const delivery = createLazyDelivery({
    ...common,
    maxEvents: queue.maxEvents,
    permission: start,
    post: (bodies) => postUnheard(`${endpoint}/v1/batch`, writeKey, bodies),
    async load() {
      const loading = import('./delivery.ts');
      // Side by side; whoever needs it copes with what fails.
      if (start() === 'granted') loadDevice().catch(() => {});
      const { openDelivery } = await loading;
      return openDelivery({
        ...common,
        onFallback,
        options: queue,
        start: start(),
        createDurable: async (parts) => (await loadDevice()).openDevice(parts),
        mayStore: (event) => permission.granted() && mayPass(event),
      });
    },
  });
  const customers = createCustomerReader({
    ...common,
    permitted: () => !shared && permission.granted(),
    forgetTab,
    load: () => import('./customer-link.ts'),
  });
  const pipeline = createPipeline({
    ...common,
    queue: delivery,
    prepare,
    watch(...news) {
      for (const look of watchers) look(...news);
    },
  });

  /** Adds what only a device that permits it may tell. */
  function prepare(message: Message): Message {
    const anonymousId = identity.anonymousId();
    if (!anonymousId) return message;
    const added = [...enrichers].map((add) => add(message));
    return {
      ...message,
      anonymousId,
      context: Object.assign({}, message.context, readSurroundings(), ...added),
    };
  }

  /** What callers hand over may throw when it is looked at; so it is looked at in here. */
  function send(draft: () => MessageDraft, options?: unknown): Receipt {
    try {
      const { timestamp, touchpoint }: TrackOptions = asObject(options) ?? {};
      const place = asObject(touchpoint);
      const message = dateMessage(
        {
          channel,
          userId: identity.userId(),
          ...draft(),
          timestamp,
          context: {
            library: { name: '@rialto/browser', version },
            ...here(),
            touchpoint: (shared ? { ...place, device: { shared } } : place) as Touchpoint,
          },
        },
        { now: clock.now(), random: random.bytes(10) },
      );
      return pipeline.accept(message, purposesOfMessage(message, events), consent);
    } catch {
      return letGo(announcer, 'not_serialisable');
    }
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
      const id = usableId(userId);
      if (!id) return letGo(announcer, 'invalid_user');
      // Who was there has left without signing out.
      if ((identity.userId() ?? id) !== id) tracker.reset();
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
    debug() {
      Promise.all([import('./debug/debug-overlay.ts'), delivery.open()])
        .then(([{ openDebug }, found]) => openDebug({ ...common, ...(found as Delivery), pipeline }))
        .catch(() => {
          announcer.emit('error', { code: 'debug_failed', message: 'The overlay could not be opened.' });
        });
    },
    async close() {
      for (const stop of stops.splice(0)) stop();
      customers.reset();
      await pipeline.close();
    },
  };

  const target = {
    ...tracker,
    permitted: permission.granted,
    storage,
    clock,
    random,
    enrich: joining(enrichers),
    watch: joining(watchers),
  } as CaptureTarget;
  stops.push(
    followConsent({ ...common, delivery, pipeline, send, onForget: customers.reset }),
    // Captures first: what they notice when the page is left must be there when the tracker sends.
    ...capture.map((begin) => begin(target)),
    watchPage({
      onHide: () => void pipeline.flush(),
      onLeave: delivery.leave,
      onReturn: pipeline.online,
      // Another tab has signed in or out: what is known of a customer here may be of somebody else.
      onStorage: (key) => (key ?? userKey) === userKey && customers.reset(),
    }),
  );
  if (shared) {
    void import('./adapters/shared-device.ts').then(
      ({ watchVisit }) => watchVisit(given, tracker, identity, clock, stops),
      () => announcer.emit('error', { code: 'visit_unwatched', message: 'Only reset() ends a visit.' }),
    );
  }
  return tracker;
}

/** A way into a set; it returns the way out. */
const joining =
  <T>(all: Set<T>) =>
  (one: T): (() => void) => {
    all.add(one);
    return () => void all.delete(one);
  };

/** What untyped callers hand over may be anything; only objects can be facts. */
const asObject = <T>(value: T): (T & object) | undefined => (isRecord(value) ? value : undefined);

function letGo(announcer: Announcer, reason: string): Receipt {
  announcer.emit('dropped', { messageId: '', reason });
  const dropped = Promise.resolve({ status: 'dropped' as const, reason });
  return { messageId: '', durable: dropped, delivered: dropped };
}
