import type { Channel } from '@rialto/core';
import { createClient } from '@rialto/node';
import { listen, serveFiles, streamCustomer } from '@rialto-examples/look';
import { Hono } from 'hono';

/** Where the hub is, and where the desk's page is served. */
export interface DeskOptions {
  readonly hub: string;
  readonly secretKey: string;
  readonly port: number;
}

const kinds: readonly string[] = ['userId', 'loyalty_card', 'email', 'phone'];

/**
 * Starts the service desk: who writes or calls, what happened before, what is open.
 *
 * @example
 * ```ts
 * const desk = await startDesk({ hub: 'http://127.0.0.1:4180', secretKey: 'sk_…', port: 4183 });
 * ```
 */
export async function startDesk({ hub, secretKey, port }: DeskOptions) {
  const rialto = createClient({
    endpoint: hub,
    key: secretKey,
    source: 'service-desk',
    channel: 'phone',
    queue: 'memory',
    flushAfter: 100,
  });
  const app = new Hono();
  serveFiles(app, {
    '/': new URL('desk.html', import.meta.url),
    '/page.js': new URL('page.js', import.meta.url),
  });

  const identify = (kind: string, value: string) => ({ kind: kinds.includes(kind) ? kind : 'userId', value });

  app.get('/customer/:kind/:value', (c) =>
    streamCustomer(c, rialto, {
      identifier: identify(c.req.param('kind'), c.req.param('value')),
      purpose: 'service',
      channel: 'phone',
    }),
  );

  // A case is opened, answered and closed in the channel in which the customer wrote.
  app.post('/case', async (c) => {
    const { kind, value, channel, subject, caseId, step } = await c.req.json();
    const event = step === 'close' ? 'Case Closed' : step === 'update' ? 'Case Updated' : 'Case Opened';
    const sent = rialto.track({
      event,
      identifiers: [identify(kind, value)],
      channel: channel as Channel,
      properties: { case_id: caseId, ...(subject ? { subject } : {}) },
    });
    return c.json(await sent.delivered);
  });

  return listen(app, port, rialto);
}
