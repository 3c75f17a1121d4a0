import type { StoredEvent } from '../ports/event-store.ts';
import type { MessageResult } from '../protocol/batch.ts';

/**
 * The hub's answers by the event they belong to: by id, and by nothing else. Of two answers for one event
 * the last counts; answers for strangers are left out.
 *
 * @example
 * ```ts
 * matchResults(batch, results); // [[batch[0], { messageId: 'a', status: 'accepted' }]]
 * ```
 */
export function matchResults(
  batch: readonly StoredEvent[],
  results: readonly MessageResult[],
): readonly (readonly [StoredEvent, MessageResult])[] {
  const byId = new Map(results.map((result) => [result.messageId, result]));
  return batch.flatMap((event) => {
    const result = byId.get(event.messageId);
    return result ? [[event, result] as const] : [];
  });
}
