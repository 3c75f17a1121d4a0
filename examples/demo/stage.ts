import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createProbe } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { createHub } from '@rialto/hub';
import { startDesk } from '@rialto-examples/desk';
import { shopConfig } from '@rialto-examples/shop';
import { startTill } from '@rialto-examples/till';
import { createServer } from 'vite';

/** The addresses and keys of a running demo. */
export interface Stage {
  readonly hub: string;
  readonly shop: string;
  readonly till: string;
  readonly desk: string;
  /** A secret key of the system that sends text messages and plans campaigns. */
  readonly campaignKey: string;
  close(): Promise<void>;
}

const key = (kind: 'wk' | 'sk'): string => `${kind}_${randomBytes(18).toString('base64url')}`;

/** The port itself where it is free, else one that is. */
async function freePort(wanted: number): Promise<number> {
  const tryPort = (port: number): Promise<number | undefined> =>
    new Promise((resolve) => {
      const probe = createProbe();
      probe.once('error', () => resolve(undefined));
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
      });
    });
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted;
}

/**
 * Starts the hub on a fresh embedded store, the shop, the till and the desk.
 *
 * @example
 * ```ts
 * const stage = await setTheStage();
 * console.log(stage.shop);
 * await stage.close();
 * ```
 */
export async function setTheStage(): Promise<Stage> {
  const data = await mkdtemp(join(tmpdir(), 'rialto-demo-'));
  const keys = { web: key('wk'), shop: key('sk'), till: key('sk'), desk: key('sk'), campaigns: key('sk') };
  const hub = createHub({
    store: `file:${join(data, 'rialto.db')}`,
    sources: [
      { name: 'web-shop', channel: 'web', writeKey: keys.web },
      { name: 'shop-server', channel: 'web', secretKey: keys.shop },
      { name: 'till-hh-4', channel: 'store', secretKey: keys.till },
      { name: 'service-desk', channel: 'phone', secretKey: keys.desk },
      { name: 'campaigns', channel: 'email', secretKey: keys.campaigns },
    ],
  });
  const hubPort = await freePort(4180);
  const server = serve({ fetch: hub.fetch, port: hubPort, hostname: '127.0.0.1' });
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  const hubUrl = `http://127.0.0.1:${hubPort}`;

  const shopPort = await freePort(4181);
  const config = shopConfig({ hub: hubUrl, writeKey: keys.web, secretKey: keys.shop });
  const shop = await createServer({
    ...config,
    logLevel: 'error',
    server: { ...config.server, port: shopPort, strictPort: true },
  });
  await shop.listen();

  const tillPort = await freePort(4182);
  const till = await startTill({
    hub: hubUrl,
    secretKey: keys.till,
    queue: join(data, 'till-queue'),
    port: tillPort,
  });
  const deskPort = await freePort(4183);
  const desk = await startDesk({ hub: hubUrl, secretKey: keys.desk, port: deskPort });

  return {
    hub: hubUrl,
    shop: `http://127.0.0.1:${shopPort}`,
    till: `http://127.0.0.1:${tillPort}`,
    desk: `http://127.0.0.1:${deskPort}`,
    campaignKey: keys.campaigns,
    async close() {
      await Promise.allSettled([shop.close(), till.close(), desk.close()]);
      await hub.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
