import { contextTokenAudience, deriveTokenKey, isRialtoError } from '@rialto/core';
import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { openLane, secretKey } from '../test/client.ts';

describe('a context token', () => {
  it('says whom it is about, what for, from where and how long, and is signed with the derived key', async () => {
    const { client, clock } = await openLane();
    const token = await client.contextToken({
      userId: 'c-42',
      purposes: ['personalization', 'self'],
      origin: 'https://shop.example.org',
    });
    const { kid, key } = await deriveTokenKey(secretKey);
    const { payload, protectedHeader } = await jwtVerify(token, key, {
      audience: contextTokenAudience,
      currentDate: new Date(clock.now()),
    });
    const iat = clock.now() / 1_000;
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT', kid });
    expect(payload).toEqual({
      aud: 'rialto-hub',
      sub: 'userId:c-42',
      purposes: ['personalization', 'self'],
      origin: 'https://shop.example.org',
      iat,
      exp: iat + 900,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('can be about any identifier and last up to an hour', async () => {
    const { client, clock } = await openLane();
    const identifier = { kind: 'loyalty_card', value: '4711' };
    const token = await client.contextToken({ identifier, purposes: ['service'], ttl: 3_600 });
    const { key } = await deriveTokenKey(secretKey);
    const { payload } = await jwtVerify(token, key, { currentDate: new Date(clock.now() + 3_599_000) });
    expect(payload.sub).toBe('loyalty_card:4711');
    expect(payload).not.toHaveProperty('origin');
    await expect(jwtVerify(token, key, { currentDate: new Date(clock.now() + 3_601_000) })).rejects.toThrow();
  });

  it.each<[string, unknown]>([
    ['nobody', { purposes: ['service'] }],
    ['two people', { userId: 'c', identifier: { kind: 'email', value: 'a@b.de' }, purposes: ['service'] }],
    ['an empty id', { userId: '', purposes: ['service'] }],
    ['no purposes', { userId: 'c', purposes: [] }],
    ['a purpose that nobody knows', { userId: 'c', purposes: ['spying'] }],
    ['a day', { userId: 'c', purposes: ['service'], ttl: 86_400 }],
    ['no time', { userId: 'c', purposes: ['service'], ttl: 0 }],
    ['an origin with a path', { userId: 'c', purposes: ['service'], origin: 'https://shop.example.org/x' }],
    ['a misspelt option', { userId: 'c', purpose: ['service'] }],
    ['nothing', undefined],
  ])('for %s is refused', async (_what, options) => {
    const { client } = await openLane();
    const error: unknown = await client.contextToken(options as never).catch((caught) => caught);
    expect(isRialtoError(error) && error.code).toBe('invalid-option');
  });

  it('needs a secret key', async () => {
    const { client } = await openLane({ key: 'wk_public' });
    const token = client.contextToken({ userId: 'c', purposes: ['service'] });
    await expect(token).rejects.toMatchObject({ code: 'invalid-option' });
  });
});
