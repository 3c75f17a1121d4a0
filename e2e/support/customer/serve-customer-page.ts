// A shop's origin with a page that reads its customer, and under /rialto the way to a real hub, which may keep streams back,
// not let them through, be slow or be started anew.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHub } from '@rialto/hub';
import { createClient } from '@rialto/node';
import { bundlePage } from '../tracker/bundle-page.ts';

const [write, secret] = ['wk_customer_0123456789', 'sk_customer_0123456789'];
const root = new URL('../../../', import.meta.url).pathname;
const endpoint = '/rialto';

const script = `
  import { createTracker } from '@rialto/browser';
  const listeners = new Set();
  window.granted = new Set((sessionStorage.getItem('granted') ?? '').split(','));
  window.decide = (...purposes) => {
    window.granted = new Set(purposes);
    sessionStorage.setItem('granted', purposes.join(','));
    for (const listener of listeners) listener();
  };
  window.rialto = createTracker({
    endpoint: '${endpoint}', writeKey: '${write}', channel: 'web',
    consent: {
      decide: (purposes) => purposes.every((purpose) => granted.has(purpose))
        ? { verdict: 'pass', reason: 'granted' } : { verdict: 'hold', reason: 'undecided' },
      on: (name, listener) => { listeners.add(listener); return () => listeners.delete(listener); },
    },
  });
  window.seen = [];
  window.problems = [];
  rialto.on('error', ({ code }) => problems.push(code));
  window.follow = (token) => rialto.onCustomer(({ orders }) => seen.push(orders.list.length), { token });
`;
const html =
  '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script></html>';

/** What the way to the hub does with reads and streams. */
type CustomerWay = 'open' | 'keeps streams back' | 'has no streams' | 'answers nothing';

/** A request of the page. */
interface CustomerRequest {
  readonly path: string;
  readonly status: number;
  readonly lastEventId: string | undefined;
}

export interface CustomerPage {
  readonly url: string;
  readonly requests: readonly CustomerRequest[];
  /** Streams that the page has open. */
  streams(): number;
  way(state: CustomerWay): void;
  token(userId: string): Promise<string>;
  /** Sells to somebody: one order more. */
  sell(userId: string): Promise<void>;
  /** Breaks every stream off. */
  cut(): void;
  /** Closes the hub and opens another on the same file. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

let bundled: ReturnType<typeof bundlePage> | undefined;

/** Serves it on any free port. */
export async function serveCustomerPage(): Promise<CustomerPage> {
  const folder = await mkdtemp(join(tmpdir(), 'rialto-customer-'));
  bundled ??= bundlePage({ contents: script, resolveDir: join(root, 'packages/browser') });
  const files = await bundled;
  const open = () =>
    createHub({
      store: `file:${join(folder, 'rialto.db')}`,
      sources: [
        { name: 'shop', channel: 'web', writeKey: write },
        { name: 'server', channel: 'web', secretKey: secret },
      ],
    });
  let hub = open();
  let state: CustomerWay = 'open';
  let sales = 0;
  const requests: CustomerRequest[] = [];
  const streams = new Set<ServerResponse>();

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').slice(endpoint.length);
    const isStream = path.startsWith('/v1/customer/stream');
    if (state === 'answers nothing') return;
    const left = new AbortController();
    response.once('close', () => {
      left.abort();
      streams.delete(response);
    });
    const answer =
      isStream && state === 'has no streams'
        ? new Response('no', { status: 404 })
        : await hub.fetch(await requestOf(request, path, left.signal));
    requests.push({
      path: path.split('?')[0] ?? '',
      status: answer.status,
      lastEventId: request.headers['last-event-id']?.toString(),
    });
    if (isStream) streams.add(response);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (isStream) response.flushHeaders();
    const keepsBack = isStream && state === 'keeps streams back';
    for await (const chunk of answer.body ?? []) if (!keepsBack) response.write(chunk);
    response.end();
  }

  const server = createServer((request, response) => {
    const { url = '/' } = request;
    if (url.startsWith(endpoint)) return void pass(request, response).catch(() => response.destroy());
    const file = files.get(url);
    response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript');
    response.end(file ?? html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The page has no port.');
  const url = `http://127.0.0.1:${address.port}`;
  const client = createClient({
    endpoint: url + endpoint,
    key: secret,
    source: 'server',
    channel: 'web',
    queue: 'memory',
  });

  return {
    url: `${url}/`,
    requests,
    streams: () => streams.size,
    way(next) {
      state = next;
    },
    token: (userId) => client.contextToken({ userId, purposes: ['self'], ttl: 900 }),
    async sell(userId) {
      sales += 1;
      const order = {
        type: 'track',
        event: 'Order Completed',
        messageId: `sale-${sales}`,
        userId,
        properties: { order_id: `o-${sales}`, total: 10, currency: 'EUR' },
      };
      const answer = await hub.fetch(
        new Request('http://hub.test/v1/batch', {
          method: 'POST',
          headers: { 'x-write-key': secret },
          body: JSON.stringify({ batch: [order] }),
        }),
      );
      if (!answer.ok) throw new Error(`The hub did not take it: ${answer.status}`);
    },
    cut() {
      for (const response of streams) response.destroy();
    },
    async restart() {
      await hub.close();
      hub = open();
      await hub.ready();
    },
    async close() {
      await client.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await hub.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function requestOf(request: IncomingMessage, path: string, signal: AbortSignal): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined || name === 'host' ? [] : [[name, String(value)] as [string, string]],
  );
  return new Request(`http://hub.test${path}`, {
    method: request.method ?? 'GET',
    headers,
    signal,
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  });
}
