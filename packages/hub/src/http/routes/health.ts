import { answer } from '../wire/answer.ts';
import type { HubServices } from '../wire/services.ts';

/** `GET /healthz`: the process is alive. */
export const health = (): Response => answer({ ok: true });

/** `GET /readyz`: the store answers. Where it does not, the router says so with 503. */
export async function readiness({ store }: HubServices): Promise<Response> {
  await (await store()).listKeys();
  return answer({ ok: true });
}
