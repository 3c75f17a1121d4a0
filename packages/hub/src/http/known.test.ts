import { gzipSync } from 'node:zlib';
import { limits } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { selfToken } from '../../test/self-token.ts';
import { createTestHub, sale, type TestHub, testKeys } from '../../test/test-hub.ts';
import { createMemoryStore } from '../store/memory-store.ts';

const write = { 'x-write-key': testKeys.write };
const ask = async (hub: TestHub, messageIds: unknown, headers?: Record<string, string>) => {
  const response = await hub.post('/v1/known', { messageIds }, headers);
  return { status: response.status, body: await response.json(), headers: response.headers };
};
const known = async (...args: Parameters<typeof ask>): Promise<unknown> => (await ask(...args)).body.known;

/** A hub whose store keeps back what it knows, for the sources that are held, until it is released. */
function holdKnown(isHeld: (source: string) => boolean = () => true) {
  const memory = createMemoryStore();
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const hub = createTestHub({
    store: {
      ...memory,
      findKnown: async (source, ids) => {
        if (isHeld(source)) await held;
        return memory.findKnown(source, ids);
      },
    },
  });
  return { hub, release };
}

describe('POST /v1/known', () => {
  it('answers with those that the source has in its log, in the order in which they were asked', async () => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1'), sale('2'), sale('3')] });
    const { status, body, headers } = await ask(hub, ['3', 'never sent', '1']);
    expect(status).toBe(200);
    expect(body).toEqual({ known: ['3', '1'] });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await known(hub, [])).toEqual([]);
  });

  it('knows nothing of what another source sent', async () => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1')] });
    await hub.post('/v1/batch', { batch: [sale('2')] }, { 'x-write-key': testKeys.secret });
    expect(await known(hub, ['1', '2'])).toEqual(['1']);
    expect(await known(hub, ['1', '2'], { 'x-write-key': testKeys.secret })).toEqual(['2']);
    expect(await known(hub, ['1', '2'], { 'x-write-key': testKeys.shop })).toEqual([]);
  });

  it('knows what was accepted and nothing of what was held or rejected: that may be sent again', async () => {
    const hub = createTestHub();
    const refused = { context: { consent: { categoryPreferences: { analytics: false } } } };
    await hub.post('/v1/batch', {
      batch: [
        sale('accepted'),
        { type: 'page', messageId: 'held', anonymousId: 'a' },
        { type: 'page', messageId: 'refused', anonymousId: 'a', ...refused },
        sale('unknown event', { event: 'Nothing of Ours' }),
      ],
    });
    expect(await known(hub, ['accepted', 'held', 'refused', 'unknown event'])).toEqual(['accepted']);
  });

  it('takes the key in every place where a batch may have it, and gzip', async () => {
    const hub = createTestHub();
    await hub.post('/v1/batch', { batch: [sale('1')] });
    const messageIds = ['1'];
    const basic = Buffer.from(`${testKeys.write}:`).toString('base64');
    const places: readonly (readonly [string, unknown, Record<string, string>])[] = [
      ['/v1/known', { messageIds }, { authorization: `Basic ${basic}` }],
      ['/v1/known', { messageIds }, { authorization: `Bearer ${testKeys.write}` }],
      [`/v1/known?writeKey=${testKeys.write}`, { messageIds }, {}],
      ['/v1/known', { messageIds, writeKey: testKeys.write }, { 'content-type': 'text/plain' }],
      ['/v1/known', gzipSync(JSON.stringify({ messageIds })), { ...write, 'content-encoding': 'gzip' }],
    ];
    for (const [path, body, headers] of places) {
      expect(await (await hub.post(path, body, headers)).json()).toEqual({ known: ['1'] });
    }
  });

  it('answers 2,500 ids at once, and lets other requests pass while it looks', async () => {
    const memory = createMemoryStore();
    const slices: number[] = [];
    const hub = createTestHub({
      store: {
        ...memory,
        findKnown: (source, ids) => {
          slices.push(ids.length);
          return memory.findKnown(source, ids);
        },
      },
    });
    const ids = Array.from({ length: limits.batchMessages }, (_, at) => `m-${at}`);
    await hub.post('/v1/batch', { batch: ids.map((id) => sale(id)) });
    const order: string[] = [];
    const asked = Promise.all([
      ask(hub, ids).then(({ body }) => order.push(`known ${body.known.length}`)),
      ask(hub, ids).then(({ body }) => order.push(`known ${body.known.length}`)),
    ]);
    await hub.hub.fetch(new Request('http://hub.test/readyz'));
    order.push('ready');
    await asked;
    expect(order).toEqual(['ready', 'known 2500', 'known 2500']);
    expect(Math.max(...slices)).toBeLessThanOrEqual(250);
  });

  it('turns away who comes while too many wait, and takes them later', async () => {
    const { hub, release } = holdKnown();
    const all = Array.from({ length: 100 }, () => ask(hub, ['1']));
    const first = await Promise.race(all);
    expect(first).toMatchObject({ status: 503, body: { code: 'store_unavailable' } });
    expect(first.headers.get('retry-after')).toBe('2');
    release();
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(64);
    expect(statuses.filter((status) => status === 503)).toHaveLength(36);
    expect((await ask(hub, ['1'])).status).toBe(200);
    expect(hub.faults).toEqual([]);
  });

  it('turns away nobody because another source asks too much', async () => {
    const { hub, release } = holdKnown((source) => source === 'web');
    const greedy = Array.from({ length: 100 }, () => ask(hub, ['1']));
    expect((await Promise.race(greedy)).status).toBe(503);
    const till = { authorization: `Basic ${btoa(`${testKeys.secret}:`)}` };
    expect((await ask(hub, ['1'], till)).status).toBe(200);
    release();
    await Promise.all(greedy);
  });

  it('goes on after a store that failed, and says 503 for it', async () => {
    const memory = createMemoryStore();
    const { RialtoError } = await import('@rialto/core');
    let fails = true;
    const hub = createTestHub({
      store: {
        ...memory,
        findKnown: async (source, ids) => {
          if (fails) throw new RialtoError('store-unavailable', 'the disk is away');
          return memory.findKnown(source, ids);
        },
      },
    });
    expect((await ask(hub, ['1'])).status).toBe(503);
    fails = false;
    expect((await ask(hub, ['1'])).status).toBe(200);
  });

  const garbage: readonly (readonly [string, number, string, unknown, Record<string, string>])[] = [
    ['no JSON', 400, 'invalid_json', '{"messageIds":[', write],
    ['no body', 400, 'invalid_json', '', write],
    ['a list', 400, 'invalid_body', '["1"]', write],
    ['null', 400, 'invalid_body', 'null', write],
    ['no list of ids', 400, 'invalid_body', { ids: ['1'] }, write],
    ['ids that are an object', 400, 'invalid_body', { messageIds: { 0: '1', length: 1 } }, write],
    ['an id that is a number', 400, 'invalid_body', { messageIds: ['1', 2] }, write],
    ['an id that is an object', 400, 'invalid_body', { messageIds: [{ $ne: null }] }, write],
    ['an empty id', 400, 'invalid_body', { messageIds: [''] }, write],
    ['an id of 101 characters', 400, 'invalid_body', { messageIds: ['i'.repeat(101)] }, write],
    ['2,501 ids', 413, 'too_many_messages', { messageIds: Array(2_501).fill('1') }, write],
    ['600 KB', 413, 'too_large', { messageIds: ['1'], filler: 'x'.repeat(600_000) }, write],
    [
      'an encoding that is none',
      415,
      'unsupported_encoding',
      { messageIds: [] },
      { ...write, 'content-encoding': 'br' },
    ],
    ['no key', 401, 'missing_key', { messageIds: ['1'] }, {}],
    ['an unknown key', 401, 'bad_key', { messageIds: ['1'] }, { 'x-write-key': 'wk_nobody_0123456789' }],
    [
      'a secret key in the address',
      403,
      'key_not_allowed',
      { messageIds: ['1'] },
      { query: testKeys.secret },
    ],
    [
      'another site’s origin',
      403,
      'key_not_allowed',
      { messageIds: ['1'] },
      { 'x-write-key': testKeys.shop, origin: 'https://thief.example' },
    ],
  ];

  it.each(garbage)('refuses %s: %i %s', async (_, status, code, body, { query, ...headers }) => {
    const hub = createTestHub();
    const response = await hub.post(`/v1/known${query ? `?writeKey=${query}` : ''}`, body, headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ type: `urn:rialto:problem:${code}`, status, code });
    expect(text).not.toContain('iiii');
    expect(hub.faults).toEqual([]);
  });

  it('is for those who send: a context token only reads', async () => {
    const hub = createTestHub();
    const jwt = await selfToken(hub);
    expect(await ask(hub, ['1'], { authorization: `Bearer ${jwt}` })).toMatchObject({
      status: 403,
      body: { code: 'key_not_allowed' },
    });
  });

  it('is a POST, which a page may send from its own origin', async () => {
    const hub = createTestHub();
    expect((await hub.get('/v1/known')).status).toBe(405);
    const preflight = await hub.hub.fetch(
      new Request('http://hub.test/v1/known', {
        method: 'OPTIONS',
        headers: { origin: 'https://shop.example', 'access-control-request-headers': 'x-write-key' },
      }),
    );
    expect(preflight.status).toBe(204);
    const headers = { 'x-write-key': testKeys.shop, origin: 'https://shop.example' };
    const { status, headers: answered } = await ask(hub, ['1'], headers);
    expect(status).toBe(200);
    expect(answered.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(answered.get('access-control-allow-credentials')).toBe('true');
  });
});
