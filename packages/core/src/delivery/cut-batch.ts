import { limits } from '../model/limits.ts';
import type { StoredEvent } from '../ports/event-store.ts';

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
export function cutBatch<Event extends Pick<StoredEvent, 'body'>>(
  events: readonly Event[],
  { messages, bytes }: BatchLimits = { messages: limits.batchMessages, bytes: limits.batchBytes },
): readonly Event[] {
  let used = frameBytes;
  let count = 0;
  for (const { body } of events) {
    used += byteLength(body) + 1;
    if (count === messages || (count > 0 && used > bytes)) break;
    count += 1;
  }
  return events.slice(0, count);
}

/**
 * Bytes of a text in UTF-8, without encoding it.
 *
 * @example
 * ```ts
 * byteLength('Käse'); // 5
 * ```
 */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7ff) bytes += 2;
    else if (unit > 0x7f) bytes += 1;
    // A surrogate pair is two units and four bytes, counted as six; half a pair becomes U+FFFD, three bytes.
    if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) bytes -= 2;
  }
  return bytes;
}
