import type { CustomerContext } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { next, openLane, passTime, secretKey } from '../test/client.ts';
import { type ScriptedAnswer, type SeenRequest, startStandInHub } from '../test/stand-in-hub.ts';

const path = '/v1/customer';
const query = { identifier: { kind: 'loyalty_card', value: '47 11' }, purpose: 'service' } as const;
const customer = { version: 3, purpose: 'service', channel: 'store' };
const streamed = ({ url }: SeenRequest): boolean => url.pathname === '/v1/customer/stream';
const block = (data: object): string => `event: customer\ndata: ${JSON.stringify(data)}\n\n`;

describe('customer', () => {
  it("answers with the customer context, read with the key and in the client's channel", async () => {
    const { hub, client } = await openLane();
    hub.always(path, () => ({ body: customer }));
    expect(await client.customer(query)).toEqual(customer);
    const [seen] = hub.requests;
    expect(seen?.headers['x-write-key']).toBe(secretKey);
    expect(Object.fromEntries(seen?.url.searchParams ?? [])).toEqual({
      kind: 'loyalty_card',
      value: '47 11',
      purpose: 'service',
      channel: 'store',
    });
    await client.customer({ ...query, channel: 'phone' });
    expect(hub.requests[1]?.url.searchParams.get('channel')).toBe('phone');
  });

  it('is undefined where the hub knows nobody', async () => {
    const { client } = await openLane();
    expect(await client.customer(query)).toBeUndefined();
  });

  it.each<[string, ScriptedAnswer, string]>([
    ['refuses the key', { status: 401, body: { code: 'bad_key' } }, 'hub-refused'],
    ['refuses the purpose', { status: 403 }, 'hub-refused'],
    ['cannot read the query', { status: 400 }, 'hub-refused'],
    ['is broken', { status: 500 }, 'hub-unreachable'],
    ['is busy', { status: 429 }, 'hub-unreachable'],
    ['is a login page', { body: '<h1>Welcome</h1>' }, 'hub-unreachable'],
    ['sends us elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'hub-unreachable'],
    ['hangs up', { hangUp: true }, 'hub-unreachable'],
  ])('tells when the hub %s', async (_what, answer, code) => {
    const { hub, client } = await openLane();
    hub.always(path, () => answer);
    await expect(client.customer(query)).rejects.toMatchObject({ name: 'RialtoError', code });
  });

  it('does not let the person at the till wait longer than the timeout', async () => {
    const { hub, client, clock } = await openLane();
    hub.always(path, () => ({ silent: true }));
    const began = clock.now();
    await expect(passTime(clock, client.customer(query), 10)).rejects.toMatchObject({
      code: 'hub-unreachable',
    });
    expect(clock.now() - began).toBeLessThan(2_500);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no identifier', { purpose: 'service' }],
    ['an empty value', { ...query, identifier: { kind: 'email', value: '' } }],
    ['a purpose that nobody knows', { ...query, purpose: 'spying' }],
    ['a channel that nobody knows', { ...query, channel: 'shop' }],
  ])('refuses %s', async (_what, wrong) => {
    const { hub, client } = await openLane();
    await expect(client.customer(wrong as never)).rejects.toMatchObject({ code: 'invalid-option' });
    expect(() => client.onCustomer(wrong as never, () => {})).toThrow(/./);
    expect(hub.requests).toEqual([]);
  });
});

describe('onCustomer', () => {
  it('tells of every change until it is stopped', async () => {
    const { hub, client } = await openLane();
    const heard: unknown[] = [];
    let wake = (): void => {};
    const stop = client.onCustomer(query, (context) => {
      heard.push(context);
      wake();
    });
    const told = (): Promise<void> =>
      new Promise((resolve) => {
        wake = resolve;
      });
    await hub.waitFor(streamed);
    let news = told();
    hub.stream(block({ ...customer, version: 1 }));
    await news;
    news = told();
    hub.stream(': beat\n\nevent: other\ndata: {}\n\nevent: customer\ndata: no json\n\n');
    hub.stream(block({ ...customer, version: 2 }));
    await news;
    expect(heard).toEqual([
      { ...customer, version: 1 },
      { ...customer, version: 2 },
    ]);
    expect(hub.requests[0]?.headers.accept).toBe('text/event-stream');
    stop();
    await hub.close();
    expect(heard).toHaveLength(2);
  });

  it('connects again after the connection ends, with a pause', async () => {
    const { hub, client, clock, news } = await openLane();
    const told = new Promise<CustomerContext>((resolve) => void client.onCustomer(query, resolve));
    await hub.waitFor(streamed);
    hub.dropStreams();
    await passTime(clock, hub.waitFor(streamed, 2), 5);
    hub.stream(block(customer));
    expect(await told).toEqual(customer);
    expect(news).toEqual([]);
  });

  it('connects again when the connection is silent for longer than any heart-beat', async () => {
    const { hub, client, clock } = await openLane();
    client.onCustomer(query, () => {});
    await hub.waitFor(streamed);
    await passTime(clock, hub.waitFor(streamed, 2), 500);
    expect(hub.requests.filter(streamed)).toHaveLength(2);
  });

  it('stays connected as long as hearts beat', async () => {
    const { hub, client, clock } = await openLane();
    const heard: CustomerContext[] = [];
    let wake = (): void => {};
    client.onCustomer(query, (context) => {
      heard.push(context);
      wake();
    });
    await hub.waitFor(streamed);
    for (let minute = 1; minute <= 4; minute += 1) {
      const told = new Promise<void>((resolve) => {
        wake = resolve;
      });
      hub.stream(`: beat\n\n${block({ ...customer, version: minute })}`);
      await told;
      await clock.advance(45_000);
    }
    expect(heard).toHaveLength(4);
    expect(hub.requests.filter(streamed)).toHaveLength(1);
  });

  it('does not wait for ever for a hub that takes the connection and says nothing', async () => {
    const { hub, client, clock } = await openLane();
    hub.answer('/v1/customer/stream', { silent: true });
    client.onCustomer(query, () => {});
    await passTime(clock, hub.waitFor(streamed, 2), 500);
    expect(hub.requests.filter(streamed)).toHaveLength(2);
  });

  it('says once that the hub is away, and goes on trying', async () => {
    const { hub, client, clock, news } = await openLane();
    const fault: ScriptedAnswer = { status: 503 };
    hub.answer('/v1/customer/stream', fault, fault, fault, fault);
    client.onCustomer(query, () => {});
    await passTime(clock, hub.waitFor(streamed, 5), 20);
    expect(news).toEqual(['error:hub_unreachable']);
  });

  it('says at once that the key is refused, and tries seldom', async () => {
    const { hub, client, clock, news } = await openLane();
    hub.answer('/v1/customer/stream', { status: 401 });
    const problem = next(client, 'error');
    const began = clock.now();
    client.onCustomer(query, () => {});
    await problem;
    await passTime(clock, hub.waitFor(streamed, 2), 500);
    expect(clock.now() - began).toBeGreaterThanOrEqual(60_000);
    expect(news).toEqual(['error:hub_refused']);
  });

  it('survives a listener that throws or rejects', async () => {
    const { hub, client, news } = await openLane();
    client.onCustomer(query, () => {
      throw new Error('theirs');
    });
    client.onCustomer(query, (async () => {
      throw new Error('theirs');
    }) as () => void);
    await hub.waitFor(streamed, 2);
    const first = next(client, 'error');
    hub.stream(block(customer));
    await first;
    hub.stream(block(customer));
    await next(client, 'error');
    expect(new Set(news)).toEqual(new Set(['error:listener_failed']));
  });

  it('stops at close', async () => {
    const hub = await startStandInHub();
    const { client } = await openLane({ endpoint: hub.endpoint });
    client.onCustomer(query, () => {});
    await hub.waitFor(streamed);
    await client.close();
    client.onCustomer(query, () => {});
    // Would wait for ever for a stream that is still open.
    await hub.close();
    expect(hub.requests.filter(streamed)).toHaveLength(1);
  });
});
