import { type Authenticated, authenticate } from '../../auth/authenticate.ts';
import { findCredential } from '../../auth/find-credential.ts';
import type { Step } from './problem.ts';
import type { HubServices } from './services.ts';

/**
 * Who sent a request.
 *
 * @param body - the parsed body, where the key may stand in it
 * @example
 * ```ts
 * const caller = await identifyCaller(request, services);
 * if (!caller.ok) return problemResponse(caller);
 * ```
 */
export async function identifyCaller(
  request: Request,
  { keyring, clock }: Pick<HubServices, 'keyring' | 'clock'>,
  body?: unknown,
): Promise<Step<Authenticated>> {
  const { headers } = request;
  const referer = headers.get('referer');
  return authenticate(findCredential(headers, new URL(request.url).searchParams, body), {
    keyring,
    now: clock.now(),
    origin: headers.get('origin') ?? undefined,
    referer: referer !== null && URL.canParse(referer) ? new URL(referer).origin : undefined,
  });
}
