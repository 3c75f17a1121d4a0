import { readFile } from 'node:fs/promises';
import type { Client, CustomerQuery } from '@rialto/node';
import type { Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { listenOn } from './listen-on.ts';

const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

/** Serves files by their path; each is read when it is asked for, so that a change shows on reload. */
export function serveFiles(app: Hono, files: Readonly<Record<string, URL>>): void {
  const own = {
    '/look.css': new URL('look.css', import.meta.url),
    '/look/page-parts.js': new URL('page-parts.js', import.meta.url),
  };
  for (const [path, file] of Object.entries({ ...own, ...files })) {
    const type = types[file.pathname.split('.').at(-1) ?? ''] ?? 'text/plain';
    app.get(path, async (c) =>
      c.body(await readFile(file, 'utf8'), 200, { 'content-type': `${type}; charset=utf-8` }),
    );
  }
}

/** Passes a customer's context on to the page, live: what happens elsewhere shows there without a reload. */
export const streamCustomer = (c: Context, rialto: Client, who: CustomerQuery) =>
  streamSSE(c, async (stream) => {
    const stop = rialto.onCustomer(
      who,
      (customer) => void stream.writeSSE({ data: JSON.stringify(customer) }),
    );
    await new Promise<void>((resolve) => stream.onAbort(resolve));
    stop();
  });

/** Listens on a port of this machine, and gives the way to stop, with what waits still sent. */
export async function listen(app: Hono, port: number, rialto: Client) {
  const site = await listenOn(app, port);
  return {
    async close() {
      await site.close();
      await rialto.close({ timeout: 2_000 });
    },
  };
}
