import { isRialtoError, type MessageType } from '@rialto/core';
import { type Context, Hono } from 'hono';
import { allowOrigin, preflight } from './cors.ts';
import { rudderSourceConfig, segmentSettings } from './routes/client-settings.ts';
import { collectBatch, collectOne } from './routes/collect.ts';
import { confirm, confirmStyles, showConfirmation } from './routes/consent-confirm.ts';
import { requestConfirmation } from './routes/consent-confirmations.ts';
import { askMay } from './routes/consent-may.ts';
import { readRecords } from './routes/consent-records.ts';
import { readCustomer } from './routes/customer.ts';
import { streamCustomer } from './routes/customer-stream.ts';
import { health, readiness } from './routes/health.ts';
import { createKnownRoute } from './routes/known.ts';
import { collectPixel } from './routes/pixel.ts';
import { answer } from './wire/answer.ts';
import { problemResponse, refuse } from './wire/problem.ts';
import type { HubServices } from './wire/services.ts';

const types = {
  track: 't',
  identify: 'i',
  page: 'p',
  screen: 's',
  group: 'g',
  alias: 'a',
} as const satisfies Record<MessageType, string>;

const batches: readonly string[] = ['/v1/batch', '/v1/import', '/v1/b', '/beacon/v1/batch'];

type Handler = (context: Context) => Response | Promise<Response>;
type AddRoute = (method: 'GET' | 'POST' | 'GET, POST', path: string, handler: Handler) => void;

/**
 * Every route of the hub as one fetch handler. docs/protocol.md lists them.
 *
 * @example
 * ```ts
 * const fetch = createRouter(services);
 * const response = await fetch(new Request('http://hub/healthz'));
 * ```
 */
export function createRouter(services: HubServices): (request: Request) => Promise<Response> {
  const app = new Hono({ strict: false });
  const route: AddRoute = (method, path, handler) => {
    app.on(method.split(', '), path, handler);
    app.options(path, (context) => preflight(context.req.raw));
    app.all(path, () => problemResponse(refuse('method_not_allowed'), { allow: `${method}, OPTIONS` }));
  };
  addCollectRoutes(route, services);
  route('GET', '/v1/customer', ({ req }) => readCustomer(req.raw, services));
  route('GET', '/v1/customer/stream', (context) => streamCustomer(context, services));
  route('GET', '/v1/consent/may', ({ req }) => askMay(req.raw, services));
  route('GET', '/v1/consent/records', ({ req }) => readRecords(req.raw, services));
  addConfirmationRoutes(route, services);
  route('GET', '/healthz', health);
  route('GET', '/readyz', () => readiness(services));
  app.notFound(() => problemResponse(refuse('not_found')));
  app.onError((error) => failure(error, services));
  return async (request) => {
    const { pathname } = new URL(request.url);
    // Routes are found by the decoded path: what is written in another way is not lent a key that a browser has kept.
    const credentials = !/^\/v1\/(customer|consent)\b|%/.test(pathname);
    return allowOrigin(await app.fetch(request), request.headers.get('origin'), { credentials });
  };
}

function addConfirmationRoutes(route: AddRoute, services: HubServices): void {
  route('POST', '/v1/consent/confirmations', ({ req }) => requestConfirmation(req.raw, services));
  route('GET, POST', '/v1/consent/confirm', (context) =>
    context.req.method === 'POST' ? confirm(context, services) : showConfirmation(context, services),
  );
  route('GET', '/v1/consent/confirm.css', confirmStyles);
}

function addCollectRoutes(route: AddRoute, services: HubServices): void {
  for (const path of batches) route('POST', path, ({ req }) => collectBatch(req.raw, services));
  for (const [type, short] of Object.entries(types) as [MessageType, string][]) {
    for (const path of [`/v1/${type}`, `/v1/${short}`]) {
      route('POST', path, ({ req }) => collectOne(req.raw, services, type));
    }
    route('GET', `/v1/pixel/${type}`, ({ req }) => collectPixel(req.raw, services, type));
  }
  const known = createKnownRoute(services);
  route('POST', '/v1/known', ({ req }) => known(req.raw));
  // Figures of Segment's client about itself: nobody's data, and not ours.
  route('POST', '/v1/m', () => answer({}));
  route('GET', '/v1/projects/:key/settings', ({ req }) => segmentSettings(req.param('key') ?? '', services));
  route('GET', '/sourceConfig', ({ req }) => rudderSourceConfig(req.raw, services));
}

/** What was thrown is for the operator; the client learns whether to send again. */
function failure(error: unknown, { onFault }: HubServices): Response {
  onFault(error);
  const isStore = isRialtoError(error) && (error.code === 'store-unavailable' || error.code === 'closed');
  return problemResponse(refuse(isStore ? 'store_unavailable' : 'internal'));
}
