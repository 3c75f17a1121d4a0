import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashIdentifier, isContactIdentifier } from './hash-identifier.ts';

const email = { kind: 'email', value: 'ada@example.org' };
const key = new Uint8Array(16).fill(7);

describe('the hash of an identifier', () => {
  it('is the SHA-256 of FIPS 180-4', async () => {
    expect(await hashIdentifier({ kind: 'email', value: 'abc' })).toBe(
      'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(await hashIdentifier({ kind: 'phone', value: '' })).toBe(
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(await hashIdentifier(email)).toBe(
      `sha256:${createHash('sha256').update(email.value).digest('hex')}`,
    );
  });

  it('is with a key the HMAC of RFC 2104, and another for each kind and key', async () => {
    const expected = createHmac('sha256', key).update('email:ada@example.org').digest('hex');
    expect(await hashIdentifier(email, key)).toBe(`hmac:${expected}`);
    expect(await hashIdentifier({ ...email, kind: 'x' }, key)).not.toBe(`hmac:${expected}`);
    expect(await hashIdentifier(email, new Uint8Array(16))).not.toBe(`hmac:${expected}`);
  });

  it('is of the bytes of UTF-8', async () => {
    expect(await hashIdentifier({ kind: 'email', value: 'jürgen' })).toBe(
      `sha256:${createHash('sha256').update('jürgen', 'utf8').digest('hex')}`,
    );
  });

  it.each([
    ['email', true],
    ['phone', true],
    ['userId', false],
    ['loyalty_card', false],
    ['anonymousId', false],
  ])('is kept in place of %s: %s', (kind, isContact) => {
    expect(isContactIdentifier({ kind, value: 'a' })).toBe(isContact);
  });
});
