// A shop page with the tracker, the consent manager and the banner, and a hub that can be switched off: for tests in a browser.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Message } from '@rialto/core';
import { build } from 'vite';
import { createArrivals } from '../../examples/look/arrivals.ts';

const root = new URL('../../', import.meta.url).pathname;
const script = `
  import { createTracker, pageViews } from '@rialto/browser';
  import { createConsentManager } from '@rialto/consent';
  import '@rialto/consent/banner';
  window.consent = createConsentManager({
    purposes: ['analytics', 'personalization', 'marketing', 'linking'],
    policy: { version: '2026-11', url: '/privacy' },
  });
  document.querySelector('rialto-consent').manager = window.consent;
  window.rialto = createTracker({
    endpoint: '/rialto', writeKey: 'wk_demo', channel: 'web', consent: window.consent, capture: [pageViews()],
    queue: { flushAfter: 50 },
  });
`;
const html =
  '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><rialto-consent></rialto-consent><script type="module" src="/assets/page.js"></script></html>';

export interface ConsentPage {
  readonly url: string;
  /** Every request but those for the page itself. */
  readonly requests: readonly string[];
  /** What the hub has taken. */
  readonly taken: readonly Message[];
  /** A hub that is down takes nothing and hangs up. */
  hub(state: 'up' | 'down'): void;
  /** The first message that fits, taken by now or later. */
  arrival(fits: (message: Message) => boolean): Promise<Message>;
  close(): Promise<void>;
}

export async function serveConsentPage(): Promise<ConsentPage> {
  const scripts = await bundlePage();
  const requests: string[] = [];
  const arrivals = createArrivals<Message>();
  let isUp = true;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '/', method } = request;
    const found = scripts.get(url.slice(1));
    if (method === 'GET' && found) {
      response.setHeader('content-type', 'text/javascript').end(found);
      return;
    }
    if (method === 'GET' && !url.startsWith('/rialto')) {
      response.setHeader('content-type', 'text/html').end(html);
      return;
    }
    requests.push(`${method} ${url}`);
    if (!isUp) {
      request.socket.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { batch }: { batch: Message[] } = JSON.parse(Buffer.concat(chunks).toString());
    arrivals.add(batch);
    const results = batch.map(({ messageId }) => ({ messageId, status: 'accepted' }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ results }));
  }

  const server = createServer(
    (request, response) => void answer(request, response).catch(() => response.destroy()),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The page has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    requests,
    taken: arrivals.all,
    hub(state) {
      isUp = state === 'up';
    },
    arrival: arrivals.first,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The page's scripts by name: what it begins with, and what the tracker loads later. */
async function bundlePage(): Promise<ReadonlyMap<string, string>> {
  const entry = '\0page';
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['rialto-source', 'module', 'browser'] },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? entry : undefined),
        load: (id) => (id === entry ? script : undefined),
      },
    ],
    build: {
      write: false,
      rollupOptions: { input: { page: 'page' }, output: { entryFileNames: 'assets/page.js' } },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!output || !('output' in output)) throw new Error('The page was not built.');
  return new Map(
    output.output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file.code] as const] : [])),
  );
}
