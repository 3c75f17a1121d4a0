import type { EventStore, Priority, StoredEvent, StoreSize } from '@rialto/core/delivery';
import { createJournal } from './journal.ts';
import type { LanedStoreOptions, LanedStoreParts } from './journal-options.ts';

export type { LanedStoreOptions } from './journal-options.ts';

/** One durable store with several lines of events. */
export interface LanedStore {
  /** One view for each lane: an event goes to the lane `order % lanes`; without an `order`, to the one that appends it. `close` of a view does nothing. */
  readonly lanes: readonly EventStore[];
  /** All that waits, over all lanes, with what is on its way to the disk. */
  size(): StoreSize;
  /** Whether the event waits, in whichever lane; yes, too, where that cannot be known. Never rejects. */
  has(messageId: string): Promise<boolean>;
  /** What each lane held when the directory was opened. */
  found(): Promise<readonly StoreSize[]>;
  /** The oldest of the lowest priority that waits, at or below the one named; at most `limit`. */
  oldest(priority: Priority, limit: number): Promise<readonly StoredEvent[]>;
  /** Finishes what was begun and gives the directory free. Never rejects. */
  close(): Promise<void>;
}

/**
 * An {@link EventStore} for each lane over one append-only journal of segment files. Appends that wait together share
 * one fdatasync, whichever lane they are for; removals are records as well, and a segment is deleted when nothing in
 * it waits any more.
 *
 * A directory that cannot be used, or not any more, never costs a sale: the store says so once and goes on in memory.
 * Of what is on disk only numbers are in memory, and the newest events, so that a million may wait.
 *
 * @example
 * ```ts
 * const store = createLanedStore({ path: './queue', lanes: 4, clock, random, report });
 * await store.lanes[0]?.append([event]);
 * ```
 */
export function createLanedStore(options: LanedStoreOptions, parts: LanedStoreParts = {}): LanedStore {
  const journal = createJournal(options, parts);
  return {
    lanes: Array.from({ length: options.lanes }, (_, lane) => ({
      append: (events) => journal.append(lane, events),
      peek: (limit) => journal.peek(lane, limit),
      remove: (messageIds) => journal.remove(messageIds),
      size: () => journal.sizeOf(lane),
      purge: (matches) => journal.purge(lane, matches),
      async close() {},
    })),
    size: journal.size,
    has: journal.has,
    found: journal.found,
    oldest: journal.oldest,
    close: journal.close,
  };
}
