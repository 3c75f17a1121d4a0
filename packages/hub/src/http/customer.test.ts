import type { Consent } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { createTestHub, sale, testKeys } from '../../test/test-hub.ts';
import { mayUse } from '../read/may-use.ts';

const path = '/v1/customer?kind=userId&value=c-42&purpose=service';

describe('GET /v1/customer', () => {
  it('answers with the context for the purpose of the read', async () => {
    const { post, get } = createTestHub();
    await post('/v1/batch', { batch: [sale('1')] });
    const response = await get(`${path}&channel=phone`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({
      purpose: 'service',
      channel: 'phone',
      subject: { state: 'known' },
      orders: { list: [{ id: 'order-1', total: '12.5', currency: 'EUR' }] },
    });
  });

  it('answers with a tag, and in short to who brings it while nothing has changed', async () => {
    const { post, get, clock } = createTestHub();
    await post('/v1/batch', { batch: [sale('1')] });
    const key = { 'x-write-key': testKeys.secret };
    const tag = (await get(path)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"1-[0-9a-f]{16}"$/);
    await clock.advance(60_000);
    for (const header of [tag, `W/${tag}`, `"other", W/${tag}`, '*']) {
      const response = await get(path, { ...key, 'if-none-match': header, origin: 'https://shop.example' });
      expect(response.status).toBe(304);
      expect(await response.text()).toBe('');
      expect(response.headers.get('etag')).toBe(tag);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('access-control-expose-headers')).toContain('etag');
    }
    for (const header of ['"other"', tag.slice(1, -1), '', '"', 'x'.repeat(5_000)]) {
      expect((await get(path, { ...key, 'if-none-match': header })).status).toBe(200);
    }
    expect((await get(`${path}&channel=phone`, { ...key, 'if-none-match': tag })).status).toBe(200);
    await post('/v1/batch', { batch: [sale('2')] });
    const changed = await get(path, { ...key, 'if-none-match': tag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
  });

  it('lets a page of another origin bring the tag', async () => {
    const { hub } = createTestHub();
    const preflight = await hub.fetch(
      new Request(`http://hub.test${path}`, {
        method: 'OPTIONS',
        headers: { origin: 'https://shop.example' },
      }),
    );
    const allowed = preflight.headers.get('access-control-allow-headers')?.split(', ');
    expect(allowed).toEqual(expect.arrayContaining(['if-none-match', 'last-event-id', 'authorization']));
  });

  it('takes the channel of the key where none is named', async () => {
    const { post, get } = createTestHub();
    await post('/v1/batch', { batch: [sale('1')] });
    expect(await (await get(path)).json()).toMatchObject({ channel: 'store' });
  });

  it('finds a customer by a contact that is written in another way', async () => {
    const { post, get } = createTestHub();
    const externalIds = [{ id: '7000-42', type: 'loyalty_card' }];
    const byCard = sale('1', { userId: undefined, context: { externalIds } });
    const byMail = { type: 'identify', messageId: '2', traits: { email: 'Ada@Example.org' } };
    await post('/v1/batch', { batch: [byCard, byMail] });
    expect((await get('/v1/customer?kind=loyalty_card&value=7000%2042&purpose=service')).status).toBe(200);
    expect((await get('/v1/customer?kind=email&value=%20ada@example.ORG&purpose=service')).status).toBe(200);
  });

  it.each([
    ['of whom nobody has heard', path, 404, 'unknown_customer'],
    ['without kind and value', '/v1/customer?purpose=service', 400, 'invalid_query'],
    [
      'with a phone number that cannot be understood',
      '/v1/customer?kind=phone&value=030&purpose=service',
      400,
      'invalid_query',
    ],
    ['without a purpose', '/v1/customer?kind=userId&value=c-42', 400, 'invalid_query'],
    [
      'for a purpose that is none',
      '/v1/customer?kind=userId&value=c-42&purpose=curiosity',
      400,
      'invalid_query',
    ],
    ['on a channel that is none', `${path}&channel=fax`, 400, 'invalid_query'],
  ])('refuses a read %s', async (_, url, status, code) => {
    const response = await createTestHub().get(url);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it.each([
    ['no key', {}, 401, 'missing_key'],
    ['a bad key', { 'x-write-key': 'sk_nobody_0123456789' }, 401, 'bad_key'],
    ['a write key', { 'x-write-key': testKeys.write }, 403, 'key_not_allowed'],
    ['a write key as Bearer', { authorization: `Bearer ${testKeys.write}` }, 403, 'key_not_allowed'],
    [
      'a secret key of another origin',
      { 'x-write-key': testKeys.shopSecret, origin: 'https://thief.example' },
      403,
      'key_not_allowed',
    ],
  ])('is not for %s', async (_, headers, status, code) => {
    const { post, get } = createTestHub();
    await post('/v1/batch', { batch: [sale('1')] });
    const response = await get(path, headers);
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code });
    expect(text).not.toContain('order-1');
  });
});

describe('GET /v1/consent/may', () => {
  it('answers from what the person has said', async () => {
    const { post, get } = createTestHub();
    const ask = async (query: string) =>
      (await get(`/v1/consent/may?kind=userId&value=c-42&${query}`)).json();
    const unknown = { may: false, state: 'unset', reason: 'undecided:marketing@email', validFor: 60 };
    expect(await ask('purpose=marketing&channel=email')).toEqual(unknown);
    const cells = [
      { purpose: 'marketing', channel: 'email', state: 'granted' },
      { purpose: 'analytics', state: 'denied' },
    ];
    const record = { batch: [sale('1', { event: 'Consent Recorded', properties: { cells } })] };
    await post('/v1/batch', record, { 'x-write-key': testKeys.secret });
    expect(await ask('purpose=marketing&channel=email')).toMatchObject({ may: true, state: 'granted' });
    expect(await ask('purpose=marketing&channel=sms')).toMatchObject({
      may: false,
      reason: 'undecided:marketing@sms',
    });
    expect(await ask('purpose=analytics')).toMatchObject({
      may: false,
      state: 'denied',
      reason: 'refused:analytics',
    });
    expect(await ask('purpose=necessary')).toMatchObject({ may: true });
    expect(await ask('purpose=world%20domination')).toMatchObject({ may: false });
  });

  it('G12: takes a permission to contact by a public key for asked, not for given, and a refusal at once', async () => {
    const { post, get, clock } = createTestHub();
    const ask = async () =>
      (await get('/v1/consent/may?kind=userId&value=c-42&purpose=marketing&channel=email')).json();
    const say = async (id: string, state: string, key: string) => {
      await clock.advance(1_000);
      const cells = [{ purpose: 'marketing', channel: 'email', state }];
      const batch = [sale(id, { event: 'Consent Recorded', properties: { cells } })];
      return post('/v1/batch', { batch }, { 'x-write-key': key });
    };
    await say('1', 'granted', testKeys.write);
    expect(await ask()).toMatchObject({ may: false, state: 'pending' });
    await say('2', 'granted', testKeys.secret);
    expect(await ask()).toMatchObject({ may: true });
    await say('3', 'granted', testKeys.write);
    expect(await ask()).toMatchObject({ may: true });
    await say('4', 'withdrawn', testKeys.write);
    expect(await ask()).toMatchObject({ may: false, state: 'withdrawn' });
  });

  it('is for secret keys', async () => {
    const { get } = createTestHub();
    const url = '/v1/consent/may?purpose=marketing&kind=userId&value=c-42';
    expect((await get(url, { 'x-write-key': testKeys.write })).status).toBe(403);
    expect((await get('/v1/consent/may?kind=userId&value=c-42')).status).toBe(400);
    expect((await get(`${url}&channel=fax`)).status).toBe(400);
  });

  const now = 1_000;
  const cell = (state: 'granted' | 'denied' | 'withdrawn' | 'objected' | 'soft_opt_in', until?: number) =>
    ({ state, at: 1, ...(until === undefined ? {} : { until }) }) as const;
  it.each<{ because: string; may: boolean; consent: Consent; purpose?: string; channel?: 'email' | 'web' }>([
    {
      because: 'the channel is granted',
      may: true,
      consent: { 'marketing@email': cell('granted') },
      channel: 'email',
    },
    {
      because: 'a grant as such is none for a contact channel',
      may: false,
      consent: { marketing: cell('granted') },
      channel: 'email',
    },
    {
      because: 'an objection as such outweighs the channel',
      may: false,
      consent: { marketing: cell('objected'), 'marketing@email': cell('granted') },
      channel: 'email',
    },
    {
      because: 'the channel was withdrawn',
      may: false,
      consent: { marketing: cell('granted'), 'marketing@email': cell('withdrawn') },
      channel: 'email',
    },
    {
      because: 'the grant has expired',
      may: false,
      consent: { 'marketing@email': cell('granted', 999) },
      channel: 'email',
    },
    {
      because: 'the web is no contact channel',
      may: true,
      consent: { marketing: cell('granted') },
      channel: 'web',
    },
    {
      because: 'a refusal for the web counts there',
      may: false,
      consent: { marketing: cell('granted'), 'marketing@web': cell('denied') },
      channel: 'web',
    },
    {
      because: 'what is not granted is not permitted',
      may: false,
      consent: { marketing: cell('soft_opt_in') },
    },
    {
      because: 'the plan does not know the purpose',
      may: false,
      consent: { profiling: cell('granted') },
      purpose: 'profiling',
    },
    {
      because: 'a purpose is no name of a cell',
      may: false,
      consent: { 'marketing@email': cell('granted') },
      purpose: 'marketing@email',
    },
    { because: 'a contract needs no opt-in', may: true, consent: {}, purpose: 'necessary', channel: 'email' },
  ])('$may because $because', ({ may, consent, purpose = 'marketing', channel }) => {
    const known = ['necessary', 'analytics', 'personalization', 'marketing', 'linking'];
    expect(mayUse(consent, { purpose, channel, known, now }).may).toBe(may);
  });
});
