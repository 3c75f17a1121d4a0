import { deriveTokenKey } from '@rialto/core';
import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTestHub, sale, type TestHub, testKeys } from '../../test/test-hub.ts';

let testHub: TestHub;
beforeEach(async () => {
  testHub = createTestHub();
  await testHub.post('/v1/batch', { batch: [sale('1'), sale('2', { userId: 'c-99' })] });
});

interface TokenOptions {
  readonly key?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly audience?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
  readonly signWith?: Uint8Array;
  readonly alg?: string;
}

async function token({
  key = testKeys.secret,
  claims = {},
  audience = 'rialto-hub',
  expiresIn = 900,
  signWith,
  alg = 'HS256',
}: TokenOptions = {}) {
  const now = Math.floor(testHub.clock.now() / 1_000);
  const derived = await deriveTokenKey(key);
  return new SignJWT({
    purposes: ['personalization', 'self'],
    sub: 'userId:c-42',
    jti: 't-1',
    iat: now,
    ...claims,
  })
    .setProtectedHeader({ alg, typ: 'JWT', kid: derived.kid })
    .setAudience(audience)
    .setExpirationTime(now + expiresIn)
    .sign(signWith ?? derived.key);
}

const read = (jwt: string, query = '', headers: Record<string, string> = {}) =>
  testHub.get(`/v1/customer${query}`, { authorization: `Bearer ${jwt}`, ...headers });
const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code;

describe('a context token', () => {
  it('reads the customer whom it names, for its first purpose', async () => {
    const response = await read(await token());
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ purpose: 'personalization', channel: 'store' });
  });

  it('for a device opens what an anonymous visit left, and nothing once the device is joined to a person', async () => {
    const device = { userId: undefined, anonymousId: 'd-1' };
    const jwt = await token({ claims: { sub: 'anonymousId:d-1' } });
    await testHub.post('/v1/batch', { batch: [sale('3', device)] });
    expect((await read(jwt)).status).toBe(200);
    const context = { consent: { categoryPreferences: { linking: true } } };
    const join = { type: 'identify', messageId: '4', userId: 'c-42', anonymousId: 'd-1', context };
    await testHub.post('/v1/batch', { batch: [join] });
    const joined = await read(jwt);
    expect([joined.status, await codeOf(joined)]).toEqual([404, 'unknown_customer']);
    expect((await read(await token())).status).toBe(200);
  });

  it('chooses the customer itself: the page cannot ask for another', async () => {
    const own = await (await read(await token(), '?purpose=self')).json();
    const other = await (await read(await token(), '?kind=userId&value=c-99&purpose=self')).json();
    expect(other).toEqual(own);
    expect(other).toMatchObject({ orders: { list: [{ id: 'order-1' }] } });
  });

  it('does not read for a purpose that it does not cover', async () => {
    const response = await read(await token(), '?purpose=service');
    expect([response.status, await codeOf(response)]).toEqual([403, 'key_not_allowed']);
  });

  it('does not write, and does not ask for permissions', async () => {
    const headers = { authorization: `Bearer ${await token()}` };
    const sent = await testHub.post('/v1/batch', { batch: [sale('3')] }, headers);
    expect([sent.status, await codeOf(sent)]).toEqual([403, 'key_not_allowed']);
    const asked = await testHub.get('/v1/consent/may?purpose=marketing&kind=userId&value=c-99', headers);
    expect(asked.status).toBe(403);
  });

  it('holds to the second, with five for clocks that differ', async () => {
    const jwt = await token({ expiresIn: 60 });
    await testHub.clock.advance(64_000);
    expect((await read(jwt)).status).toBe(200);
    await testHub.clock.advance(2_000);
    const late = await read(jwt);
    expect([late.status, await codeOf(late)]).toEqual([401, 'token_expired']);
  });

  const tampered = (jwt: string): string => {
    const [head, payload = '', signature] = jwt.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const other = Buffer.from(JSON.stringify({ ...claims, sub: 'userId:c-99' })).toString('base64url');
    return [head, other, signature].join('.');
  };
  it.each<[string, () => Promise<string> | string]>([
    ['was tampered with', async () => tampered(await token())],
    ['has lost its signature', async () => (await token()).replace(/[^.]*$/, '')],
    ['is signed with another key', () => token({ signWith: new Uint8Array(32).fill(1) })],
    ['is signed by a key that the hub does not know', () => token({ key: 'sk_nobody_0123456789' })],
    [
      'is signed with the secret key itself',
      () => token({ signWith: new TextEncoder().encode(testKeys.secret.padEnd(32, '0')) }),
    ],
    ['is for another audience', () => token({ audience: 'another-hub' })],
    ['uses another algorithm', () => token({ alg: 'HS512', signWith: new Uint8Array(64).fill(1) })],
    [
      'says that it needs no signature',
      () =>
        new UnsecuredJWT({ sub: 'userId:c-42', purposes: ['self'], jti: 't' })
          .setAudience('rialto-hub')
          .setIssuedAt()
          .setExpirationTime('1h')
          .encode(),
    ],
    ['names nobody', () => token({ claims: { sub: 'nobody' } })],
    ['names a purpose that is none', () => token({ claims: { purposes: ['everything'] } })],
    ['has no id', () => token({ claims: { jti: undefined } })],
    ['is no token', () => 'aaa.bbb.ccc'],
  ])('that %s is refused', async (_, make) => {
    const response = await read(await make());
    expect([response.status, await codeOf(response)]).toEqual([401, 'bad_token']);
  });

  it('that expired is refused as such, so that the page fetches another', async () => {
    const response = await read(await token({ expiresIn: -60 }));
    expect([response.status, await codeOf(response)]).toEqual([401, 'token_expired']);
  });

  it('falls with the key that signed it', async () => {
    const { store } = testHub;
    const hub = createTestHub({ store, sources: [], clock: testHub.clock });
    const response = await hub.get('/v1/customer', { authorization: `Bearer ${await token()}` });
    expect(response.status).toBe(401);
  });
});

describe('the origin of a token', () => {
  const bound = () => token({ claims: { origin: 'https://shop.example' } });

  it.each<[string, Record<string, string>, number]>([
    ['the page’s own', { origin: 'https://shop.example' }, 200],
    ['another one', { origin: 'https://thief.example' }, 403],
    [
      'another one, whatever the referrer says',
      { origin: 'https://thief.example', referer: 'https://shop.example/' },
      403,
    ],
    ['not named, as on a page’s own site, but referred', { referer: 'https://shop.example/cart' }, 200],
    ['not named, and referred from elsewhere', { referer: 'https://thief.example/' }, 403],
    ['not known at all', {}, 403],
  ])('is %s: %o', async (_, headers, status) => {
    expect((await read(await bound(), '', headers)).status).toBe(status);
  });

  it('is also held against the origins of the key that signed it', async () => {
    const jwt = await token({ key: testKeys.shopSecret });
    expect((await read(jwt, '', { origin: 'https://shop.example' })).status).toBe(200);
    expect((await read(jwt, '', { origin: 'https://thief.example' })).status).toBe(403);
  });
});
