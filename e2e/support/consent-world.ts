/**
 * The real parts in one process: a hub on a file, the Node client at a till and in a call centre, and pages made of the real
 * consent manager and the pipeline that the tracker uses. The network between them can be cut, channel by channel.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { getRequestListener } from '@hono/node-server';
import { type ConsentManager, createConsentManager } from '@rialto/consent';
import { askGate, buildMessage, type Message, type MessageDraft, purposesOfMessage } from '@rialto/core';
import {
  createAnnouncer,
  createFetchTransport,
  createMemoryEventStore,
  openPipeline,
  type Pipeline,
} from '@rialto/core/delivery';
import { createHub } from '@rialto/hub';
import { type Client, createClient } from '@rialto/node';

export type Line = 'till' | 'phone' | 'web';

const keys = { web: 'wk_web_0123456789', till: 'sk_till_0123456789', phone: 'sk_phone_0123456789' };
const random = {
  next: Math.random,
  bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
};
const clock = {
  now: () => Date.now(),
  after(ms: number, work: () => void) {
    const timer = setTimeout(work, Math.min(ms, 2 ** 31 - 1));
    return { cancel: () => clearTimeout(timer) };
  },
};

/** One line of the hub's log, as far as the journeys ask. */
interface Logged {
  readonly sequence: number;
  readonly messageId: string;
  readonly name: string;
}

/** A page that somebody uses. */
export interface Page {
  readonly manager: ConsentManager<'analytics' | 'personalization' | 'marketing' | 'linking'>;
  readonly pipeline: Pipeline;
  /** What the browser keeps of the manager. */
  stored(): string | undefined;
  /** The id of the browser, once one was permitted. */
  anonymousId(): string | undefined;
  /** Every id that the browser had. */
  readonly ids: string[];
  userId: string | undefined;
  send(draft: MessageDraft): string;
  /** What became of each record of a decision. */
  readonly records: { readonly at: number; readonly accepted: Promise<boolean> }[];
}

export interface World {
  readonly url: string;
  readonly till: Client;
  readonly phone: Client;
  openPage(name: string): Page;
  /** Cuts or mends the network of a channel. */
  setOnline(line: Line, online: boolean): void;
  isOnline(line: Line): boolean;
  /** Messages that a page has put on the wire, since the last look. */
  takeWire(): readonly Message[];
  /** What came to the log after a line. */
  readLog(after: number): readonly Logged[];
  get(path: string): Promise<Response>;
  post(path: string, body: object): Promise<Response>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'rialto-journeys-'));
  const file = join(folder, 'rialto.db');
  const hub = createHub({
    store: `file:${file}`,
    sources: [
      { name: 'web', channel: 'web', writeKey: keys.web },
      { name: 'till', channel: 'store', secretKey: keys.till },
      { name: 'phone', channel: 'phone', secretKey: keys.phone },
    ],
  });
  await hub.ready();
  const offline = new Set<Line>();
  const wire: Message[] = [];
  const answer = getRequestListener(async (request) => {
    const { pathname, origin, search } = new URL(request.url);
    const [, line = '', ...path] = pathname.split('/');
    if (offline.has(line as Line)) return new Response(null, { status: 503 });
    const body = request.method === 'POST' ? await request.text() : undefined;
    if (line === 'web' && body) wire.push(...((JSON.parse(body) as { batch?: Message[] }).batch ?? []));
    const { method, headers } = request;
    return hub.fetch(
      new Request(`${origin}/${path.join('/')}${search}`, { method, headers, body: body ?? null }),
    );
  });
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reader = new DatabaseSync(file, { readOnly: true });
  const logAfter = reader.prepare(
    'SELECT sequence, message_id, name FROM log WHERE sequence > ? ORDER BY sequence',
  );
  const clientOf = (line: 'till' | 'phone', channel: 'store' | 'phone') =>
    createClient({
      endpoint: `${url}/${line}`,
      key: keys[line],
      source: line,
      channel,
      queue: 'memory',
      // A busy machine is no outage.
      readTimeout: 30_000,
    });
  const till = clientOf('till', 'store');
  const phone = clientOf('phone', 'phone');
  const pages: Page[] = [];
  return {
    url,
    till,
    phone,
    openPage(name) {
      const page = openPage(`${url}/web`, name);
      pages.push(page);
      return page;
    },
    setOnline(line, online) {
      if (online) offline.delete(line);
      else offline.add(line);
    },
    isOnline: (line) => !offline.has(line),
    takeWire: () => wire.splice(0),
    readLog: (after) =>
      logAfter.all(after).map(({ sequence, message_id, name }) => ({
        sequence: Number(sequence),
        messageId: String(message_id),
        name: String(name),
      })),
    // What is only looked at needs no socket.
    get: (path) => hub.fetch(new Request(`http://hub${path}`, { headers: { 'x-write-key': keys.till } })),
    post: (path, body) =>
      hub.fetch(
        new Request(`http://hub${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    async close() {
      await Promise.all([till.close({ timeout: 0 }), phone.close({ timeout: 0 })]);
      await Promise.all(pages.map(({ pipeline }) => pipeline.close()));
      reader.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await hub.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The manager and the pipeline as the tracker joins them, without a document. */
function openPage(endpoint: string, name: string): Page {
  let stored: string | undefined;
  const manager = createConsentManager({
    purposes: ['analytics', 'personalization', 'marketing', 'linking'],
    channels: { marketing: ['email', 'sms'] },
    policy: { version: '2026-11', url: '/privacy' },
    storage: {
      read: () => stored,
      write: (value) => {
        stored = value;
      },
    },
  });
  const announcer = createAnnouncer();
  const pipeline = openPipeline({
    store: createMemoryEventStore(),
    transport: createFetchTransport({ fetch, endpoint, key: keys.web, clock }),
    clock,
    random,
    announcer,
    // Only when a step says so.
    options: { flushAt: 10_000, flushAfter: 2 ** 31 - 1 },
    recheck: ({ purposes }) => askGate(manager, purposes),
    prepare(message) {
      const anonymousId = isPermitted() ? page.anonymousId() : undefined;
      return anonymousId ? { ...message, anonymousId } : message;
    },
  });
  const records: Page['records'] = [];
  let id: string | undefined;
  const isPermitted = () => Object.values(manager.state()).includes('granted');
  const page: Page = {
    manager,
    pipeline,
    records,
    userId: undefined,
    ids: [],
    stored: () => stored,
    anonymousId() {
      if (isPermitted() && !id) {
        id = `a-${name}-${page.ids.length}`;
        page.ids.push(id);
      }
      return id;
    },
    send(draft) {
      const message = buildMessage(
        { channel: 'web', ...(page.userId ? { userId: page.userId } : {}), ...draft },
        { now: Date.now(), random: random.bytes(10) },
      );
      pipeline.accept(message, purposesOfMessage(message), manager);
      return message.messageId;
    },
  };
  manager.on('record', (record) => {
    if (!page.anonymousId() && !page.userId) return;
    const anonymousId = page.anonymousId();
    const message = buildMessage(
      {
        type: 'track',
        event: 'Consent Recorded',
        channel: 'web',
        properties: record,
        ...(page.userId ? { userId: page.userId } : {}),
        ...(anonymousId ? { anonymousId } : {}),
      },
      { now: Date.now(), random: random.bytes(10) },
    );
    const { delivered } = pipeline.accept(message, ['necessary'], manager);
    records.push({ at: Date.now(), accepted: delivered.then(({ status }) => status === 'accepted') });
  });
  manager.on('change', () => {
    void pipeline.recheck();
    // As the tracker does: with the last permission the id is forgotten, after its withdrawal was told.
    if (!isPermitted()) id = undefined;
  });
  return page;
}
