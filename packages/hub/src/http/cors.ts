/** What browsers may send; with credentials a `*` would stand for itself, so every name is listed. */
const headers: readonly string[] = [
  'authorization',
  'content-type',
  'content-encoding',
  'x-write-key',
  'x-retry-count',
  'last-event-id',
  'if-none-match',
  'cache-control',
  'anonymousid',
  'sentat',
];

/** RudderStack's retry headers, and whatever it adds to them. */
const ofRudder = /^rsa-[a-z-]{1,60}$/;

/** A browser asks again after a day; Chromium makes two hours of it. */
const maxAge = '86400';

/**
 * The answer to a preflight. A preflight carries no key, so any origin may ask; whether the key lets it in is
 * decided on the request itself.
 */
export function preflight(request: Request): Response {
  const asked = (request.headers.get('access-control-request-headers') ?? '').toLowerCase().split(/\s*,\s*/);
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': [...headers, ...asked.filter((name) => ofRudder.test(name))].join(', '),
      'access-control-max-age': maxAge,
    },
  });
}

/**
 * Lets the page read the answer, refusals too: a tracker that is not let in must learn it, or it would try for ever.
 *
 * @param credentials - RudderStack's and Segment's clients send with credentials; reads do not need them, and a browser that
 * has kept a key from a Basic log-in must not lend it to other sites
 */
export function allowOrigin(
  response: Response,
  origin: string | null,
  { credentials }: { readonly credentials: boolean },
): Response {
  response.headers.append('vary', 'Origin');
  if (origin === null) return response;
  response.headers.set('access-control-allow-origin', origin);
  response.headers.set('access-control-expose-headers', 'retry-after, etag');
  if (credentials) response.headers.set('access-control-allow-credentials', 'true');
  return response;
}
