import type { Clock } from '@rialto/core/delivery';
import type { HttpFetch } from './adapters/ky-fetch.ts';

/** What the hub answered to one request. */
export interface HubAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** Undefined where it was not JSON. */
  readonly body: unknown;
  readonly text: string;
}

/** Questions to the hub; each gives undefined where there was no answer in time, and none rejects. */
export interface HubHttp {
  /** @param signal - ends the question in place of the time for an answer */
  get(
    path: string,
    query: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<HubAnswer | undefined>;
  post(path: string, body: unknown): Promise<HubAnswer | undefined>;
  /** Opens an event stream. @throws what `fetch` throws */
  open(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response>;
}

/** How the hub is reached. */
export interface HubHttpParts {
  readonly fetch: HttpFetch;
  readonly endpoint: string;
  readonly key: string;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly timeout: number;
}

export function createHubHttp({ fetch, endpoint, key, clock, timeout }: HubHttpParts): HubHttp {
  const addressOf = (path: string, query: Readonly<Record<string, string>>): string =>
    `${endpoint}${path}?${new URLSearchParams(query)}`;
  const headersFor = (accept: string) => ({ accept, 'x-write-key': key });

  async function answerOf(
    url: string,
    init: { readonly method: string; readonly body?: string; readonly headers: Record<string, string> },
    until?: AbortSignal,
  ): Promise<HubAnswer | undefined> {
    const abort = new AbortController();
    const timer = until ? undefined : clock.after(timeout, () => abort.abort());
    try {
      const response = await fetch(url, { ...init, signal: until ?? abort.signal });
      const text = await response.text();
      const retryAfter = response.headers.get('retry-after');
      return { status: response.status, retryAfter, body: parseJson(text), text };
    } catch {
      return undefined;
    } finally {
      timer?.cancel();
    }
  }

  return {
    get: (path, query, signal) =>
      answerOf(addressOf(path, query), { method: 'GET', headers: headersFor('application/json') }, signal),
    post: (path, body) =>
      answerOf(`${endpoint}${path}`, {
        method: 'POST',
        headers: { ...headersFor('application/json'), 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    open: (path, query, signal) =>
      fetch(addressOf(path, query), { method: 'GET', headers: headersFor('text/event-stream'), signal }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
