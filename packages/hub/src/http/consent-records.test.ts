import { deriveTokenKey } from '@rialto/core';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTestHub, type TestHub, testKeys } from '../../test/test-hub.ts';
import { hashRecord } from '../proof/hash-record.ts';

const path = '/v1/consent/records?kind=email&value=%20Ada@Example.org';
const words = 'Dürfen wir Ihnen schreiben?';

/** Ada said yes at the till. */
async function hubWithAda(): Promise<TestHub> {
  const hub = createTestHub();
  const message = {
    type: 'track',
    event: 'Consent Recorded',
    messageId: '1',
    userId: 'c-42',
    context: {
      externalIds: [{ type: 'email', id: 'ada@example.org' }],
      consent: { categoryPreferences: { linking: true } },
      ip: '203.0.113.9',
      userAgent: 'Mozilla/5.0',
    },
    properties: {
      cells: [
        { purpose: 'marketing', channel: 'email', state: 'granted' },
        { purpose: 'analytics', state: 'denied' },
      ],
      text: words,
      method: 'spoken',
      staff: 's-17',
    },
  };
  await hub.post('/v1/batch', { batch: [message] }, { 'x-write-key': testKeys.secret });
  return hub;
}

interface Dossier {
  readonly whole: boolean;
  readonly state: readonly object[];
  readonly chains: readonly {
    readonly records: readonly { hash: string; previous: string; body: string }[];
  }[];
  readonly texts: readonly object[];
}

describe('GET /v1/consent/records', () => {
  it('P3: answers with the chain, the words and how things stand, by a contact written in another way', async () => {
    const response = await (await hubWithAda()).get(path);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const dossier = (await response.json()) as Dossier;
    expect(dossier).toMatchObject({
      whole: true,
      found_by: { kind: 'email', value: expect.stringMatching(/^sha256:/) },
      state: [
        { purpose: 'analytics', state: 'denied' },
        { purpose: 'marketing', channel: 'email', state: 'granted' },
      ],
      texts: [{ hash: expect.stringMatching(/^sha256:/), text: words }],
    });
    const [record] = dossier.chains[0]?.records ?? [];
    expect(hashRecord(record?.previous ?? '', record?.body ?? '')).toBe(record?.hash);
  });

  it('P4: holds the address in no form that can be read, and nothing of network and browser', async () => {
    const text = await (await (await hubWithAda()).get(path)).text();
    expect(text).not.toMatch(/ada@example|203\.0\.113|Mozilla/i);
  });

  it('P3: is a page to print for whoever prefers one', async () => {
    const hub = await hubWithAda();
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const response = await hub.get(path, { 'x-write-key': testKeys.secret, accept });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toContain(words);
    for (const other of ['*/*', 'application/json', 'application/json, text/html']) {
      const json = await hub.get(path, { 'x-write-key': testKeys.secret, accept: other });
      expect(json.headers.get('content-type')).toBe('application/json');
    }
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
  ])('P4: refuses %s', async (_, headers, status, code) => {
    const response = await (await hubWithAda()).get(path, headers as Record<string, string>);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it('P4: refuses a context token, whatever it covers', async () => {
    const hub = await hubWithAda();
    const { kid, key } = await deriveTokenKey(testKeys.secret);
    const now = Math.floor(hub.clock.now() / 1_000);
    const token = await new SignJWT({
      purposes: ['personalization', 'self'],
      sub: 'userId:c-42',
      jti: 't',
      iat: now,
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid })
      .setAudience('rialto-hub')
      .setExpirationTime(now + 900)
      .sign(key);
    const response = await hub.get(path, { authorization: `Bearer ${token}` });
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'key_not_allowed' }]);
  });

  it.each([
    ['of whom nobody has heard', '?kind=userId&value=c-1', 404, 'unknown_customer'],
    ['without a value', '?kind=email', 400, 'invalid_query'],
    ['without anything', '', 400, 'invalid_query'],
    ['by an address that is none', '?kind=email&value=ada', 400, 'invalid_query'],
  ])('refuses a read %s', async (_, query, status, code) => {
    const response = await (await hubWithAda()).get(`/v1/consent/records${query}`);
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
  });

  it('does not take anything but GET, and lends no browser’s stored key to another site', async () => {
    const hub = await hubWithAda();
    expect((await hub.post('/v1/consent/records', {})).status).toBe(405);
    const response = await hub.get(path, { 'x-write-key': testKeys.secret, origin: 'https://a.example' });
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('answers with an empty chain for a person who never decided anything', async () => {
    const hub = createTestHub();
    const page = { type: 'identify', messageId: '1', userId: 'c-1' };
    await hub.post('/v1/batch', { batch: [page] }, { 'x-write-key': testKeys.secret });
    const response = await hub.get('/v1/consent/records?kind=userId&value=c-1');
    expect(await response.json()).toMatchObject({ whole: true, state: [], chains: [{ records: [] }] });
  });
});
