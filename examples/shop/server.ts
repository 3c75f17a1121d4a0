import type { Client } from '@rialto/node';
import type { Plugin } from 'vite';

/** The one customer of this shop. A real shop would look at its own session. */
const account = {
  userId: 'c-42',
  traits: { first_name: 'Ada', language: 'en', loyalty_card: '7000-42' },
} as const;

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
      server.middlewares.use('/session', async (_request, response) => {
        const { userId } = account;
        const token = await rialto.contextToken({ userId, purposes: ['personalization'], ttl: 900 });
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ token, account }));
      });
      server.middlewares.use('/radio-code', async (request, response) => {
        let body = '';
        for await (const chunk of request) body += String(chunk);
        const { code } = JSON.parse(body || '{}') as { code?: string };
        // The spot ran before the visit: it keeps its own time and channel. Whether it may be kept at all, the hub decides.
        rialto.track({
          event: 'Ad Exposed',
          userId: account.userId,
          channel: 'radio',
          timestamp: Date.now() - 3_600_000,
          properties: { campaign_id: 'autumn-light', medium: 'radio', code: String(code ?? '') },
        });
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ thanks: 'Thank you. The lamp of the spot is on this page.' }));
      });
    },
  };
}
