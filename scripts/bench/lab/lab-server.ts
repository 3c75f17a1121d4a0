// The shop's origin of a measurement: pages of the candidates, and under /rialto what takes their events.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { markersIn } from '../../../e2e/support/tracker/markers.ts';
import type { Bundle } from './bundle.ts';
import type { Candidate } from './candidates.ts';

/** What a visit has asked the origin for. */
export interface VisitLog {
  readonly files: Set<string>;
  readonly markers: Set<string>;
  requests: number;
  /** When the last request came, by performance.now(). */
  last: number;
}

/** See above. One visit at a time. */
export interface LabServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Serves a candidate's pages from now on. */
  show(candidate: Candidate, bundle: Bundle): VisitLog;
  close(): Promise<void>;
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Shop</title>
    <link rel="icon" href="data:," />
    <script>
      // What is logged would be kept for the developer tools that we measure by.
      for (const level of ['debug', 'log', 'info', 'warn', 'error']) console[level] = () => {};
    </script>
    <script type="module" src="/probe.js"></script>
  </head>
  <body><main><h1>Lamps</h1><a href="#lamp">A lamp</a><form><input name="q" /></form></main></body>
</html>`;

/** Whichever file of a candidate runs first tells when. */
const startMark = Buffer.from('globalThis.benchStart??=performance.now();');

/** Clocks of pages are exact to 5 µs only where nothing foreign can come in. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'no-store',
};

/** Starts it on any free port. */
export async function startLabServer(probe: Uint8Array): Promise<LabServer> {
  let shown: { readonly candidate: Candidate; readonly bundle: Bundle; readonly log: VisitLog } | undefined;

  async function collect(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const current = shown;
    const body = await bodyOf(request);
    if (current) {
      for (const marker of [...markersIn(body), ...markersIn(Buffer.from(url))])
        current.log.markers.add(marker);
      current.log.requests += 1;
      current.log.last = performance.now();
    }
    const path = url.slice('/rialto'.length);
    const answer =
      current?.candidate.answers({ method, path, headers: {}, body }) ?? Response.json({ status: 'ok' });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    if (path.startsWith('/rialto')) return void collect(request, response).catch(() => response.destroy());
    const file = shown?.bundle.files.get(path);
    if (file) shown?.log.files.add(path);
    const isScript = path.endsWith('.js');
    response.writeHead(200, {
      ...isolation,
      'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8',
    });
    if (path === '/blank') response.end('<!doctype html><title>Blank</title>');
    else if (path === '/probe.js') response.end(probe);
    else response.end(file ? Buffer.concat([startMark, file]) : page);
  }

  const server = createServer(serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    show(candidate, bundle) {
      const log = { files: new Set<string>(), markers: new Set<string>(), requests: 0, last: 0 };
      shown = { candidate, bundle, log };
      return log;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An address of this machine at which nobody listens. */
export async function deadAddress(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/rialto`;
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.');
  return address.port;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}
