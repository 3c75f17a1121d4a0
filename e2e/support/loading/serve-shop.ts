import type { Message } from '@rialto/core';
import { createHub } from '@rialto/hub';
import { Hono } from 'hono';
import { createArrivals } from '../../../examples/look/arrivals.ts';
import { listenOn } from '../../../examples/look/listen-on.ts';

/** What a shop serves beside its hub. */
export interface ShopFiles {
  /** Scripts by their path, `/page.js`. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Pages by their path: the head, and the policy that they are served with. */
  readonly pages: Readonly<Record<string, { readonly head: string; readonly policy?: string }>>;
}

/** A shop that runs, with a hub in memory behind `/rialto`. */
export interface LoadingShop {
  readonly url: string;
  /** Every path that was asked for. */
  readonly asked: string[];
  /** What the hub has accepted. */
  readonly taken: Message[];
  /** Resolves when the hub has accepted an event of this name, by now or later. */
  arrival(event: string): Promise<Message>;
  close(): Promise<void>;
}

/** The public key of the shop's pages. */
export const writeKey = 'wk_loading_test_00000000000000';

/** As strict as it gets: nothing inline, nothing from elsewhere, and no script from a string under any name. */
export const strictestPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const html = (head: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">${head}</head><body><h1>Shop</h1></body></html>`;

/** Serves it. */
export async function serveShop({ scripts, pages }: ShopFiles): Promise<LoadingShop> {
  const hub = createHub({ store: 'memory:', sources: [{ name: 'shop', channel: 'web', writeKey }] });
  const asked: string[] = [];
  const arrivals = createArrivals<Message>();
  const app = new Hono();

  app.use(async (c, next) => {
    asked.push(c.req.path);
    await next();
  });
  app.all('/rialto/*', async (c) => {
    const { pathname, search } = new URL(c.req.url);
    const inside = new Request(new URL(pathname.replace('/rialto', '') + search, c.req.url), c.req.raw);
    const sent = pathname.endsWith('/v1/batch') ? await inside.clone().json() : { batch: [] };
    const answer = await hub.fetch(inside);
    if (!pathname.endsWith('/v1/batch') || !answer.ok) return answer;
    const { results = [] }: { results?: { status: string }[] } = await answer.clone().json();
    arrivals.add(sent.batch.filter((_: Message, at: number) => results[at]?.status === 'accepted'));
    return answer;
  });
  app.get('*', (c) => {
    const script = scripts.get(c.req.path);
    if (script !== undefined)
      return c.body(script, 200, { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' });
    const page = pages[c.req.path];
    if (!page) return c.notFound();
    if (page.policy) c.header('content-security-policy', page.policy);
    return c.html(html(page.head));
  });

  const site = await listenOn(app, 0);
  return {
    url: site.url,
    asked,
    taken: arrivals.all,
    arrival: (event) => arrivals.first((message) => message.event === event),
    async close() {
      await site.close();
      await hub.close();
    },
  };
}
