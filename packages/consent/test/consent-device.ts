// A device whose storage a test can look into, and a hub that a test can switch off. For tests of the manager.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { ConsentRecord, Message } from '@rialto/core/model';
import { type ConsentManagerOptions, type ConsentStorage, createConsentManager } from '../src/index.ts';

export const policy = { version: '2026-11', url: '/privacy' };
export const purposes = ['analytics', 'personalization', 'marketing'] as const;

/** A device: what is stored, every write in order, and other tabs. */
export function device(stored?: string) {
  const writes: string[] = [];
  const tabs = new Set<() => void>();
  const waiting = new Set<() => void>();
  const storage = (): ConsentStorage => {
    let hear = (): void => {};
    return {
      read: () => stored,
      write(value) {
        stored = value;
        writes.push(value);
        for (const tab of tabs) if (tab !== hear) tab();
        for (const look of waiting) look();
      },
      watch(listener) {
        hear = listener;
        tabs.add(listener);
        return () => tabs.delete(listener);
      },
    };
  };
  return {
    storage,
    writes,
    stored: () => stored,
    /** What is stored once it fits. */
    written: (fits: (value: string) => boolean): Promise<string> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (stored === undefined || !fits(stored)) return;
          waiting.delete(look);
          resolve(stored);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** A manager on a device, with all that it announces. */
export function setUp(options: Partial<ConsentManagerOptions> = {}, on = device()) {
  const clock = { at: Date.UTC(2026, 10, 22, 9), now: () => clock.at };
  const consent = createConsentManager({
    purposes,
    policy,
    storage: on.storage(),
    clock,
    ...options,
  } as ConsentManagerOptions<(typeof purposes)[number]>);
  const news: unknown[] = [];
  consent.on('change', (change) => news.push(change));
  const records: ConsentRecord[] = [];
  consent.on('record', (record) => {
    records.push(record);
    news.push(record.method);
  });
  return { consent, clock, news, records, on };
}

/** What a hub is sent. */
interface SentBatch {
  readonly batch: readonly (Message & { readonly properties: ConsentRecord & Message['properties'] })[];
  readonly sentAt: string;
  readonly writeKey: string;
}

/** A hub that answers with a status; a real server, for the way to it is real. */
export async function listeningHub() {
  const sent: SentBatch[] = [];
  const waiting = new Set<() => void>();
  let status = 200;
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      sent.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(request.url === '/rialto/v1/batch' ? status : 404).end('{}');
      for (const look of waiting) look();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The hub has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}/rialto`,
    sent,
    answer(next: number) {
      status = next;
    },
    /** The batches once there are so many. */
    arrival: (count: number): Promise<readonly SentBatch[]> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (sent.length < count) return;
          waiting.delete(look);
          resolve(sent);
        };
        waiting.add(look);
        look();
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
