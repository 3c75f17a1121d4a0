// The entry of the chunk that a page loads once the person permits to store (docs/decisions/0009-lazy-chunks.md).
import { createDurableStore, type DurableStore, type DurableStoreParts } from './durable-store.ts';
import { createIndexedDbEventStore } from './indexeddb-event-store.ts';
import { createTabSharers, type TabSharers } from './tab-sharers.ts';

/** What {@link openDevice} needs. */
export interface DeviceParts extends DurableStoreParts {
  /** Told of each record on the device that is no event; with its id if it has one. */
  readonly onUnreadable: (messageId: string) => void;
}

/** What a page has once the person permits to store. */
export interface Device {
  readonly store: DurableStore;
  readonly sharers: TabSharers;
}

/** Opens the place on the device, and finds the other tabs. Nothing is opened before the first use. */
export function openDevice(parts: DeviceParts): Device {
  return {
    sharers: createTabSharers(parts.clock),
    store: createDurableStore(parts, createIndexedDbEventStore(parts.onUnreadable)),
  };
}
