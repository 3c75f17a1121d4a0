import { readEventStream } from '@rialto/core/event-stream';
import { describe, expect, it } from 'vitest';
import { selfToken } from '../../test/self-token.ts';
import { createTestHub, sale, type TestHub, testKeys } from '../../test/test-hub.ts';
import { createMemoryStore } from '../store/memory-store.ts';

const path = (value = 'c-42', kind = 'userId') =>
  `/v1/customer/stream?kind=${kind}&value=${value}&purpose=service`;

/** Reads a stream event by event; what a test does not ask for waits. */
async function follow(hub: TestHub, url = path(), headers?: Record<string, string>) {
  const response = await hub.get(url, headers);
  if (!response.body) throw new Error('no body');
  const events = readEventStream(response.body);
  let lastId: string | undefined;
  return {
    response,
    get lastId() {
      return lastId ?? '';
    },
    async next(): Promise<{ version: number; orders?: { list: { id: string }[] } } | 'end'> {
      const { done, value } = await events.next();
      if (done) return 'end';
      expect(value.event).toBe('customer');
      const context = JSON.parse(value.data);
      expect(value.id).toMatch(new RegExp(`^${context.version}-[0-9a-f]{16}$`));
      lastId = value.id;
      return context;
    },
    stop: () => events.return(undefined),
  };
}

const ordersOf = (context: Awaited<ReturnType<Awaited<ReturnType<typeof follow>>['next']>>) =>
  context === 'end' ? context : context.orders?.list.map(({ id }) => id);

describe('GET /v1/customer/stream', () => {
  it('sends the context as it is, and again after each change', async () => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1')] });
    const { response, next } = await follow(hub);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(ordersOf(await next())).toEqual(['order-1']);
    await hub.post('/v1/batch', { batch: [sale('2')] });
    expect(ordersOf(await next())).toEqual(['order-2', 'order-1']);
    await hub.hub.close();
    expect(await next()).toBe('end');
  });

  it('says nothing of other customers', async () => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1')] });
    const { next } = await follow(hub);
    await next();
    await hub.post('/v1/batch', { batch: [sale('2', { userId: 'c-99' })] });
    await hub.post('/v1/batch', { batch: [sale('3')] });
    expect(ordersOf(await next())).toEqual(['order-3', 'order-1']);
    await hub.hub.close();
  });

  it('waits for a customer who does not exist yet', async () => {
    const hub = createTestHub();
    const { response, next } = await follow(hub);
    expect(response.status).toBe(200);
    const first = next();
    await hub.post('/v1/batch', { batch: [sale('1', { userId: 'c-99' })] });
    await hub.post('/v1/batch', { batch: [sale('2')] });
    expect(ordersOf(await first)).toEqual(['order-2']);
    await hub.hub.close();
  });

  it('follows the customer into another profile when two turn out to be one', async () => {
    const hub = createTestHub();
    const context = { consent: { categoryPreferences: { linking: true } } };
    await hub.post('/v1/batch', { batch: [sale('1'), sale('2', { userId: undefined, anonymousId: 'a-1' })] });
    const { next } = await follow(hub, path('a-1', 'anonymousId'));
    expect(ordersOf(await next())).toEqual(['order-2']);
    await hub.post('/v1/batch', {
      batch: [{ type: 'identify', messageId: '3', userId: 'c-42', anonymousId: 'a-1', context }],
    });
    expect(ordersOf(await next())).toEqual(expect.arrayContaining(['order-1', 'order-2']));
    await hub.post('/v1/batch', { batch: [sale('4')] });
    expect(ordersOf(await next())).toContain('order-4');
    await hub.hub.close();
  });

  it('makes one event of changes that come faster than it is read', async () => {
    const hub = createTestHub();
    const { next } = await follow(hub);
    await Promise.all(['1', '2', '3', '4', '5'].map((id) => hub.post('/v1/batch', { batch: [sale(id)] })));
    let seen = ordersOf(await next());
    let events = 1;
    for (; seen !== 'end' && (seen?.length ?? 0) < 5; events += 1) seen = ordersOf(await next());
    expect(seen).toHaveLength(5);
    expect(events).toBeLessThanOrEqual(5);
    await hub.hub.close();
  });

  it('beats while nothing happens, and sees what another process wrote', async () => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1')] });
    const response = await hub.get(path());
    const reader = response.body?.getReader();
    const text = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await text()).toContain('order-1');
    await hub.clock.advance(15_000);
    expect(await text()).toBe(': \n\n');
    const other = createTestHub({ store: hub.store, clock: hub.clock });
    await other.post('/v1/batch', { batch: [sale('2')] });
    await hub.clock.advance(15_000);
    expect((await text()) + (await text())).toContain('order-2');
    await hub.hub.close();
  });

  it('takes back what is no longer permitted, also where nothing happens but that its time is over', async () => {
    const hub = createTestHub();
    const cells = [{ purpose: 'personalization', state: 'granted' }];
    const until = new Date(hub.clock.now() + 20_000).toISOString();
    const consent = { event: 'Consent Recorded', properties: { cells, valid_until: until } };
    await hub.post('/v1/batch', { batch: [sale('1', consent)] });
    const events = await follow(hub, path().replace('service', 'personalization'));
    expect(await events.next()).toHaveProperty('now');
    await hub.clock.advance(15_000);
    const next = events.next();
    await hub.clock.advance(15_000);
    expect(await next).not.toHaveProperty('now');
    await hub.hub.close();
  });

  it('ends when its key is revoked', async () => {
    const hub = createTestHub({ sources: [{ name: 'web', channel: 'web', writeKey: testKeys.write }] });
    const { storedKey } = await import('../auth/key.ts');
    const grant = { source: 'desk', channel: 'phone', kind: 'secret', origins: [], createdAt: 1 } as const;
    const key = await storedKey(testKeys.secret, grant);
    await hub.store.addKey(key);
    await hub.post('/v1/batch', { batch: [sale('1')] });
    const { next } = await follow(hub);
    await next();
    await hub.store.revokeKey(key.id, 2);
    await hub.clock.advance(15_000);
    expect(await next()).toBe('end');
  });

  it('ends when its token expires', async () => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1')] });
    const jwt = await selfToken(hub);
    const { next } = await follow(hub, '/v1/customer/stream', { authorization: `Bearer ${jwt}` });
    expect(ordersOf(await next())).toEqual(['order-1']);
    await hub.clock.advance(61_000);
    expect(await next()).toBe('end');
  });

  it('ends when its token may not see the customer any more, and says to who comes back that there is nobody', async () => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1', { userId: undefined, anonymousId: 'a-1' })] });
    const jwt = await selfToken(hub, 'anonymousId:a-1', 600);
    const headers = { authorization: `Bearer ${jwt}` };
    const device = await follow(hub, '/v1/customer/stream', headers);
    expect(ordersOf(await device.next())).toEqual(['order-1']);
    const context = { consent: { categoryPreferences: { linking: true } } };
    await hub.post('/v1/batch', {
      batch: [{ type: 'identify', messageId: '3', userId: 'c-42', anonymousId: 'a-1', context }],
    });
    expect(await device.next()).toBe('end');
    const again = await hub.get('/v1/customer/stream', { ...headers, 'last-event-id': device.lastId });
    expect(new TextDecoder().decode((await again.body?.getReader().read())?.value)).toBe(': waiting\n\n');
    await hub.hub.close();
  });

  it('lets go of readers who leave, and of those who only ask for the head', async () => {
    const memory = createMemoryStore();
    let reads = 0;
    const findProfile: typeof memory.findProfile = (identifier) => {
      reads += 1;
      return memory.findProfile(identifier);
    };
    const hub = createTestHub({ store: { ...memory, findProfile } });
    await hub.post('/v1/batch', { batch: [sale('1')] });
    const { next, stop } = await follow(hub);
    await next();
    await stop();
    const head = await hub.hub.fetch(
      new Request(`http://hub.test${path()}`, {
        method: 'HEAD',
        headers: { 'x-write-key': testKeys.secret },
      }),
    );
    expect(head.status).toBe(200);
    await hub.post('/v1/batch', { batch: [sale('2')] });
    await hub.clock.advance(15_000);
    expect(reads).toBe(1);
    await hub.hub.close();
  });

  const resume = (hub: TestHub, lastId: string, url = path()) =>
    follow(hub, url, { 'x-write-key': testKeys.secret, 'last-event-id': lastId });

  it('goes on where it broke off: what has not changed is not told again, what has is told at once', async () => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1')] });
    const first = await follow(hub);
    await first.next();
    await first.stop();

    const same = await resume(hub, first.lastId);
    const next = same.next();
    await hub.post('/v1/batch', { batch: [sale('2')] });
    expect(ordersOf(await next)).toEqual(['order-2', 'order-1']);
    await same.stop();

    await hub.post('/v1/batch', { batch: [sale('3')] });
    await hub.post('/v1/batch', { batch: [sale('4')] });
    const later = await resume(hub, same.lastId);
    expect(ordersOf(await later.next())).toEqual(['order-4', 'order-3', 'order-2', 'order-1']);
    await hub.hub.close();
    expect(await later.next()).toBe('end');
  });

  it('says at once that it is there, also where there is nothing to tell', async () => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1')] });
    const first = await follow(hub);
    await first.next();
    const headers = { 'x-write-key': testKeys.secret, 'last-event-id': first.lastId };
    const reader = (await hub.get(path(), headers)).body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(': unchanged\n\n');
    await hub.hub.close();
  });

  it.each([
    ['of another hub or a proxy', '7'],
    ['of an older state', '1-0123456789abcdef'],
    ['that is garbage', '\u00ff, "{}'],
    ['that is empty', ''],
    ['as long as a header can be', 'x'.repeat(8_000)],
  ])('tells everything to who brings an id %s', async (_, id) => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1')] });
    const { next } = await resume(hub, id);
    expect(ordersOf(await next())).toEqual(['order-1']);
    await hub.hub.close();
  });

  it('takes an id of another customer, purpose or channel for none: they may be at the same version', async () => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1'), sale('1b', { userId: 'c-99' })] });
    const mine = await follow(hub);
    await mine.next();
    for (const other of [path('c-99'), path().replace('service', 'self'), `${path()}&channel=phone`]) {
      const { next } = await resume(hub, mine.lastId, other);
      expect(await next()).toHaveProperty('version', 1);
    }
    await hub.hub.close();
  });

  it('tells who comes back what lapsed meanwhile, though the version is the same', async () => {
    const hub = createTestHub();
    const cells = [{ purpose: 'personalization', state: 'granted' }];
    const until = new Date(hub.clock.now() + 20_000).toISOString();
    const consent = { event: 'Consent Recorded', properties: { cells, valid_until: until } };
    await hub.post('/v1/batch', { batch: [sale('1', consent)] });
    const url = path().replace('service', 'personalization');
    const first = await follow(hub, url);
    expect(await first.next()).toHaveProperty('now');
    await first.stop();
    await hub.clock.advance(30_000);
    const again = await resume(hub, first.lastId, url);
    expect(await again.next()).not.toHaveProperty('now');
    await hub.hub.close();
  });

  it('is refused like any read', async () => {
    const hub = createTestHub();
    expect((await hub.get(path(), {})).status).toBe(401);
    expect((await hub.get(path(), { 'x-write-key': testKeys.write })).status).toBe(403);
    expect((await hub.get('/v1/customer/stream?purpose=service')).status).toBe(400);
  });
});
