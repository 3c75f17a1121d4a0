import type { KyInstance } from 'ky';

/** No answer of a hub is longer, but for a stream: 2,500 results with what is wrong in each. */
const longestAnswer = 4 * 1024 * 1024;

/** The part of `fetch` that the client uses, for sends and reads alike. */
export type HttpFetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string | Uint8Array<ArrayBuffer>;
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
  let opened: Promise<KyInstance> | undefined;
  const open = async (): Promise<KyInstance> => {
    try {
      return (await import('./open-ky.ts')).openKy();
    } catch (error) {
      // Too many open files, say: the next request tries again, or none would be sent until the next start.
      opened = undefined;
      throw error;
    }
  };
  return async (url, { signal: own, ...init }) => {
    opened ??= open();
    const client = await opened;
    const signal = own ? AbortSignal.any([own, closing]) : closing;
    // The signal goes with the call, not in ky's Request alone: a copied Request no longer hears of an abort once
    // the garbage collector has run (nodejs/node#55428), and a hub that hangs would hold up the queue for ever.
    const send = (request: string | URL | Request, rest?: RequestInit): Promise<Response> =>
      fetch(request, { ...rest, signal });
    return bounded(await client(url, { ...init, signal, fetch: send }));
  };
}

/** The login page of a Wi-Fi may be a film: what is too long for a hub fails, before it fills the memory. */
function bounded(response: Response): Response {
  const { body, status, headers } = response;
  if (!body || headers.get('content-type')?.startsWith('text/event-stream')) return response;
  const length = Number(headers.get('content-length') ?? Number.NaN);
  if (length <= longestAnswer && !headers.has('content-encoding')) return response;
  let bytes = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > longestAnswer) controller.error(new Error('The answer is too long for a hub.'));
      else controller.enqueue(chunk);
    },
  });
  return new Response(body.pipeThrough(limit), { status, headers });
}
