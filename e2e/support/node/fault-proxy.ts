// A server before a collector, on connections that are kept alive, which makes faults and keeps a record of what crosses it.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConditionWatch, watchConditions } from '../await-condition.ts';
import type { CollectedRequest } from '../tracker/adapter.ts';
import type { Collector } from '../tracker/collectors.ts';
import { headersOf, pass } from '../tracker/fault-proxy.ts';
import { markersOf } from '../tracker/markers.ts';
import type { WireRequest } from '../tracker/wire.ts';
import { type FaultChoice, type NodeFault, noFault } from './faults.ts';

/** A request that has crossed, when it did, and how it was answered. Times are epoch ms. */
export interface CrossedRequest extends WireRequest {
  readonly at: number;
  /** When its sender says that it sent it, where it does. */
  readonly sentAt: number | undefined;
  readonly bytes: number;
  answer?: { readonly at: number; readonly status: number; readonly retryAfter: string | undefined };
}

/** See above. */
export interface NodeFaultProxy extends Pick<ConditionWatch, 'until'> {
  /** Without a slash at its end. */
  readonly url: string;
  readonly wire: readonly CrossedRequest[];
  /** What requests meet from now on. */
  usually(choice: FaultChoice | NodeFault): void;
  /** Nobody listens any more, and all connections break; what the collector was given it still takes. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  /** Waits until everything that was read has been judged. */
  judged(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts one on any free port.
 *
 * @param keep - told of each request that was judged, in place of the `wire`, which then stays empty: for runs of millions
 */
export async function startNodeFaultProxy(
  collector: Collector,
  keep?: (crossed: CrossedRequest) => void,
): Promise<NodeFaultProxy> {
  const wire: CrossedRequest[] = [];
  const { look: tell, until } = watchConditions();
  let choose: FaultChoice = () => noFault;
  let judging = 0;
  let port = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/' } = request;
    // Chosen before the body is read: some connections break before it, or in its middle.
    const chosen = choose({ method, path });
    if (chosen.kind === 'gone') return void request.socket.resetAndDestroy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      if (chosen.kind === 'cut') return void request.socket.resetAndDestroy();
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    const read: CollectedRequest = { method, path, headers: headersOf(request), body };
    const fault = chosen.kind === 'by-body' ? chosen.choose(read) : chosen;
    const markers = method === 'GET' ? [] : markersOf(path, body);
    const crossed: CrossedRequest = {
      ...{ method, path, body: '', bytes: body.length, markers },
      ...{ at: Date.now(), sentAt: sentAtIn(body) },
    };
    if (!keep) wire.push(crossed);
    judging += 1;
    try {
      await judge(fault, crossed, read, response, () => request.socket.resetAndDestroy());
    } finally {
      judging -= 1;
      crossed.taken ??= false;
      keep?.(crossed);
      tell();
    }
  }

  async function judge(
    fault: NodeFault,
    crossed: CrossedRequest,
    request: CollectedRequest,
    response: ServerResponse,
    reset: () => void,
  ): Promise<void> {
    const answered = (status: number, retryAfter?: string | null): void => {
      crossed.answer = { at: Date.now(), status, retryAfter: retryAfter ?? undefined };
    };
    if (fault.kind === 'broken' && fault.when === 'before') return reset();
    if (fault.kind === 'refused' || fault.kind === 'answered') {
      const { status, headers, text } = refusal(fault);
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      answered(status, headers['retry-after']);
      response.writeHead(status).end(text);
      return;
    }
    if (fault.kind === 'late') {
      const left = new AbortController();
      response.once('close', () => left.abort());
      await delay(fault.delay, undefined, { signal: left.signal });
    }
    const answer = await collector.answer(request, new AbortController().signal);
    crossed.taken = answer.ok;
    tell();
    if (fault.kind === 'broken') return reset();
    if (fault.kind === 'slow') await delay(fault.delay);
    answered(answer.status, answer.headers.get('retry-after'));
    if (fault.kind !== 'begun') return pass(answer, response);
    const text = await answer.text();
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.write(text.slice(0, text.length / 2), reset);
  }

  const server = createServer((request, response) => {
    // A client that goes away in the middle of a request, or a hub that is not there, breaks the connection.
    void serve(request, response).catch(() => response.destroy());
  });
  // Longer than any test: who ends a connection is what faults are about.
  server.keepAliveTimeout = 60_000;

  async function up(): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('The proxy has no port.');
    port = address.port;
  }

  async function down(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  await up();
  return {
    url: `http://127.0.0.1:${port}`,
    wire,
    usually(choice) {
      choose = typeof choice === 'function' ? choice : () => choice;
    },
    down,
    up,
    until,
    async judged() {
      while (judging > 0) await until(() => judging === 0, 1_000);
    },
    close: down,
  };
}

/** It stands at the end of a batch. */
function sentAtIn(body: Buffer): number | undefined {
  const [, written] = /"sentAt":"([^"]+)"/.exec(body.subarray(-200).toString('latin1')) ?? [];
  return written === undefined ? undefined : Date.parse(written);
}

function refusal(fault: Extract<NodeFault, { kind: 'refused' | 'answered' }>): {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
} {
  if (fault.kind === 'answered') {
    const headers = { 'content-type': 'application/json', ...fault.headers };
    return { status: fault.status, headers, text: JSON.stringify(fault.body ?? {}) };
  }
  const { status, retryAfter } = fault;
  return { status, headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }, text: '' };
}
