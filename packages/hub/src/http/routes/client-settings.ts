import { answer } from '../wire/answer.ts';
import { identifyCaller } from '../wire/identify-caller.ts';
import { problemResponse, refuse } from '../wire/problem.ts';
import type { HubServices } from '../wire/services.ts';

/**
 * `GET /v1/projects/:key/settings`: what Segment's browser library asks for before it sends. The smallest
 * answer that it accepts.
 */
export async function segmentSettings(key: string, { keyring, policy }: HubServices): Promise<Response> {
  const known = await keyring.find(key);
  if (known?.kind !== 'write') return problemResponse(refuse('not_found', 'no such write key'));
  return answer({
    integrations: { 'Segment.io': { apiKey: key, addBundledMetadata: true } },
    ...(policy ? { rialto: { policy } } : {}),
  });
}

/** `GET /sourceConfig`: what RudderStack's browser library asks for before it sends. */
export async function rudderSourceConfig(request: Request, services: HubServices): Promise<Response> {
  const caller = await identifyCaller(request, services);
  if (!caller.ok) return problemResponse(caller);
  const { id, source, createdAt } = caller.value.key;
  const updatedAt = new Date(createdAt).toISOString();
  const off = { enabled: false };
  return answer({
    source: {
      id,
      name: source,
      enabled: true,
      config: { statsCollection: { errors: off, metrics: off } },
      destinations: [],
      connections: [],
      workspaceId: 'rialto',
      updatedAt,
    },
    updatedAt,
  });
}
