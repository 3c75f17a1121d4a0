import type { ConsentRecord, JsonObject, Message } from '@rialto/core/model';
import { newId, postBatch } from './adapters/hub-post.ts';

/**
 * The message that tells the hub of a choice.
 *
 * @param anonymousId - the id under which the hub keeps the records of this device
 * @example
 * ```ts
 * reportOf(record, newId()).event; // 'Consent Recorded'
 * ```
 */
export const reportOf = (record: ConsentRecord, anonymousId: string): Message => ({
  type: 'track',
  event: 'Consent Recorded',
  messageId: newId(),
  timestamp: record.decided_at ?? '',
  anonymousId,
  properties: record as unknown as JsonObject,
});

/**
 * Sends one report; whether the hub has stored it. One at a time: with `keepalive` the browser carries 64 KiB at once, and a
 * record may quote a long text.
 */
export const sendReport = (
  endpoint: string,
  writeKey: string | undefined,
  message: Message,
  now: number,
): Promise<boolean | undefined> =>
  postBatch(endpoint, { batch: [message], sentAt: new Date(now).toISOString(), writeKey });
