import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Message, MessageResult } from '@rialto/core';

/** How the stand-in answers one request; undefined leaves it to the default, which accepts everything. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Ends the connection instead of answering. */
  readonly hangUp?: true;
  /** Never answers. */
  readonly silent?: true;
}

export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly raw: string;
}

/** A real HTTP server that answers like a hub and remembers what it was sent. */
export interface StandInHub {
  readonly endpoint: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  /** Messages that were answered with a judgement, first to last. */
  readonly messages: readonly Message[];
  /** Answers the next matching requests by a script. */
  answer(path: string, ...answers: readonly (ScriptedAnswer | ((body: string) => ScriptedAnswer))[]): void;
  /** Answers all further requests of a path so. */
  always(path: string, answer: (seen: SeenRequest) => ScriptedAnswer | undefined): void;
  /** Open event streams: sends each a block. */
  stream(block: string): void;
  dropStreams(): void;
  /** Resolves when the client has given up a request that was never answered. */
  readonly abandoned: Promise<void>;
  waitFor(matches: (seen: SeenRequest) => boolean, count?: number): Promise<void>;
  close(): Promise<void>;
}

export const accepted = (messages: readonly Message[]): ScriptedAnswer => ({
  body: { results: messages.map(({ messageId }): MessageResult => ({ messageId, status: 'accepted' })) },
});

export async function startStandInHub(port = 0): Promise<StandInHub> {
  const requests: SeenRequest[] = [];
  const messages: Message[] = [];
  const known = new Set<string>();
  const scripts = new Map<string, (ScriptedAnswer | ((body: string) => ScriptedAnswer))[]>();
  const standing = new Map<string, (seen: SeenRequest) => ScriptedAnswer | undefined>();
  const streams = new Set<ServerResponse>();
  const waiters = new Set<() => void>();

  function judge(seen: SeenRequest): ScriptedAnswer {
    const { batch }: { batch: Message[] } = JSON.parse(seen.raw);
    const results = batch.map((message): MessageResult => {
      const { messageId } = message;
      if (known.has(messageId)) return { messageId, status: 'duplicate' };
      known.add(messageId);
      messages.push(message);
      return { messageId, status: 'accepted' };
    });
    return { body: { results } };
  }

  function answerOf(seen: SeenRequest): ScriptedAnswer {
    const path = seen.url.pathname;
    const next = scripts.get(path)?.shift();
    const scripted = typeof next === 'function' ? next(seen.raw) : next;
    const answer = scripted ?? standing.get(path)?.(seen);
    if (answer) return answer;
    return path === '/v1/batch' ? judge(seen) : { status: 404, body: { code: 'not_found' } };
  }

  let giveUp = (): void => {};
  const abandoned = new Promise<void>((resolve) => {
    giveUp = resolve;
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let raw = '';
    for await (const chunk of request) raw += chunk;
    const url = new URL(request.url ?? '/', 'http://hub');
    const seen: SeenRequest = { method: request.method ?? '', url, headers: request.headers, raw };
    requests.push(seen);
    for (const check of waiters) check();
    if (url.pathname === '/v1/customer/stream' && !scripts.get(url.pathname)?.length) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    const { status = 200, headers, body, hangUp, silent } = answerOf(seen);
    if (silent) {
      response.on('close', giveUp);
      return;
    }
    if (hangUp) {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  }

  const server = createServer((request, response) => {
    // A client that goes away in the middle of a request is part of the tests.
    serve(request, response).catch(() => {});
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;

  return {
    endpoint: `http://127.0.0.1:${bound}`,
    port: bound,
    requests,
    messages,
    abandoned,
    answer: (path, ...answers) => void scripts.set(path, [...(scripts.get(path) ?? []), ...answers]),
    always: (path, answer) => void standing.set(path, answer),
    stream: (block) => {
      for (const response of streams) response.write(block);
    },
    dropStreams: () => {
      for (const response of streams) response.destroy();
    },
    waitFor: (matches, count = 1) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (requests.filter(matches).length < count) return;
          waiters.delete(check);
          resolve();
        };
        waiters.add(check);
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
