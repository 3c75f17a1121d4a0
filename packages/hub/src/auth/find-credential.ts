/** A key or token as a request carries it. */
export interface Credential {
  readonly value: string;
  /** Where it stood; a secret key must not stand in an address, which every proxy writes down. */
  readonly from: 'basic' | 'header' | 'bearer' | 'query' | 'body';
}

/**
 * Finds the key of a request, in this order: user name of Basic, `X-Write-Key`, Bearer, `writeKey` in the query,
 * `writeKey` in the body. The first that is there counts.
 *
 * @param body - parsed JSON; left out while it has not been read
 * @example
 * ```ts
 * findCredential(request.headers, url.searchParams, { writeKey: 'wk_…' });
 * ```
 */
export function findCredential(
  headers: Headers,
  query: URLSearchParams,
  body?: unknown,
): Credential | undefined {
  const authorization = headers.get('authorization') ?? '';
  const [scheme = '', parameter = ''] = authorization.trim().split(/\s+/, 2);
  const candidates: readonly [Credential['from'], unknown][] = [
    ['basic', scheme.toLowerCase() === 'basic' ? userName(parameter) : undefined],
    ['header', headers.get('x-write-key')],
    ['bearer', scheme.toLowerCase() === 'bearer' ? parameter : undefined],
    ['query', query.get('writeKey')],
    ['body', (body as { writeKey?: unknown } | null | undefined)?.writeKey],
  ];
  for (const [from, value] of candidates) {
    if (typeof value === 'string' && value.trim() !== '') return { from, value: value.trim() };
  }
  return undefined;
}

const userName = (base64: string): string => {
  const [name = ''] = Buffer.from(base64, 'base64').toString('utf8').split(':', 1);
  return name;
};
