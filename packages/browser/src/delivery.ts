// The entry of the chunk that a page loads once an event may be sent (docs/decisions/0009-lazy-chunks.md).
import type { Fetch, Queue, QueueParts, Transport } from '@rialto/core/delivery';
import { createFetchTransport, createQueue } from '@rialto/core/queue';
import { createDeparture, type DepartureParts } from './departure.ts';
import {
  createDeviceEventStore,
  type DeviceEventStore,
  type DeviceEventStoreParts,
} from './device-event-store.ts';

/** What {@link openDelivery} needs. */
export interface DeliveryParts
  extends Omit<QueueParts, 'store' | 'transport' | 'sharers'>,
    Omit<DeviceEventStoreParts, 'onUnreadable'>,
    Pick<DepartureParts, 'mayPass'> {
  readonly endpoint: string;
  readonly writeKey: string;
  readonly fetch: Fetch;
}

/** Everything between the gate and the hub. */
export interface Delivery {
  readonly queue: Queue;
  readonly store: DeviceEventStore;
  /** The one that meets the network. */
  readonly transport: Transport;
  /** The page is being left; says whether something is on its way whose end nobody may hear. */
  leave(): boolean;
}

/** Composes queue, store and transport of a page. */
export function openDelivery(parts: DeliveryParts): Delivery {
  const { announcer, clock, endpoint, writeKey, fetch, mayPass, mayStore } = parts;
  const inDoubt = new Set<string>();
  let isFallenBack = false;
  const store = createDeviceEventStore({
    ...parts,
    onFallback() {
      isFallenBack = true;
      parts.onFallback();
    },
    onUnreadable: (messageId) => announcer.emit('dropped', { messageId, reason: 'unreadable' }),
  });
  const transport = createFetchTransport({ fetch, endpoint, key: writeKey, clock, keepalive: true });
  const departure = createDeparture({
    transport,
    store,
    announcer,
    mayPass,
    inDoubt,
    isDurable: (event) => !isFallenBack && mayStore(event),
  });
  const queue = createQueue({
    ...parts,
    store,
    inDoubt,
    sharers: store.sharers,
    transport: departure.transport,
  });
  return { queue, store, transport, leave: departure.leave };
}
