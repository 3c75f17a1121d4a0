import type { EventStore, StoredEvent } from '../ports/event-store.ts';
import { byteLength } from './cut-batch.ts';

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
  let bytes = 0;
  const forget = (event: StoredEvent | undefined): void => {
    if (event && events.delete(event.messageId)) bytes -= byteLength(event.body);
  };
  return {
    async append(added) {
      for (const event of added) {
        if (events.has(event.messageId)) continue;
        events.set(event.messageId, event);
        bytes += byteLength(event.body);
      }
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
      for (const messageId of messageIds) forget(events.get(messageId));
    },
    async size() {
      return { events: events.size, bytes };
    },
    async purge(matches) {
      const removed = [...events.values()].filter(matches);
      for (const event of removed) forget(event);
      return removed.map(({ messageId }) => messageId);
    },
    async close() {},
  };
}
