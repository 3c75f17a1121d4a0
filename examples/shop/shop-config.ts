import { createClient } from '@rialto/node';
import type { InlineConfig } from 'vite';
import { shopServer } from './server.ts';

/** Where the hub is, and the keys that it printed at its first start. */
export interface ShopOptions {
  readonly hub: string;
  readonly writeKey: string;
  readonly secretKey: string;
}

/** The shop as a Vite site: the hub is mounted under `/rialto`, so that the browser speaks to its own origin only. */
export function shopConfig({ hub, writeKey, secretKey }: ShopOptions): InlineConfig {
  const rialto = createClient({
    endpoint: hub,
    key: secretKey,
    source: 'shop-server',
    channel: 'web',
    queue: 'memory',
    flushAfter: 100,
  });
  return {
    root: import.meta.dirname,
    configFile: false,
    resolve: { conditions: ['rialto-source', 'module', 'browser', 'development|production'] },
    define: { __WRITE_KEY__: JSON.stringify(writeKey) },
    plugins: [shopServer(rialto)],
    server: {
      host: '127.0.0.1',
      proxy: { '/rialto': { target: hub, rewrite: (path) => path.replace(/^\/rialto/, '') } },
    },
  };
}
