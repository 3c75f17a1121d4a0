import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveTokenKey, parseTokenSubject, tokenSubject } from './context-token.ts';

describe('a context token', () => {
  it('is signed by a key that is derived one way from the secret key', async () => {
    const derive = (info: string) => createHmac('sha256', 'sk_secret').update(info).digest();
    const { kid, key } = await deriveTokenKey('sk_secret');
    expect(Buffer.from(key)).toEqual(derive('rialto context token key v1'));
    expect(kid).toBe(derive('rialto context token id v1').toString('hex').slice(0, 16));
    expect((await deriveTokenKey('sk_other')).kid).not.toBe(kid);
  });

  it.each([
    [{ kind: 'userId', value: 'c-42' }, 'userId:c-42'],
    [{ kind: 'userId', value: 'a:b:c' }, 'userId:a:b:c'],
    [{ kind: 'email', value: ' ' }, 'email: '],
  ])('has for %j the subject %s, and back', (identifier, subject) => {
    expect(tokenSubject(identifier)).toBe(subject);
    expect(parseTokenSubject(subject)).toEqual(identifier);
  });

  it.each(['', 'userId', ':c-42', 'userId:', ':'])('has no subject %j', (subject) => {
    expect(parseTokenSubject(subject)).toBeUndefined();
  });
});
