import { readFile } from 'node:fs/promises';
import type { Message } from '@rialto/core';
import { createHub } from '@rialto/hub';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { createArrivals } from '../look/arrivals.ts';
import { listenOn } from '../look/listen-on.ts';
import { bundle } from './bundle.ts';
import { filmPage, page, pageNames, policyPage } from './page.ts';

/** A site that runs. */
export interface ConsentSite {
  readonly url: string;
  /** Every request so far, as `GET /path?query`. */
  readonly requests: readonly string[];
  /** What the hub has accepted. */
  readonly taken: readonly Message[];
  /** The first message that fits, taken by now or later. */
  arrival(fits: (message: Message) => boolean): Promise<Message>;
  close(): Promise<void>;
}

/** As strict as it gets: no inline script or style, nothing from elsewhere, no markup from strings. */
export const strictPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};
const files = {
  '/look.css': new URL('../look/look.css', import.meta.url),
  '/site.css': new URL('public/site.css', import.meta.url),
  '/measure.js': new URL('public/measure.js', import.meta.url),
  '/lamp.svg': new URL('../shop/public/lamp.svg', import.meta.url),
};
const writeKey = 'wk_consent_example_0000000000';
const typeOf = (path: string): string => types[path.split('.').at(-1) ?? ''] ?? 'text/plain';

/**
 * Starts the pages, with a hub in memory behind `/rialto`.
 *
 * @param port - 0 for any that is free
 * @example
 * ```ts
 * const site = await startConsentSite(0);
 * console.log(site.url);
 * await site.close();
 * ```
 */
export async function startConsentSite(port: number): Promise<ConsentSite> {
  const hub = createHub({
    store: 'memory:',
    sources: [{ name: 'consent-example', channel: 'web', writeKey }],
  });
  const scripts = await bundle();
  const requests: string[] = [];
  const arrivals = createArrivals<Message>();
  const app = new Hono();

  app.use(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    requests.push(`${c.req.method} ${pathname}${search}`);
    await next();
    c.header('content-security-policy', strictPolicy);
  });
  app.all('/rialto/*', async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const inside = new Request(new URL(pathname.replace('/rialto', '') + search, c.req.url), c.req.raw);
    const sent = pathname.endsWith('/v1/batch') ? await inside.clone().json() : { batch: [] };
    const answer = await hub.fetch(inside);
    const { results = [] }: { results?: { status: string }[] } = await answer.clone().json();
    arrivals.add(sent.batch.filter((_: Message, at: number) => results[at]?.status === 'accepted'));
    return answer;
  });
  // What the hub has taken, live, for the page to show.
  app.get('/taken', (c) =>
    streamSSE(c, async (stream) => {
      const tell = () =>
        void stream.writeSSE({ data: JSON.stringify(arrivals.all.map(({ properties }) => properties)) });
      const stop = arrivals.watch(tell);
      tell();
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      stop();
    }),
  );
  for (const name of pageNames)
    app.get(`/${name === 'index' ? '' : `${name}.html`}`, (c) => c.html(page(name, c.req.query(), writeKey)));
  app.get('/film.html', (c) => c.html(filmPage));
  app.get('/privacy', (c) => c.html(policyPage));
  for (const [path, file] of Object.entries(files))
    app.get(path, async (c) => c.body(await readFile(file, 'utf8'), 200, { 'content-type': typeOf(path) }));
  app.get('*', (c) => {
    const script = scripts.get(c.req.path);
    return script ? c.body(script, 200, { 'content-type': 'text/javascript' }) : c.notFound();
  });

  const site = await listenOn(app, port);
  return {
    url: site.url,
    requests,
    taken: arrivals.all,
    arrival: arrivals.first,
    async close() {
      await site.close();
      await hub.close();
    },
  };
}
