import type { KnownResult, SendResult } from '../ports/transport.ts';
import type { MessageResult, MessageStatus } from '../protocol/batch.ts';
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
export function classifyAnswer(answer: HttpAnswer, now: number): SendResult {
  const { status, body } = answer;
  const { results, code } = (body ?? {}) as Partial<Record<'results' | 'code', unknown>>;
  if (status === 200) {
    // An event whose result cannot be read has not been answered, and is sent again.
    return Array.isArray(results)
      ? { outcome: 'answered', results: results.filter(isResult) }
      : { outcome: 'retry', reason: 'not_a_hub' };
  }
  if (status === 413) return { outcome: 'split', reason: 'too_large' };
  // Only a hub's own 400, with its code: a captive portal's would cost every event in the queue, one by one.
  if (status === 400 && typeof code === 'string') return { outcome: 'split', reason: 'unreadable' };
  const retry = notNow(answer, now);
  return status === 401 || status === 403 ? { outcome: 'refused', reason: retry.reason } : retry;
}

/**
 * What an HTTP answer to the question for known events means, pure. Whoever cannot answer it, such as another
 * server that takes batches, is not asked again.
 *
 * @param now - epoch milliseconds, for a Retry-After that is a date
 * @example
 * ```ts
 * classifyKnown({ status: 404, retryAfter: null, body: undefined }, now); // { outcome: 'unsupported' }
 * ```
 */
export function classifyKnown(answer: HttpAnswer, now: number): KnownResult {
  const { status, body } = answer;
  if (status === 429 || status >= 500) return notNow(answer, now);
  const { known } = (body ?? {}) as { readonly known?: unknown };
  return status === 200 && Array.isArray(known) ? { outcome: 'answered', known } : { outcome: 'unsupported' };
}

const notNow = (
  { status, retryAfter }: HttpAnswer,
  now: number,
): Extract<KnownResult, { outcome: 'retry' }> => ({
  outcome: 'retry',
  reason: `status_${status}`,
  retryAfter: parseRetryAfter(retryAfter, now),
});

const statuses: readonly unknown[] = ['accepted', 'duplicate', 'held', 'rejected'] satisfies MessageStatus[];

function isResult(result: unknown): result is MessageResult {
  const { messageId, status } = (result ?? {}) as Partial<Record<keyof MessageResult, unknown>>;
  return typeof messageId === 'string' && statuses.includes(status);
}
