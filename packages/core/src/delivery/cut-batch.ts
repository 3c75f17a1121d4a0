import type { StoredEvent, StoreSize } from '../ports/event-store.ts';

/** How large a batch may be. */
export interface BatchLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** Room for the frame around the messages: `sentAt`, the key, brackets. */
const frameBytes = 512;

/**
 * The longest run of events from the head that fits into one batch; at least one, so that a single
 * event that is too large is tried, refused by the hub and then dropped with a reason, never stuck.
 *
 * @example
 * ```ts
 * cutBatch(waiting, { messages: 100, bytes: 512 * 1024 });
 * ```
 */
export function cutBatch<Event extends Pick<StoredEvent, 'body' | 'bytes'>>(
  events: readonly Event[],
  { messages, bytes }: BatchLimits,
): readonly Event[] {
  let used = frameBytes;
  let count = 0;
  for (const event of events) {
    used += bytesOf(event) + 1;
    if (count === messages || (count > 0 && used > bytes)) break;
    count += 1;
  }
  return events.slice(0, count);
}

/**
 * Bytes of a text in UTF-8.
 *
 * @example
 * ```ts
 * byteLength('Käse'); // 5
 * ```
 */
export const byteLength = (text: string): number => encoder.encode(text).length;

const encoder = new TextEncoder();

/**
 * Bytes of an event's body, measured only once.
 *
 * @example
 * ```ts
 * bytesOf({ body: 'Käse' }); // 5
 * ```
 */
export const bytesOf = ({ body, bytes = byteLength(body) }: Pick<StoredEvent, 'body' | 'bytes'>): number =>
  bytes;

/**
 * How much some events are.
 *
 * @example
 * ```ts
 * sizeOf(await store.peek(100)); // { events: 2, bytes: 714 }
 * ```
 */
export const sizeOf = (events: readonly Pick<StoredEvent, 'body' | 'bytes'>[]): StoreSize => ({
  events: events.length,
  bytes: events.reduce((sum, event) => sum + bytesOf(event), 0),
});
