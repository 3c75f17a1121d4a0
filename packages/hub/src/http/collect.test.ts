import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createTestHub, sale, testKeys } from '../../test/test-hub.ts';

const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
const statuses = async (response: Response): Promise<unknown> => {
  const { results } = (await response.json()) as { results: { messageId: string; status: string }[] };
  return results.map(({ messageId, status }) => `${messageId} ${status}`);
};

describe('a batch', () => {
  it('is answered message by message, in its order, once it is stored', async () => {
    const { post, store } = createTestHub();
    const response = await post('/v1/batch', { batch: [sale('1'), sale('2'), sale('1')] });
    expect(response.status).toBe(200);
    expect(await statuses(response)).toEqual(['1 accepted', '2 accepted', '1 duplicate']);
    expect((await store.counts()).events).toBe(2);
  });

  it('that is sent again adds nothing, and the same id from another source is another message', async () => {
    const { post, store } = createTestHub();
    await post('/v1/batch', { batch: [sale('1')] });
    expect(await statuses(await post('/v1/batch', { batch: [sale('1')] }))).toEqual(['1 duplicate']);
    const other = await post('/v1/batch', { batch: [sale('1')] }, { 'x-write-key': testKeys.secret });
    expect(await statuses(other)).toEqual(['1 accepted']);
    expect((await store.counts()).events).toBe(2);
  });

  it('gives a message that has no id one of its own, and tells it', async () => {
    const { post, store } = createTestHub();
    const plain = { type: 'track', event: 'Order Completed', userId: 'c-1', properties: { order_id: 'o-1' } };
    const reply = await (await post('/v1/batch', { batch: [plain, { ...plain, messageId: null }] })).json();
    const ids = reply.results.map(({ messageId }: { messageId: string }) => messageId);
    expect(reply.results).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }]);
    expect(new Set(ids).size).toBe(2);
    expect((await store.readLog(0, 10)).map(({ event }) => event.messageId)).toEqual(ids);
  });

  it('may be empty', async () => {
    expect(await (await createTestHub().post('/v1/batch', { batch: [] })).json()).toEqual({ results: [] });
  });

  it('lends its context and its sentAt to each message that has none of its own', async () => {
    const { post, store, clock } = createTestHub();
    const at = (ms: number) => new Date(clock.now() + ms).toISOString();
    await post('/v1/batch', {
      context: { consent: { categoryPreferences: { analytics: true } }, touchpoint: { place: 'home' } },
      sentAt: at(3_600_000),
      batch: [
        { type: 'page', messageId: '1', anonymousId: 'a', timestamp: at(3_540_000) },
        {
          type: 'page',
          messageId: '2',
          anonymousId: 'a',
          context: { touchpoint: { place: 'cart' } },
          sentAt: at(0),
        },
      ],
    });
    const [first, second] = await store.readLog(0, 10);
    expect(first?.event).toMatchObject({
      place: 'home',
      stamp: { analytics: true },
      happenedAt: clock.now() - 60_000,
    });
    expect(second?.event).toMatchObject({ place: 'cart', stamp: { analytics: true }, sentAt: at(0) });
  });

  it.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'image/png'])(
    'is JSON though it is called %s',
    async (type) => {
      const { post } = createTestHub();
      const headers = { 'x-write-key': testKeys.write, 'content-type': type };
      expect(await statuses(await post('/v1/batch', { batch: [sale('1')] }, headers))).toEqual([
        '1 accepted',
      ]);
    },
  );

  it('may be packed with gzip', async () => {
    const { post } = createTestHub();
    const body = gzipSync(JSON.stringify({ batch: [sale('1')] }));
    const headers = { ...basic(testKeys.write), 'content-encoding': 'gzip' };
    expect(await statuses(await post('/v1/batch', body, headers))).toEqual(['1 accepted']);
  });
});

describe('routes', () => {
  it.each(['/v1/batch', '/v1/import', '/v1/b', '/beacon/v1/batch', '/v1/batch/'])(
    '%s takes a batch',
    async (path) => {
      expect(await statuses(await createTestHub().post(path, { batch: [sale('1')] }))).toEqual([
        '1 accepted',
      ]);
    },
  );

  it.each([
    ['track', 't'],
    ['identify', 'i'],
    ['page', 'p'],
    ['screen', 's'],
    ['group', 'g'],
    ['alias', 'a'],
  ])('/v1/%s and /v1/%s take one message of that type', async (long, short) => {
    const { post, store } = createTestHub();
    const context = { consent: { categoryPreferences: { analytics: true, linking: true } } };
    const message = { ...sale('1', { context }), type: 'whatever', previousId: 'a' };
    expect(await statuses(await post(`/v1/${long}`, message))).toEqual(['1 accepted']);
    expect(await statuses(await post(`/v1/${short}`, { ...message, messageId: '2' }))).toEqual([
      '2 accepted',
    ]);
    const log = await store.readLog(0, 10);
    expect(log.map(({ event }) => event.type)).toEqual([long, long]);
  });

  it('/v1/m is for figures of Segment’s client and is ignored', async () => {
    expect((await createTestHub().post('/v1/m', { series: [] }, {})).status).toBe(200);
  });

  it('that do not exist are a problem too, and so are methods that a route does not take', async () => {
    const { get, post } = createTestHub();
    expect(await (await get('/v2/batch')).json()).toMatchObject({ status: 404, code: 'not_found' });
    const wrong = await get('/v1/batch');
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('POST, OPTIONS');
    expect(await wrong.json()).toMatchObject({ code: 'method_not_allowed' });
    expect((await post('/v1/customer', {})).status).toBe(405);
  });

  it('tell Segment’s and RudderStack’s browser clients what they ask before they send', async () => {
    const { get } = createTestHub({ policy: { version: '2026-11' } });
    const settings = await (await get(`/v1/projects/${testKeys.write}/settings`, {})).json();
    expect(settings).toMatchObject({
      integrations: { 'Segment.io': { apiKey: testKeys.write } },
      rialto: { policy: { version: '2026-11' } },
    });
    expect((await get(`/v1/projects/${testKeys.secret}/settings`, {})).status).toBe(404);
    const config = await (await get(`/sourceConfig/?writeKey=${testKeys.write}`, {})).json();
    expect(config).toMatchObject({ source: { enabled: true, destinations: [], id: expect.any(String) } });
    expect((await get('/sourceConfig', {})).status).toBe(401);
  });
});

describe('the key of a request', () => {
  const bad = 'wk_nobody_0123456789';

  it.each([
    ['Basic', '', basic(testKeys.write), {}],
    ['X-Write-Key', '', { 'x-write-key': testKeys.write }, {}],
    ['Bearer', '', { authorization: `Bearer ${testKeys.secret}` }, {}],
    ['the query', `?writeKey=${testKeys.write}`, {}, {}],
    ['the body', '', {}, { writeKey: testKeys.write }],
    ['Basic before X-Write-Key', '', { ...basic(testKeys.write), 'x-write-key': bad }, {}],
    ['X-Write-Key before the query', `?writeKey=${bad}`, { 'x-write-key': testKeys.write }, {}],
    ['the query before the body', `?writeKey=${testKeys.write}`, {}, { writeKey: bad }],
  ])('is taken from %s', async (_, query, headers, body) => {
    const response = await createTestHub().post(
      `/v1/batch${query}`,
      { batch: [sale('1')], ...body },
      headers,
    );
    expect(await statuses(response)).toEqual(['1 accepted']);
  });

  it('that comes first counts, and a good one after it does not help', async () => {
    const headers = { ...basic(bad), 'x-write-key': testKeys.write };
    expect((await createTestHub().post('/v1/batch', { batch: [] }, headers)).status).toBe(401);
  });

  it('must not be secret and stand in an address', async () => {
    const response = await createTestHub().post(`/v1/batch?writeKey=${testKeys.secret}`, { batch: [] }, {});
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain(testKeys.secret);
  });

  it('never makes a browser ask for a password', async () => {
    const { headers } = await createTestHub().post('/v1/batch', {}, {});
    expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});

describe('browsers', () => {
  const preflight = (headers: Record<string, string>) =>
    createTestHub().hub.fetch(new Request('http://hub.test/v1/t', { method: 'OPTIONS', headers }));

  it('may send every header that the known clients send', async () => {
    const { status, headers } = await preflight({
      origin: 'https://shop.example',
      'access-control-request-headers': 'authorization, rsa-retry-attempt, rsa-since-first-attempt, x-evil',
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    const allowed = headers.get('access-control-allow-headers')?.split(', ');
    for (const name of [
      'authorization',
      'content-type',
      'x-retry-count',
      'anonymousid',
      'sentat',
      'rsa-retry-attempt',
    ]) {
      expect(allowed).toContain(name);
    }
    expect(allowed).not.toContain('x-evil');
  });

  it('read refusals too, so that a tracker learns that it may not send', async () => {
    const headers = { 'x-write-key': testKeys.shop, origin: 'https://thief.example' };
    const response = await createTestHub().post('/v1/batch', { batch: [sale('1')] }, headers);
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://thief.example');
  });

  it.each(['/v1/customer', '/v1/%63ustomer', '/v1/c%75stomer/stream', '/%761/consent/may'])(
    'lend no log-in to other sites’ reads, however they write %s',
    async (path) => {
      const response = await createTestHub().get(path, { origin: 'https://thief.example' });
      expect(response.status).toBe(401);
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    },
  );
});

describe('the pixel', () => {
  const encode = (message: object) =>
    encodeURIComponent(Buffer.from(JSON.stringify(message)).toString('base64'));
  const isGif = async (response: Response) => {
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/gif');
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 6)
        .toString(),
    ).toBe('GIF89a');
  };

  it('takes a message in base64', async () => {
    const { get, store } = createTestHub();
    await isGif(await get(`/v1/pixel/track?data=${encode({ ...sale('1'), writeKey: testKeys.write })}`, {}));
    expect((await store.readLog(0, 1))[0]?.event.messageId).toBe('1');
  });

  it('takes a message in dotted names, and gives each opening an id of its own', async () => {
    const { get, store } = createTestHub();
    const path = `/v1/pixel/track?writeKey=${testKeys.write}&event=Order+Completed&userId=c-1&properties.order_id=o-1`;
    await isGif(await get(path, {}));
    await isGif(await get(path, {}));
    expect((await store.readLog(0, 9)).map(({ event }) => event.properties)).toEqual([
      { order_id: 'o-1' },
      { order_id: 'o-1' },
    ]);
  });

  it.each([
    ['without a key', '?event=Order+Completed'],
    ['with a bad key', '?writeKey=wk_nobody_0123456789'],
    ['with a secret key in it', `?data=${encode({ ...sale('1'), writeKey: testKeys.secret })}`],
    ['with nonsense', '?data=%%%'],
    ['with a list', `?data=${encode([1])}`],
    [
      'with names of a prototype',
      `?writeKey=${testKeys.write}&__proto__.polluted=1&constructor.prototype.polluted=1`,
    ],
  ])('is a picture %s, and nothing is stored', async (_, query) => {
    const { get, store } = createTestHub();
    await isGif(await get(`/v1/pixel/track${query}`, {}));
    expect((await store.counts()).events).toBe(0);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
