import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from '@rialto/node';
import type { Plugin, ViteDevServer } from 'vite';

/** The one customer of this shop. A real shop would look at its own session. */
const account = {
  userId: 'c-42',
  traits: { first_name: 'Ada', language: 'en', loyalty_card: '7000-42' },
} as const;

/** The radio spot of the demo: it ran an hour ago. */
const spot = { code: 'RADIO7', campaign: 'autumn-light', ago: 3_600_000 };

/** A route that takes a text and answers with JSON; a fault is a 500 without words. */
function answer(server: ViteDevServer, path: string, handle: (body: string) => Promise<unknown>): void {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const said = JSON.stringify(await handle(body));
    response.setHeader('content-type', 'application/json');
    response.end(said);
  };
  server.middlewares.use(path, (request, response) => {
    respond(request, response).catch(() => {
      response.statusCode = 500;
      response.end();
    });
  });
}

/**
 * The shop's own server: signs the context token of the customer who is signed in, and takes the radio code.
 * The secret key stays here; the browser gets a token that opens one customer's context for a while.
 */
export function shopServer(rialto: Client): Plugin {
  // What is lost is said, never swallowed.
  rialto.on('dropped', ({ reason }) => console.warn(`The shop's server let an event go: ${reason}`));
  rialto.on('rejected', ({ code }) => console.warn(`The hub refused an event of the shop's server: ${code}`));
  rialto.on('error', ({ message }) => console.warn(message));
  return {
    name: 'shop-server',
    configureServer(server) {
      answer(server, '/session', async () => {
        const { userId } = account;
        const token = await rialto.contextToken({ userId, purposes: ['personalization'], ttl: 900 });
        return { token, account };
      });
      answer(server, '/radio-code', async (body) => {
        const { code = '' } = JSON.parse(body || '{}') as { code?: string };
        if (code.trim().toUpperCase() !== spot.code)
          return { thanks: 'We do not know this code. Is it RADIO7?' };
        // The spot ran before the visit: it keeps its own time and channel. Whether it may be kept at all, the hub decides.
        rialto.track({
          event: 'Ad Exposed',
          userId: account.userId,
          channel: 'radio',
          timestamp: Date.now() - spot.ago,
          properties: { campaign_id: spot.campaign, medium: 'radio', code: spot.code },
        });
        return { thanks: 'Thank you. The lamp of the spot is on this page.' };
      });
    },
  };
}
