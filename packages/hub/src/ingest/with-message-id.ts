import { randomBytes } from 'node:crypto';
import { createMessageId } from '@rialto/core';

/**
 * Gives a message without an id one of its own, as Segment's API does: what comes by curl or stands in a letter has
 * none. If such a message is sent twice it is two messages; clients that retry make the id themselves.
 *
 * @param now - epoch milliseconds
 * @example
 * ```ts
 * batch.map((message) => withMessageId(message, clock.now()));
 * ```
 */
export function withMessageId(message: unknown, now: number): unknown {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return message;
  const { messageId } = message as { messageId?: unknown };
  if (messageId !== undefined && messageId !== null) return message;
  return { ...message, messageId: createMessageId(now, randomBytes(10)) };
}
