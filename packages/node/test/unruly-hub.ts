import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a server does with a connection once a request has begun to come; raw, since no HTTP server can be made to do it. */
export type Unruliness = (socket: Socket, endpoint: string) => void;

const answer = (head: string, body = ''): string => `HTTP/1.1 ${head}\r\n\r\n${body}`;
const json = (body: string): string =>
  answer(`200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`, body);

/** Writes for as long as the other side reads. */
function pour(socket: Socket, text: string): void {
  const chunk = Buffer.from(text);
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

/** Servers as tills meet them in the field, and some that mean harm. */
export const unrulinesses: Readonly<Record<string, Unruliness>> = {
  'answers 503 with a page': (socket) => socket.write(answer('503 No\r\ncontent-length: 12', '<h1>503</h1>')),
  'answers with bytes that are no HTTP': (socket) => socket.end(Buffer.alloc(4096, 0xff)),
  'speaks TLS where nobody asked for it': (socket) => socket.end(Buffer.from('15030300020228', 'hex')),
  'hangs up at once': (socket) => socket.destroy(),
  'hangs up in the middle of its answer': (socket) =>
    socket.end(answer('200 OK\r\ncontent-length: 1000', '{"results":[')),
  'resets the connection': (socket) => void socket.resetAndDestroy(),
  'sends us round in a circle': (socket, endpoint) =>
    socket.write(answer(`307 Over there\r\nlocation: ${endpoint}/v1/batch\r\ncontent-length: 0`)),
  'has a location that is no address': (socket) =>
    socket.write(answer('302 Found\r\nlocation: http://[::nonsense\r\ncontent-length: 0')),
  'answers with a body that never ends': (socket) => {
    socket.write(answer('200 OK\r\ntransfer-encoding: chunked'));
    pour(socket, `10000\r\n${'x'.repeat(65_536)}\r\n`);
  },
  'answers with headers that never end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    pour(socket, `x-more: ${'x'.repeat(1_000)}\r\n`);
  },
  'says that it compressed what it did not': (socket) =>
    socket.write(answer('200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4', 'none')),
  'changes the protocol': (socket) =>
    socket.write(answer('101 Switching\r\nupgrade: websocket\r\nconnection: upgrade')),
  'has nothing to say': (socket) => socket.write(answer('204 No Content')),
  'answers twice': (socket) => socket.write(json('{"results":[]}') + json('{"results":[]}')),
  'answers null': (socket) => socket.write(json('null')),
  'answers about strangers': (socket) =>
    socket.write(json('{"results":[null,7,[],{"messageId":{}},{"messageId":"x","status":"accepted"}]}')),
  'answers with JSON a million levels deep': (socket) =>
    socket.write(json(`{"results":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`)),
  'names a time to wait that is none': (socket) =>
    socket.write(answer('429 Later\r\nretry-after: -Infinity\r\ncontent-length: 0')),
};

/** A server that behaves so, whatever it is asked. */
export async function startUnrulyHub(unruly: Unruliness): Promise<string> {
  const sockets = new Set<Socket>();
  let endpoint = '';
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      if (String(chunk).includes(' /v1/')) unruly(socket, endpoint);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('No port.');
  endpoint = `http://127.0.0.1:${address.port}`;
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return endpoint;
}
