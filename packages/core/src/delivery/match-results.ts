import type { StoredEvent } from '../ports/event-store.ts';
import type { MessageResult } from '../protocol/batch.ts';

/**
 * The hub's answers by the event they belong to: by id, and by nothing else. Of two answers for one event
 * the last counts; answers for strangers are left out.
 *
 * @example
 * ```ts
 * matchResults(batch, results).get(batch[0])?.status; // 'accepted'
 * ```
 */
export function matchResults(
  batch: readonly StoredEvent[],
  results: readonly MessageResult[],
): ReadonlyMap<StoredEvent, MessageResult> {
  const byId = new Map(results.map((result) => [result.messageId, result]));
  const matched = new Map<StoredEvent, MessageResult>();
  for (const event of batch) {
    const result = byId.get(event.messageId);
    if (result) matched.set(event, result);
  }
  return matched;
}
