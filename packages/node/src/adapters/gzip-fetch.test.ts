import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { createGzipFetch } from './gzip-fetch.ts';
import { createKyFetch } from './ky-fetch.ts';

interface Seen {
  readonly encoding: string | undefined;
  readonly bytes: Buffer;
}

async function startServer(): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ encoding: request.headers['content-encoding'], bytes: Buffer.concat(chunks) });
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/batch`, seen };
}

it('compresses what is large, and says so', async () => {
  const { url, seen } = await startServer();
  const fetch = createGzipFetch(createKyFetch(new AbortController().signal));
  const body = JSON.stringify({ batch: Array(50).fill({ event: 'Sale Completed', note: 'Käse ✓' }) });
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(seen[0]?.encoding).toBe('gzip');
  expect(seen[0]?.bytes.length).toBeLessThan(body.length / 5);
  expect(gunzipSync(seen[0]?.bytes ?? '').toString()).toBe(body);
});

it('leaves small bodies as they are, and requests without one', async () => {
  const { url, seen } = await startServer();
  const fetch = createGzipFetch(createKyFetch(new AbortController().signal));
  await fetch(url, { method: 'POST', headers: {}, body: '{"messageIds":["m-1"]}' });
  await fetch(url, { method: 'GET', headers: {} });
  expect(seen.map(({ encoding, bytes }) => [encoding, bytes.toString()])).toEqual([
    [undefined, '{"messageIds":["m-1"]}'],
    [undefined, ''],
  ]);
});
