import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../ports/clock.ts';
import { storedEvent } from '../testing/index.ts';
import { createFetchTransport, type Fetch, type FetchTransportOptions } from './fetch-transport.ts';

const clock: Clock = {
  now: () => Date.UTC(2026, 10, 22, 9),
  after: (delay, callback) => {
    const timer = setTimeout(callback, delay);
    return { cancel: () => clearTimeout(timer) };
  },
};
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function hub(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const transportTo = (endpoint: string, change: Partial<FetchTransportOptions> = {}) =>
  createFetchTransport({ fetch: globalThis.fetch, endpoint, key: 'wk_demo', clock, ...change });
const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};
const batch = [storedEvent('a'), storedEvent('b')];

describe('the transport', () => {
  it('posts the bodies as they are, with the key and the time of sending', async () => {
    const seen: unknown[] = [];
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { method, url, headers } = request;
      seen.push(
        method,
        url,
        headers['x-write-key'],
        headers['content-type'],
        headers['x-proxy'],
        JSON.parse(await bodyOf(request)),
      );
      response.end(JSON.stringify({ results: [{ messageId: 'a', status: 'accepted' }] }));
    };
    const endpoint = await hub((request, response) => void answer(request, response));
    const result = await transportTo(endpoint, { headers: { 'x-proxy': 'yes' } }).send(batch);
    expect(result).toEqual({ outcome: 'answered', results: [{ messageId: 'a', status: 'accepted' }] });
    expect(seen).toEqual([
      'POST',
      '/v1/batch',
      'wk_demo',
      'application/json',
      'yes',
      { batch: batch.map(({ body }) => JSON.parse(body)), sentAt: '2026-11-22T09:00:00.000Z' },
    ]);
  });

  it.each<[string, RequestListener, object]>([
    [
      'answers with a page',
      (_, response) => response.end('<html>'),
      { outcome: 'retry', reason: 'not_a_hub' },
    ],
    ['answers with nothing', (_, response) => response.end(), { outcome: 'retry', reason: 'not_a_hub' }],
    [
      'is busy',
      (_, response) => response.writeHead(503, { 'retry-after': '7' }).end(),
      { outcome: 'retry', reason: 'status_503', retryAfter: 7_000 },
    ],
    [
      'names a date',
      (_, response) => response.writeHead(429, { 'retry-after': 'Sun, 22 Nov 2026 09:00:09 GMT' }).end(),
      { outcome: 'retry', retryAfter: 9_000 },
    ],
    ['finds it too large', (_, response) => response.writeHead(413).end(), { outcome: 'split' }],
    ['refuses the key', (_, response) => response.writeHead(401).end('{}'), { outcome: 'refused' }],
    [
      'resets the connection',
      (request) => void request.socket.destroy(),
      { outcome: 'retry', reason: 'network' },
    ],
    [
      'breaks off its answer',
      (request, response) => {
        response.writeHead(200, { 'content-length': '99' }).write('{');
        setTimeout(() => request.socket.destroy(), 20);
      },
      { outcome: 'retry', reason: 'network' },
    ],
    [
      'sends elsewhere',
      (request, response) =>
        request.url === '/login'
          ? response.end('<html>')
          : response.writeHead(302, { location: '/login' }).end(),
      { outcome: 'retry', reason: 'not_a_hub' },
    ],
  ])('never throws when the hub %s', async (_, answer, expected) => {
    expect(await transportTo(await hub(answer)).send(batch)).toMatchObject(expected);
  });

  it.each<[string, RequestListener]>([
    ['never answers', () => {}],
    ['never ends its answer', (_, response) => void response.writeHead(200).write('{"results":')],
  ])('gives up after its time when the hub %s', async (_, answer) => {
    const result = await transportTo(await hub(answer), { timeout: 60 }).send(batch);
    expect(result).toEqual({ outcome: 'retry', reason: 'timeout' });
  });

  it.each([
    ['nobody listens', 'http://127.0.0.1:1'],
    ['the address is none', 'nonsense://\u0000'],
  ])('never throws when %s', async (_, endpoint) => {
    expect(await transportTo(endpoint).send(batch)).toEqual({ outcome: 'retry', reason: 'network' });
  });

  it('lets a small request outlive the page where that is asked for, and a large one not', async () => {
    const flags: (boolean | undefined)[] = [];
    const fetch: Fetch = async (_url, { keepalive }) => {
      flags.push(keepalive);
      return new Response('{"results":[]}');
    };
    const large = Array.from({ length: 3 }, () =>
      storedEvent('a', { body: JSON.stringify('ä'.repeat(11_000)) }),
    );
    await transportTo('/rialto', { fetch }).send(batch);
    await transportTo('/rialto', { fetch, keepalive: true }).send(batch);
    await transportTo('/rialto', { fetch, keepalive: true }).send(large);
    expect(flags).toEqual([undefined, true, undefined]);
  });

  it('lets requests outlive the page while all of them together are small enough', async () => {
    const flags: (boolean | undefined)[] = [];
    const answers: (() => void)[] = [];
    const fetch: Fetch = (_url, { keepalive }) => {
      flags.push(keepalive);
      return new Promise((resolve) => answers.push(() => resolve(new Response('{"results":[]}'))));
    };
    const transport = transportTo('/rialto', { fetch, keepalive: true });
    const large = [storedEvent('a', { body: JSON.stringify('x'.repeat(40_000)) })];
    const [first, second] = [transport.send(large), transport.send(large)];
    void transport.send(batch);
    answers[1]?.();
    await second;
    void transport.send(large);
    answers[0]?.();
    await first;
    void transport.send(large);
    expect(flags).toEqual([true, undefined, true, undefined, true]);
  });
});

describe('the question for what the hub knows', () => {
  it('posts the ids with the key, and gives back those that are known', async () => {
    const seen: unknown[] = [];
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { method, url, headers } = request;
      seen.push(method, url, headers['x-write-key'], JSON.parse(await bodyOf(request)));
      response.end(JSON.stringify({ known: ['b'] }));
    };
    const endpoint = await hub((request, response) => void answer(request, response));
    expect(await transportTo(endpoint).known?.(['a', 'b'])).toEqual({ outcome: 'answered', known: ['b'] });
    expect(seen).toEqual(['POST', '/v1/known', 'wk_demo', { messageIds: ['a', 'b'] }]);
  });

  it('does not outlive the page', async () => {
    let flag: boolean | undefined = true;
    const fetch: Fetch = async (_url, { keepalive }) => {
      flag = keepalive;
      return new Response('{}');
    };
    await transportTo('/rialto', { fetch, keepalive: true }).known?.(['a']);
    expect(flag).toBeUndefined();
  });

  it.each<[string, RequestListener, object]>([
    ['has no such path', (_, response) => response.writeHead(404).end(), { outcome: 'unsupported' }],
    ['takes only other methods', (_, response) => response.writeHead(405).end(), { outcome: 'unsupported' }],
    ['refuses the key', (_, response) => response.writeHead(401).end('{}'), { outcome: 'unsupported' }],
    ['answers with a page', (_, response) => response.end('<html>'), { outcome: 'unsupported' }],
    ['answers without a list', (_, response) => response.end('{"known":"a"}'), { outcome: 'unsupported' }],
    [
      'is busy',
      (_, response) => response.writeHead(429, { 'retry-after': '7' }).end(),
      { outcome: 'retry', reason: 'status_429', retryAfter: 7_000 },
    ],
    [
      'is down',
      (_, response) => response.writeHead(502).end(),
      { outcome: 'retry', reason: 'status_502', retryAfter: undefined },
    ],
    [
      'resets the connection',
      (request) => void request.socket.destroy(),
      { outcome: 'retry', reason: 'network' },
    ],
  ])('never throws when the hub %s', async (_, answer, expected) => {
    expect(await transportTo(await hub(answer)).known?.(['a'])).toEqual(expected);
  });
});
