import type { Problem } from '@rialto/core';

/** Every code that a request as a whole can be refused with, its status and its title: docs/protocol.md lists them. */
export const problems = {
  invalid_json: { status: 400, title: 'The body is not JSON in UTF-8.' },
  invalid_body: { status: 400, title: 'The body is JSON, but not what this route takes.' },
  invalid_query: { status: 400, title: 'A query parameter is missing or not what this route takes.' },
  missing_key: { status: 401, title: 'No key was given.' },
  bad_key: { status: 401, title: 'The key is not known, or was revoked.' },
  bad_token: { status: 401, title: 'The context token is not valid.' },
  token_expired: { status: 401, title: 'The context token has expired.' },
  key_not_allowed: { status: 403, title: 'The key may not do this.' },
  unknown_customer: { status: 404, title: 'No customer has this identifier.' },
  unknown_confirmation: { status: 404, title: 'There is no such confirmation.' },
  not_found: { status: 404, title: 'There is no such route.' },
  method_not_allowed: { status: 405, title: 'The route does not take this method.' },
  confirmation_used: { status: 409, title: 'This was confirmed before.' },
  confirmation_expired: { status: 409, title: 'The time to confirm is over.' },
  confirmation_void: { status: 409, title: 'The person has refused this since she was asked.' },
  too_large: { status: 413, title: 'The body is too large.' },
  too_many_messages: { status: 413, title: 'The batch has too many messages.' },
  unsupported_encoding: { status: 415, title: 'The content encoding is neither gzip nor identity.' },
  internal: { status: 500, title: 'The hub failed; the request may be sent again.' },
  store_unavailable: { status: 503, title: 'The hub cannot store or read just now; send again.' },
} as const;

/** One of {@link problems}. */
export type ProblemCode = keyof typeof problems;

/** A refusal of a request. */
export interface Refusal {
  readonly ok: false;
  readonly code: ProblemCode;
  /** For people; never holds what the client sent. */
  readonly detail?: string;
}

/** What a step of answering a request gives: a value to go on with, or the refusal to answer with. */
export type Step<T> = { readonly ok: true; readonly value: T } | Refusal;

/** A refusal, to be returned from a step. */
export const refuse = (code: ProblemCode, detail?: string): Refusal =>
  detail === undefined ? { ok: false, code } : { ok: false, code, detail };

/** How long a client waits before it sends again, seconds. */
const retryAfter = '2';

/**
 * The refusal as a response: a problem document (RFC 9457).
 *
 * @example
 * ```ts
 * return problemResponse(refuse('too_large'));
 * ```
 */
export function problemResponse(
  { code, detail }: Refusal,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { status, title } = problems[code];
  const body: Problem = {
    type: `urn:rialto:problem:${code}`,
    title,
    status,
    code,
    ...(detail ? { detail } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 503 ? { 'retry-after': retryAfter } : {}),
      // Never a Basic challenge: a browser would ask the shop's visitors for a password.
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="rialto"' } : {}),
      ...headers,
    },
  });
}
