import type { SendResult } from '../ports/transport.ts';
import type { BatchReply } from '../protocol/batch.ts';
import { parseRetryAfter } from './retry-policy.ts';

/** An HTTP answer, reduced to what the decision needs. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The parsed body; undefined where it was not JSON. */
  readonly body: unknown;
}

/**
 * What an HTTP answer to a batch means for the events in it, pure.
 * Only a 200 with one result per message settles anything; everything that is not known to be final is
 * tried again, because a proxy's mistake must not cost a sale.
 *
 * @param now - epoch milliseconds, for a Retry-After that is a date
 * @example
 * ```ts
 * classifyAnswer({ status: 503, retryAfter: '2', body: undefined }, now);
 * // { outcome: 'retry', reason: 'status_503', retryAfter: 2000 }
 * ```
 */
export function classifyAnswer({ status, retryAfter, body }: HttpAnswer, now: number): SendResult {
  if (status === 200) {
    return isReply(body)
      ? { outcome: 'answered', results: body.results }
      : { outcome: 'retry', reason: 'not_a_hub' };
  }
  if (status === 413) return { outcome: 'split', reason: 'too_large' };
  if (status === 400) return { outcome: 'split', reason: 'unreadable' };
  if (status === 401 || status === 403) return { outcome: 'refused', reason: `status_${status}` };
  return { outcome: 'retry', reason: `status_${status}`, retryAfter: parseRetryAfter(retryAfter, now) };
}

function isReply(body: unknown): body is BatchReply {
  const results = (body as { results?: unknown } | null | undefined)?.results;
  return (
    Array.isArray(results) &&
    results.every(
      (result: unknown) => typeof (result as { messageId?: unknown } | null)?.messageId === 'string',
    )
  );
}
