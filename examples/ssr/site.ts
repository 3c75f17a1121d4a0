import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { createHub } from '@rialto/hub';
import { Hono } from 'hono';
import { build, type InlineConfig } from 'vite';
import { listenOn } from '../look/listen-on.ts';

/** A site that runs. */
export interface SsrSite {
  readonly url: string;
  /** The bodies of the batches that its pages have sent. */
  readonly batches: readonly string[];
  close(): Promise<void>;
}

const writeKey = 'wk_ssr_example_00000000000000';

/** What both builds have in common. */
const common = (outDir: string): InlineConfig => ({
  root: import.meta.dirname,
  configFile: false,
  logLevel: 'warn',
  define: { __WRITE_KEY__: JSON.stringify(writeKey) },
  build: { outDir, emptyOutDir: true },
});
const conditions = (platform: 'browser' | 'node') => [
  'rialto-source',
  'module',
  platform,
  'development|production',
];

/** Builds the same entry twice: for the browser, from index.html, and for the server, as a module that renders. */
async function buildBoth(
  folder: string,
): Promise<{ readonly client: string; readonly render: () => string }> {
  const [client, server] = [join(folder, 'client'), join(folder, 'server')];
  await build({ ...common(client), resolve: { conditions: conditions('browser') } });
  await build({
    ...common(server),
    build: { outDir: server, emptyOutDir: true, ssr: join(import.meta.dirname, 'src/main.ts') },
    ssr: { noExternal: true, resolve: { conditions: conditions('node') } },
  });
  const { render } = await import(pathToFileURL(join(server, 'main.js')).href);
  return { client, render };
}

/**
 * Builds and starts the site, with a hub in memory behind `/rialto`.
 *
 * @param port - 0 for any that is free
 * @example
 * ```ts
 * const site = await startSsrSite(0);
 * console.log(site.url);
 * await site.close();
 * ```
 */
export async function startSsrSite(port: number): Promise<SsrSite> {
  const folder = await mkdtemp(join(tmpdir(), 'rialto-ssr-'));
  const { client, render } = await buildBoth(folder);
  const template = await readFile(join(client, 'index.html'), 'utf8');
  const hub = createHub({ store: 'memory:', sources: [{ name: 'ssr-example', channel: 'web', writeKey }] });
  const batches: string[] = [];
  const app = new Hono();

  app.all('/rialto/*', async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const inside = new Request(new URL(pathname.replace('/rialto', '') + search, c.req.url), c.req.raw);
    if (pathname.endsWith('/v1/batch')) batches.push(await inside.clone().text());
    return hub.fetch(inside);
  });
  app.get('/', (c) => c.html(template.replace('<!--app-->', render())));
  app.get('/assets/*', serveStatic({ root: client }));

  const site = await listenOn(app, port);
  return {
    url: site.url,
    batches,
    async close() {
      await site.close();
      await hub.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
