// A shop's origin on 127.0.0.1: the page, its scripts, and under /rialto the way to a collector, on which faults can be made.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConditionWatch, watchConditions } from '../await-condition.ts';
import type { CollectedRequest } from './adapter.ts';
import type { Collector } from './collectors.ts';
import type { Fault } from './faults.ts';
import { markersOf } from './markers.ts';
import type { WireRequest } from './wire.ts';

/** A running {@link FaultProxy}'s parts. */
export interface FaultProxyParts {
  readonly collector: Collector;
  /** Every file of the origin by its path; what is not there is the page. */
  readonly files: ReadonlyMap<string, string>;
  readonly page: string;
}

/** See above. */
export interface FaultProxy extends Pick<ConditionWatch, 'until'> {
  /** Ends in a slash. */
  readonly url: string;
  /** What has crossed the wire to the collector. */
  readonly wire: readonly WireRequest[];
  /** What the next requests that carry something will meet, in order. */
  meet(...faults: readonly Fault[]): void;
  /** What all others meet from now on. */
  usually(fault: Fault): void;
  /** Waits until nothing has crossed the wire for so many ms. */
  quiet(duration: number): Promise<void>;
  close(): Promise<void>;
}

const endpoint = '/rialto';
const none: Fault = { kind: 'none' };
/** Headers that belong to one connection, or that no longer fit once a body was read. */
const perConnection = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
]);

/** Starts one on any free port. */
export async function startFaultProxy({ collector, files, page }: FaultProxyParts): Promise<FaultProxy> {
  const wire: WireRequest[] = [];
  const { look: tell, until } = watchConditions();
  let script: readonly Fault[] = [];
  let usual = none;

  function nextFault(method: string): Fault {
    if (method === 'GET' || usual.kind === 'gone') return usual;
    const [fault = usual, ...rest] = script;
    script = rest;
    return fault;
  }

  async function collect(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const fault = nextFault(method);
    if (fault.kind === 'gone') return void request.socket.destroy();
    const body = await bodyOf(request);
    const path = url.slice(endpoint.length);
    const crossed: WireRequest = {
      method,
      path,
      body: body.toString('utf8'),
      markers: markersOf(path, body),
    };
    wire.push(crossed);
    try {
      await judge(fault, crossed, { method, path, headers: headersOf(request), body }, response);
    } finally {
      crossed.taken ??= false;
      tell();
    }
  }

  async function judge(
    fault: Fault,
    crossed: WireRequest,
    request: CollectedRequest,
    response: ServerResponse,
  ): Promise<void> {
    if (fault.kind === 'broken' && fault.when === 'before') return void response.destroy();
    if (fault.kind === 'refused') {
      if (fault.retryAfter !== undefined) response.setHeader('retry-after', String(fault.retryAfter));
      response.writeHead(fault.status).end();
      return;
    }
    const left = new AbortController();
    // A page that is left still wants its last events taken; only what is read without an end is ended.
    if (request.method === 'GET') response.once('close', () => left.abort());
    const answer = await collector.answer(request, left.signal);
    crossed.taken = answer.ok;
    tell();
    if (fault.kind === 'broken') return void response.destroy();
    if (fault.kind === 'slow') await delay(fault.delay);
    await pass(answer, response);
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const { url = '/' } = request;
    // Browsers send a request again by themselves when a connection that they use once more breaks. That would be counted against the tracker.
    response.setHeader('connection', 'close');
    if (url.startsWith(endpoint)) {
      void collect(request, response).catch(() => response.destroy());
      return;
    }
    const file = files.get(new URL(url, 'http://127.0.0.1').pathname);
    response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript');
    response.end(file ?? page);
  }

  const server = createServer(serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The proxy has no port.');

  return {
    url: `http://127.0.0.1:${address.port}/`,
    wire,
    meet(...faults) {
      script = faults;
    },
    usually(fault) {
      usual = fault;
      script = [];
    },
    until,
    async quiet(duration) {
      for (;;) {
        const seen = wire.length;
        if (
          !(await until(() => wire.length > seen, duration)) &&
          wire.every(({ taken }) => taken !== undefined)
        )
          return;
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The headers of a request that are not those of its connection. */
export const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      perConnection.has(name) || value === undefined ? [] : [[name, String(value)] as const],
    ),
  );

/** Gives an answer on, as it comes. */
export async function pass(answer: Response, response: ServerResponse): Promise<void> {
  answer.headers.forEach((value, name) => {
    if (!perConnection.has(name) && name !== 'content-encoding') response.setHeader(name, value);
  });
  response.writeHead(answer.status);
  if (answer.body) for await (const chunk of answer.body) response.write(chunk);
  response.end();
}
