// The collector, in a process of its own: takes every client's batches, answers as its server does, and counts.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { wires } from './wires.ts';

/** What has come in since the last reset. */
export interface Counts {
  readonly events: number;
  readonly duplicates: number;
  readonly requests: number;
  /** As they crossed the wire. */
  readonly bytes: number;
  /** When the last new event came, milliseconds of the epoch with fractions. */
  readonly lastAt: number;
}

const none: Counts = { events: 0, duplicates: 0, requests: 0, bytes: 0, lastAt: 0 };
const ids = new Set<string>();
let counts = none;
let told = none;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function take(path: string, raw: Buffer, isZipped: boolean): { type: string; body: string } {
  // Rialto asks this before it sends again what was not answered.
  if (path.endsWith('/v1/known')) {
    const { messageIds }: { messageIds: string[] } = JSON.parse(raw.toString('utf8'));
    const known = messageIds.filter((id) => ids.has(id));
    return { type: 'application/json', body: JSON.stringify({ known }) };
  }
  const wire = wires[path.split('/')[1] ?? ''];
  if (!wire || raw.length === 0) return { type: 'application/json', body: '{}' };
  const found = wire.idsOf(JSON.parse((isZipped ? gunzipSync(raw) : raw).toString('utf8')));
  const answer = wire.answer(found, (id) => ids.has(id));
  let events = 0;
  for (const id of found) {
    if (ids.has(id)) continue;
    ids.add(id);
    events += 1;
  }
  counts = {
    events: counts.events + events,
    duplicates: counts.duplicates + found.length - events,
    requests: counts.requests + 1,
    bytes: counts.bytes + raw.length,
    lastAt: events > 0 ? performance.timeOrigin + performance.now() : counts.lastAt,
  };
  return answer;
}

const server = createServer((request, response) => {
  bodyOf(request)
    .then((raw) => {
      const { type, body } = take(request.url ?? '/', raw, request.headers['content-encoding'] === 'gzip');
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
    })
    .catch((error: unknown) => {
      console.error(`The collector does not understand ${request.method} ${request.url}:`, error);
      response.destroy();
    });
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

process.on('message', () => {
  ids.clear();
  counts = none;
  told = counts;
  process.send?.({ reset: true });
});
process.on('disconnect', () => process.exit());
setInterval(() => {
  if (counts === told) return;
  told = counts;
  process.send?.({ counts });
}, 10);
process.send?.({ port });
