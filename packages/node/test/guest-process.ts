// A host in a process of its own that has us as a guest, for tests of our manners. It wants to end with code 7, and
// says at the end what its client announced.
import { readdirSync, rmSync } from 'node:fs';
import { type Client, type ClientOptions, createClient } from '../src/index.ts';

process.exitCode = 7;
const [what = '', endpoint = '', path = ''] = process.argv.slice(2);
const news: Record<string, number> = {};
const count = (name: string): void => {
  news[name] = (news[name] ?? 0) + 1;
};

function open(change: Partial<ClientOptions> = {}): Client {
  const client = createClient({
    endpoint,
    key: 'sk_test_0123456789',
    source: 'till-4',
    channel: 'store',
    queue: path ? { path } : 'memory',
    flushAfter: 20,
    ...change,
  });
  client.on('error', ({ code }) => count(`error:${code}`));
  client.on('dropped', ({ reason }) => count(`dropped:${reason}`));
  client.on('delivered', () => count('delivered'));
  return client;
}

const sale = {
  event: 'Sale Completed',
  userId: 'c-42',
  properties: { total: 1.25, currency: 'EUR' },
} as const;
const descriptors = (): number => readdirSync('/proc/self/fd').length;
const listeners = (): number =>
  process.eventNames().reduce((sum, name) => sum + process.listenerCount(name as string), 0);
const fail = (): never => {
  throw new Error('theirs');
};

const visits: Readonly<Record<string, () => Promise<object>>> = {
  /** Sells before whatever listens at the endpoint, reads it and listens to it. */
  async sell() {
    const client = open();
    const stop = client.onCustomer(
      { identifier: { kind: 'userId', value: 'c' }, purpose: 'service' },
      () => {},
    );
    const read = client.customer({ identifier: { kind: 'userId', value: 'c' }, purpose: 'service' });
    const customer = await read.then(
      () => 'an answer',
      ({ code }) => code,
    );
    for (let number = 0; number < 20; number += 1) client.track(sale);
    const { pending } = await client.flush({ timeout: 10_000 });
    stop();
    await client.close({ timeout: 100 });
    const megabytes = Math.round(process.memoryUsage().rss / 1024 / 1024);
    return { customer, pending, megabytes };
  },

  /** Never closes anything, and has listeners that throw. */
  async careless() {
    const client = open();
    for (const name of ['delivered', 'dropped', 'rejected', 'error'] as const) {
      client.on(name, fail);
      client.on(name, (async () => fail()) as () => void);
    }
    client.track(sale);
    client.track({ event: '' } as never);
    const gate = { decide: fail, on: fail };
    const gated = open({ consent: gate, queue: 'memory' });
    gated.track({ event: 'Product Viewed', userId: 'c-42', properties: { product_id: 'p' } } as never);
    await client.flush({ timeout: 2_000 });
    await gated.flush({ timeout: 2_000 });
    return {};
  },

  /** Opens and closes clients, many at a time and one after the other. */
  async many() {
    for (let round = 0; round < 3; round += 1) await openMany(20);
    const before = { descriptors: descriptors(), listeners: listeners() };
    for (let round = 0; round < 50; round += 1) await openMany(20);
    return {
      more: { descriptors: descriptors() - before.descriptors, listeners: listeners() - before.listeners },
    };
  },

  /** Opens clients and forgets them. */
  async forgotten() {
    for (let number = 0; number < 200; number += 1)
      open(path ? { queue: { path: `${path}/${number}` } } : {}).track(sale);
    return {};
  },

  /** Somebody clears the directory away, again and again. */
  async cleared() {
    const client = open();
    const stored: string[] = [];
    for (let number = 0; number < 200; number += 1) {
      const { durable } = client.track(sale);
      if (number % 20 === 10) rmSync(path, { recursive: true, force: true });
      stored.push((await durable).status);
    }
    const { pending } = await client.flush({ timeout: 20_000 });
    await client.close();
    return { stored: stored.filter((status) => status === 'stored').length, pending };
  },

  /** Passes whatever can be thought of to every call. */
  async nonsense() {
    const client = open();
    const deep: unknown = JSON.parse(`${'[0,'.repeat(500_000)}0${']'.repeat(500_000)}`);
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const hostile = new Proxy({}, { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail });
    const revocable = Proxy.revocable({}, {});
    revocable.revoke();
    const values = [
      deep,
      cycle,
      hostile,
      revocable.proxy,
      1n,
      Symbol('s'),
      Number.NaN,
      'x'.repeat(2 ** 25),
      fail,
    ];
    const calls = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;
    for (const name of calls) {
      for (const value of values) {
        const call = client[name] as (value: unknown) => unknown;
        call(value);
        call({ ...sale, properties: value, traits: value });
        call({ ...sale, context: value, identifiers: value, timestamp: value });
        call({ ...sale, userId: value, anonymousId: value, messageId: value, consent: value });
      }
    }
    await client.flush({ timeout: 3_000 });
    await client.close();
    client.track(sale);
    client.track(fail as never);
    return { calls: calls.length * values.length * 4 + 2 };
  },
};

async function openMany(number: number): Promise<void> {
  await Promise.all(
    Array.from({ length: number }, async (_, at) => {
      const client = open(path ? { queue: { path: `${path}/${at}` } } : {});
      client.track(sale);
      await client.close();
    }),
  );
}

const found = await visits[what]?.();
process.stdout.write(`${JSON.stringify({ ...found, news })}\n`);
