import { keepaliveBytes } from '../model/batch-limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Transport } from '../ports/transport.ts';
import { classifyAnswer, classifyKnown, type HttpAnswer } from './classify-answer.ts';
import { byteLength } from './cut-batch.ts';

/** The part of `fetch` that the transport uses; `globalThis.fetch` and ky both fit. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    body: string;
    headers: Record<string, string>;
    keepalive?: boolean;
    signal?: AbortSignal;
  },
) => Promise<Response>;

/** What {@link createFetchTransport} needs. */
export interface FetchTransportOptions {
  readonly fetch: Fetch;
  /** The hub, without a slash at its end; a same-origin path in a browser. */
  readonly endpoint: string;
  /** Sent as `X-Write-Key`: a write key, or a server's secret key. */
  readonly key: string;
  readonly clock: Clock;
  /**
   * How long to wait for an answer, milliseconds.
   * @default 10_000
   */
  readonly timeout?: number;
  /** Further headers, such as those of a proxy before the hub. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Let the request outlive the page, as far as its size allows (Fetch standard: 64 KiB in flight).
   * @default false
   */
  readonly keepalive?: boolean;
}

/**
 * A {@link Transport} over HTTP: `POST {endpoint}/v1/batch`, and `/v1/known`. It never throws; what goes
 * wrong is a `retry` with a reason.
 *
 * @example
 * ```ts
 * createFetchTransport({ fetch, endpoint: '/rialto', key: 'wk_demo', clock });
 * ```
 */
export function createFetchTransport(options: FetchTransportOptions): Transport {
  const { fetch, endpoint, key, clock, timeout = 10_000, headers, keepalive } = options;
  /** Bytes of all requests in flight that outlive the page: their sum is what a browser limits. */
  let outliving = 0;

  async function post<Result>(
    path: string,
    body: string,
    classify: (answer: HttpAnswer, now: number) => Result,
    mayOutlive = false,
  ): Promise<Result | { outcome: 'retry'; reason: string }> {
    const bytes = mayOutlive ? byteLength(body) : 0;
    const held = outliving + bytes <= keepaliveBytes ? bytes : 0;
    const abort = new AbortController();
    const timer = clock.after(timeout, () => abort.abort());
    outliving += held;
    try {
      const response = await fetch(`${endpoint}/v1/${path}`, {
        method: 'POST',
        body,
        headers: { ...headers, 'content-type': 'application/json', 'x-write-key': key },
        signal: abort.signal,
        ...(held > 0 && { keepalive: true }),
      });
      const text = await response.text();
      return classify(
        { status: response.status, retryAfter: response.headers.get('retry-after'), body: parseJson(text) },
        clock.now(),
      );
    } catch {
      return { outcome: 'retry', reason: abort.signal.aborted ? 'timeout' : 'network' };
    } finally {
      outliving -= held;
      timer.cancel();
    }
  }

  return {
    send(batch) {
      const sentAt = new Date(clock.now()).toISOString();
      const body = `{"batch":[${batch.map((event) => event.body).join(',')}],"sentAt":"${sentAt}"}`;
      return post('batch', body, classifyAnswer, keepalive);
    },
    known: (messageIds) => post('known', JSON.stringify({ messageIds }), classifyKnown),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
