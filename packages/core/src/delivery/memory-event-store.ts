import type { EventStore, StoredEvent } from '../ports/event-store.ts';
import { sizeOf } from './cut-batch.ts';

/**
 * An {@link EventStore} in memory: for serverless functions, for pages that may not store yet, and for tests.
 * It forgets everything when the process or the page ends.
 *
 * @example
 * ```ts
 * const queue = createQueue({ store: createMemoryEventStore(), transport, clock, random, announcer });
 * ```
 */
export function createMemoryEventStore(): EventStore {
  const events = new Map<string, StoredEvent>();
  const remove = (messageIds: readonly string[]): void => {
    for (const messageId of messageIds) events.delete(messageId);
  };
  return {
    async append(added) {
      for (const event of added) if (!events.has(event.messageId)) events.set(event.messageId, event);
    },
    async peek(limit) {
      const oldest: StoredEvent[] = [];
      for (const event of events.values()) {
        if (oldest.length === limit) break;
        oldest.push(event);
      }
      return oldest;
    },
    async remove(messageIds) {
      remove(messageIds);
    },
    async size() {
      return sizeOf([...events.values()]);
    },
    async purge(matches) {
      const removed = [...events.values()].filter(matches).map(({ messageId }) => messageId);
      remove(removed);
      return removed;
    },
    async close() {},
  };
}
