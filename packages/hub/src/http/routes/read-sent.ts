import type { Authenticated } from '../../auth/authenticate.ts';
import { findCredential } from '../../auth/find-credential.ts';
import { identifyCaller } from '../wire/identify-caller.ts';
import { parseJson } from '../wire/parse-json.ts';
import { problemResponse, type Step } from '../wire/problem.ts';
import { discardBody, readBody } from '../wire/read-body.ts';
import type { HubServices } from '../wire/services.ts';

/** What a source sent, and who it is. */
export interface Sent {
  readonly body: unknown;
  readonly caller: Authenticated;
}

/**
 * Reads a body and finds out who sent it, by a key in the headers, in the address or in the body itself.
 *
 * @returns the refusal to answer with, where it cannot be read
 * @example
 * ```ts
 * const sent = await readSent(request, services);
 * if (sent instanceof Response) return sent;
 * ```
 */
export async function readSent(request: Request, services: HubServices): Promise<Sent | Response> {
  // Nothing is inflated or parsed for whoever shows a bad key.
  const early = await callerBefore(request, services);
  if (early && !early.ok) {
    await discardBody(request);
    return problemResponse(early);
  }
  const text = await readBody(request);
  if (!text.ok) return problemResponse(text, text.code === 'too_large' ? { connection: 'close' } : {});
  const body = parseJson(text.value);
  if (!body.ok) return problemResponse(body);
  const caller = early ?? (await identifyCaller(request, services, body.value));
  return caller.ok ? { body: body.value, caller: caller.value } : problemResponse(caller);
}

/** Undefined where neither the headers nor the address hold a key: it may stand in the body. */
function callerBefore(request: Request, services: HubServices): Promise<Step<Authenticated>> | undefined {
  const query = new URL(request.url).searchParams;
  return findCredential(request.headers, query) ? identifyCaller(request, services) : undefined;
}
