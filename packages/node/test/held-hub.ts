import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a held request is answered. */
export interface HeldAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is no text goes as JSON. */
  readonly body?: unknown;
}

/** One request that waits for its answer. */
export interface HeldRequest {
  readonly query: URLSearchParams;
  answer(answer: HeldAnswer): void;
  /** Ends the connection without an answer. */
  hangUp(): void;
  /** Resolves when the client has given up. */
  readonly abandoned: Promise<void>;
}

/** A real HTTP server that answers each request when the test says so, and not before. */
export interface HeldHub {
  readonly endpoint: string;
  /** How many requests have come. */
  readonly count: number;
  /** The next request that nobody has taken yet. */
  next(): Promise<HeldRequest>;
  close(): Promise<void>;
}

export async function startHeldHub(): Promise<HeldHub> {
  const waiting: HeldRequest[] = [];
  const takers: ((request: HeldRequest) => void)[] = [];
  let count = 0;

  const server = createServer((request, response) => {
    count += 1;
    const held = hold(new URL(request.url ?? '/', 'http://hub').searchParams, response);
    const taker = takers.shift();
    if (taker) taker(held);
    else waiting.push(held);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    endpoint: `http://127.0.0.1:${port}`,
    get count() {
      return count;
    },
    next() {
      const held = waiting.shift();
      return held ? Promise.resolve(held) : new Promise((resolve) => void takers.push(resolve));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const hold = (query: URLSearchParams, response: ServerResponse): HeldRequest => ({
  query,
  answer({ status = 200, headers, body = {} }) {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  },
  hangUp: () => void response.destroy(),
  abandoned: new Promise((resolve) => {
    response.on('close', () => {
      if (!response.writableEnded) resolve();
    });
  }),
});
