import ky from 'ky';

/** The part of `fetch` that the client uses, for sends and reads alike. */
export type HttpFetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly signal?: AbortSignal;
  },
) => Promise<Response>;

/**
 * `fetch` over ky, on connections that are kept alive. It judges nothing: no retry, no timeout and no throw for a
 * status, since the queue decides about those.
 *
 * Redirects are not followed: the secret key travels in a header of our own, which fetch would carry on to the
 * login page of whatever Wi-Fi the till is in.
 *
 * @param closing - ends every request that is still under way
 */
export function createKyFetch(closing: AbortSignal): HttpFetch {
  const client = ky.create({ retry: 0, throwHttpErrors: false, timeout: false, redirect: 'manual' });
  return async (url, { signal, ...init }) =>
    client(url, { ...init, signal: signal ? AbortSignal.any([signal, closing]) : closing });
}
