import type { ConsentRecord, JsonObject, Message } from '@rialto/core/model';
import { newId } from './adapters/hub-post.ts';

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
  timestamp: record.decided_at as string,
  anonymousId,
  properties: record as unknown as JsonObject,
});
