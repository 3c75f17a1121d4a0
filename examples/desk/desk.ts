import { readFile } from 'node:fs/promises';
import { serve } from '@hono/node-server';
import type { Channel } from '@rialto/core';
import { createClient } from '@rialto/node';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';

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
  const file = (path: string, name: string, type: string) =>
    app.get(path, async (c) =>
      c.body(await readFile(new URL(name, import.meta.url), 'utf8'), 200, { 'content-type': type }),
    );
  file('/', 'desk.html', 'text/html; charset=utf-8');
  file('/page.js', 'page.js', 'text/javascript; charset=utf-8');
  file('/look.css', '../look/look.css', 'text/css');

  const identify = (kind: string, value: string) => ({ kind: kinds.includes(kind) ? kind : 'userId', value });

  app.get('/customer/:kind/:value', (c) =>
    streamSSE(c, async (stream) => {
      const identifier = identify(c.req.param('kind'), c.req.param('value'));
      const who = { identifier, purpose: 'service', channel: 'phone' } as const;
      const stop = rialto.onCustomer(
        who,
        (customer) => void stream.writeSSE({ data: JSON.stringify(customer) }),
      );
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      stop();
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

  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  return {
    rialto,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
      await rialto.close({ timeout: 2_000 });
    },
  };
}
