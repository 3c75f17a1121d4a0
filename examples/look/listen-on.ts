import { serve } from '@hono/node-server';
import type { Hono } from 'hono';

/** A site that can be asked. */
export interface Listening {
  readonly url: string;
  /** Ends what is still connected too: a stream would keep a server open for as long as its page is. */
  close(): Promise<void>;
}

/** Listens on a port of this machine; 0 takes any that is free. */
export async function listenOn(app: Hono, port: number): Promise<Listening> {
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' });
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The site has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
