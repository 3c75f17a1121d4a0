import { createHash } from 'node:crypto';
import { deriveTokenKey, hashConsentText, RialtoError } from '@rialto/core';
import { readEventStream } from '@rialto/core/event-stream';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTestHub, type TestHub, testKeys } from '../../test/test-hub.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { openStore } from '../store/open-store.ts';

const secret = { 'x-write-key': testKeys.secret };
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const day = 86_400_000;
const words = 'Darf ich Ihnen per E-Mail schreiben?';
const wanted = {
  identifier: { kind: 'email', value: 'Ada@Example.org' },
  purposes: ['marketing'],
  text: words,
  locale: 'de',
  policy_version: '2026-11',
};

async function ask(hub: TestHub, body: object = wanted): Promise<{ token: string; expiresAt: string }> {
  const response = await hub.post('/v1/consent/confirmations', body, secret);
  expect(response.status).toBe(200);
  return response.json();
}
const open = (hub: TestHub, token: string, headers: Record<string, string> = html, method = 'GET') =>
  hub.hub.fetch(
    new Request(`http://hub.test/v1/consent/confirm?token=${encodeURIComponent(token)}`, { method, headers }),
  );
const confirm = (hub: TestHub, token: unknown, headers: Record<string, string> = {}) =>
  hub.post('/v1/consent/confirm', { token }, headers);
async function may(hub: TestHub, channel: string, kind = 'email', value = 'ada@example.org') {
  const query = new URLSearchParams({ purpose: 'marketing', channel, kind, value });
  return (await hub.get(`/v1/consent/may?${query}`)).json();
}
async function refuseNow(hub: TestHub, cell: object, id = 'no'): Promise<void> {
  const message = {
    type: 'track',
    event: 'Consent Recorded',
    messageId: id,
    context: { externalIds: [{ type: 'email', id: 'ada@example.org' }] },
    properties: { cells: [cell] },
  };
  expect((await hub.post('/v1/batch', { batch: [message] }, secret)).status).toBe(200);
}

describe('a confirmation by e-mail', () => {
  it('C1: makes of a question a grant, when the person presses the button of the page', async () => {
    const hub = createTestHub();
    const { token, expiresAt } = await ask(hub);
    expect(Date.parse(expiresAt)).toBe(hub.clock.now() + 7 * day);
    expect(await may(hub, 'email')).toMatchObject({ may: false, state: 'pending' });
    await hub.clock.advance(60_000);
    const page = await open(hub, token, { ...html, 'accept-language': 'de-AT,de;q=0.9,en;q=0.8' });
    expect(page.status).toBe(200);
    const text = await page.text();
    expect(text).toContain('<html lang="de">');
    expect(text).toContain('per E-Mail');
    expect(text).toContain('Werbung');
    expect(text).toContain(`<blockquote>${words}</blockquote>`);
    expect(text.toLowerCase()).not.toContain('ada@example.org');
    const action = /action="([^"]+)"/.exec(text)?.[1] ?? '';
    const answered = await hub.hub.fetch(
      new Request(new URL(action, 'http://hub.test/v1/consent/confirm?token=x'), {
        method: 'POST',
        headers: { ...html, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ token: /value="([^"]+)"/.exec(text)?.[1] ?? '' }),
      }),
    );
    expect(answered.status).toBe(200);
    expect(answered.headers.get('content-type')).toContain('text/html');
    expect(await may(hub, 'email')).toMatchObject({ may: true, state: 'granted', reason: 'granted' });
  });

  it('C1: is not made by opening the link, however often, by whatever scanner', async () => {
    const hub = createTestHub();
    const { token } = await ask(hub);
    await hub.clock.advance(1_000);
    const before = await hub.store.counts();
    for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS', 'PUT', 'GET']) {
      const response = await open(hub, token, {}, method);
      expect(response.status).toBeLessThan(method === 'PUT' ? 406 : 300);
    }
    expect(await hub.store.counts()).toEqual(before);
    expect(await may(hub, 'email')).toMatchObject({ may: false, state: 'pending' });
    expect((await confirm(hub, token)).status).toBe(200);
  });

  it('C1: works once, whatever comes at the same moment', async () => {
    for (const store of [createMemoryStore(), openStore('memory:')]) {
      const hub = createTestHub({ store });
      const { token } = await ask(hub);
      await hub.clock.advance(1_000);
      const all = await Promise.all(Array.from({ length: 12 }, () => confirm(hub, token)));
      expect(all.map(({ status }) => status).toSorted()).toEqual([
        200,
        ...Array.from({ length: 11 }, () => 409),
      ]);
      const again = await confirm(hub, token);
      expect(await again.json()).toMatchObject({ status: 409, code: 'confirmation_used' });
      const granted = (await store.readLog(0, 100)).filter(({ event }) =>
        event.messageId.startsWith('confirmed-'),
      );
      expect(granted).toHaveLength(1);
      expect((await open(hub, token)).status).toBe(409);
      await hub.hub.close();
      await store.close();
    }
  });

  it('C1: expires, to the millisecond', async () => {
    const hub = createTestHub();
    const { token, expiresAt } = await ask(hub, { ...wanted, ttl: 60 });
    expect(Date.parse(expiresAt)).toBe(hub.clock.now() + 60_000);
    await hub.clock.advance(59_999);
    expect((await open(hub, token)).status).toBe(200);
    await hub.clock.advance(1);
    const late = await confirm(hub, token);
    expect(await late.json()).toMatchObject({ status: 409, code: 'confirmation_expired' });
    expect(await may(hub, 'email')).toMatchObject({ may: false, state: 'pending' });
  });

  it.each([
    ['the channel', { purpose: 'marketing', channel: 'email', state: 'denied' }],
    ['marketing as such', { purpose: 'marketing', state: 'objected' }],
  ])('C1: is void when the person has refused %s since', async (_what, cell) => {
    const hub = createTestHub();
    const { token } = await ask(hub);
    await hub.clock.advance(1_000);
    await refuseNow(hub, cell);
    await hub.clock.advance(1_000);
    expect((await open(hub, token)).status).toBe(409);
    expect(await (await confirm(hub, token)).json()).toMatchObject({
      status: 409,
      code: 'confirmation_void',
    });
    expect(await may(hub, 'email')).toMatchObject({ may: false });
    // Asked anew, she may say yes: a new express grant is the one thing that opens it again.
    const again = await ask(hub);
    await hub.clock.advance(1_000);
    expect((await confirm(hub, again.token)).status).toBe(200);
    expect(await may(hub, 'email')).toMatchObject({ may: true });
  });

  it('C1, X3: opens nothing where the person refuses while she confirms, and says so', async () => {
    const memory = createMemoryStore();
    let meanwhile: (() => Promise<void>) | undefined;
    const hub = createTestHub({
      store: {
        ...memory,
        async commit(batch, texts) {
          const first = meanwhile;
          meanwhile = undefined;
          await first?.();
          return memory.commit(batch, texts);
        },
      },
    });
    const { token } = await ask(hub);
    await hub.clock.advance(1_000);
    meanwhile = () => refuseNow(hub, { purpose: 'marketing', channel: 'email', state: 'withdrawn' });
    await hub.clock.advance(1);
    expect(await (await confirm(hub, token)).json()).toMatchObject({
      status: 409,
      code: 'confirmation_void',
    });
    expect(await may(hub, 'email')).toMatchObject({ may: false, state: 'withdrawn' });
  });

  it('P5: is announced to the touchpoints that follow the person', async () => {
    const hub = createTestHub();
    const { token } = await ask(hub);
    await hub.clock.advance(1_000);
    const stream = await hub.get('/v1/customer/stream?kind=email&value=ada%40example.org&purpose=service');
    const events = readEventStream(stream.body ?? new ReadableStream());
    const before = JSON.parse((await events.next()).value?.data ?? 'null');
    expect((await confirm(hub, token)).status).toBe(200);
    const after = JSON.parse((await events.next()).value?.data ?? 'null');
    expect(after.version).toBeGreaterThan(before.version);
    await events.return(undefined);
    await hub.hub.close();
  });

  it('C1: is no use any more once the person withdraws, also not by the same link', async () => {
    const hub = createTestHub();
    const { token } = await ask(hub);
    await hub.clock.advance(1_000);
    await confirm(hub, token);
    await hub.clock.advance(1_000);
    await refuseNow(hub, { purpose: 'marketing', channel: 'email', state: 'withdrawn' });
    expect((await confirm(hub, token)).status).toBe(409);
    expect(await may(hub, 'email')).toMatchObject({ may: false, state: 'withdrawn' });
  });

  it('C1, P1: leaves the proof: who, how, which words, by which question; and the token nowhere', async () => {
    const hub = createTestHub();
    const { token } = await ask(hub, { ...wanted, reach: ['web'] });
    await hub.clock.advance(1_000);
    await confirm(hub, token);
    const hash = createHash('sha256').update(token).digest('hex');
    const log = await hub.store.readLog(0, 10);
    expect(log.map(({ event: { messageId } }) => messageId)).toEqual([
      `confirmation-${hash}`,
      `confirmed-${hash}`,
    ]);
    expect(log[1]?.event).toMatchObject({
      name: 'Consent Recorded',
      channel: 'email',
      trusted: true,
      properties: {
        cells: [{ purpose: 'marketing', channel: 'email', state: 'granted' }],
        method: 'doi_confirm',
        actor: 'customer',
        locale: 'de',
        policy_version: '2026-11',
        evidence: `sha256:${hash}`,
        caused_by: `confirmation-${hash}`,
        reach: ['web'],
      },
    });
    expect(log[1]?.event.properties.text_hash).toBe(await hashConsentText(words));
    expect(log[1]?.event.properties).not.toHaveProperty('text');
    expect(log[0]?.profileId).toBe(log[1]?.profileId);
    const kept = JSON.stringify(log);
    expect(kept).not.toContain(token);
    expect(kept.toLowerCase()).not.toContain('ada@example.org');
    expect(Buffer.from(token, 'base64url').toString('latin1').toLowerCase()).not.toContain('ada');
  });

  it.each([
    ['email', 'ada@example.org', 'email', ['sms', 'phone', 'post']],
    ['phone', '+49 30 901820', 'sms', ['email', 'phone', 'messaging', 'voice']],
  ])('C2: by %s grants its own channel and no other', async (kind, value, channel, others) => {
    const hub = createTestHub();
    const { token } = await ask(hub, { ...wanted, identifier: { kind, value } });
    await hub.clock.advance(1_000);
    expect(await (await confirm(hub, token)).json()).toEqual({
      purposes: ['marketing'],
      channel,
      state: 'granted',
    });
    expect(await may(hub, channel, kind, value)).toMatchObject({ may: true });
    for (const other of others) expect(await may(hub, other, kind, value)).toMatchObject({ may: false });
  });

  it('P5: is no consent before the hub has stored it', async () => {
    const store = createMemoryStore();
    let isFull = false;
    const hub = createTestHub({
      store: {
        ...store,
        commit: (...batch) =>
          isFull ? Promise.reject(new RialtoError('store-unavailable', 'full')) : store.commit(...batch),
      },
    });
    const { token } = await ask(hub);
    await hub.clock.advance(1_000);
    isFull = true;
    const failed = await confirm(hub, token, { ...html, 'accept-language': 'de' });
    expect(failed.status).toBe(503);
    expect(await failed.text()).toContain('Es wurde nichts bestätigt');
    expect((await confirm(hub, token)).headers.get('retry-after')).toBe('2');
    const grant = {
      type: 'track',
      event: 'Consent Recorded',
      messageId: 'till-1',
      context: { externalIds: [{ type: 'email', id: 'ada@example.org' }] },
      properties: { cells: [{ purpose: 'marketing', channel: 'email', state: 'granted' }] },
    };
    expect((await hub.post('/v1/batch', { batch: [grant] }, secret)).status).toBe(503);
    expect(await may(hub, 'email')).toMatchObject({ may: false, state: 'pending' });
    isFull = false;
    expect((await confirm(hub, token)).status).toBe(200);
    expect(await may(hub, 'email')).toMatchObject({ may: true });
  });
});

describe('the page', () => {
  it('C1: holds under the strictest policy, and keeps the token from everybody else', async () => {
    const hub = createTestHub();
    const { token } = await ask(hub);
    const page = await open(hub, token);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-robots-tag')).toContain('noindex');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const text = await page.text();
    expect(text).not.toMatch(/<script|<style|style=|onclick|javascript:|https?:/i);
    expect(text).toContain('<html lang="en">');
    const style = await hub.get('/v1/consent/confirm.css', {});
    expect(style.headers.get('content-type')).toContain('text/css');
  });

  it('speaks German or English, by what the browser prefers', async () => {
    const hub = createTestHub();
    const { token } = await ask(hub);
    const language = async (accepted: string) =>
      (await open(hub, token, { ...html, 'accept-language': accepted })).headers.get('content-language');
    expect(await language('de')).toBe('de');
    expect(await language('fr-FR,de;q=0.4,en;q=0.6')).toBe('en');
    expect(await language('fr')).toBe('en');
    expect(await language('DE-ch')).toBe('de');
    expect(await language('de;q=0,en;q=0.1')).toBe('en');
    expect(await language(`${'x'.repeat(4_000)};;;,q=`)).toBe('en');
  });

  it('names purposes of a plan’s own as they are called, and no markup of anybody', async () => {
    const { renderConfirmationPage } = await import('../confirm/confirmation-page.ts');
    const content = { kind: 'ask', token: '"><script>', purposes: ['<b>club</b>'], channel: 'sms' } as const;
    const text = renderConfirmationPage(content, 'en');
    expect(text).toContain('&lt;b&gt;club&lt;/b&gt;');
    expect(text).not.toContain('<script>');
  });
});

describe('a token that is none', () => {
  const bad = {
    'of nobody': Buffer.concat([Buffer.alloc(32, 7), Buffer.from('till')]).toString('base64url'),
    empty: ' ',
    short: 'abc',
    huge: 'A'.repeat(3_000),
    'not ours': '../../etc/passwd',
    'with a source that cannot be': Buffer.concat([Buffer.alloc(32, 7), Buffer.from('a b')]).toString(
      'base64url',
    ),
  };

  it.each(Object.entries(bad))('C1: is told so when it is %s', async (_what, token) => {
    const hub = createTestHub();
    await ask(hub);
    const posted = await confirm(hub, token);
    expect(await posted.json()).toMatchObject({ status: 404, code: 'unknown_confirmation' });
    const shown = await open(hub, token);
    expect(shown.status).toBe(404);
    const text = await shown.text();
    expect(text).not.toContain('<form');
    expect(text).not.toContain(token.trim() || '<form');
  });

  it('C1: is any but the whole token: cut, padded, spelt otherwise, or of another hub', async () => {
    const [hub, other] = [createTestHub(), createTestHub()];
    const { token } = await ask(hub);
    await hub.clock.advance(1_000);
    const variants = [
      token.slice(0, -1),
      token.slice(1),
      `${token}A`,
      `${token}=`,
      token.toUpperCase(),
      ` ${token}`,
    ];
    for (const variant of variants) expect((await confirm(hub, variant)).status).toBe(404);
    expect((await confirm(other, token)).status).toBe(404);
    expect((await confirm(hub, token)).status).toBe(200);
  });

  it.each<[string, BodyInit, string, number]>([
    ['no JSON', '{', 'application/json', 400],
    ['null', 'null', 'application/json', 400],
    ['a list', '[]', 'application/json', 400],
    ['a token that is a number', '{"token":7}', 'application/json', 400],
    ['an empty form', '', 'application/x-www-form-urlencoded', 400],
    ['a body that is too large', 'x'.repeat(5_000), 'application/json', 413],
    ['bytes', new Uint8Array([0xff, 0xfe]), 'application/octet-stream', 400],
  ])('is refused as a body of %s', async (_what, body, type, status) => {
    const request = (accept: string) =>
      new Request('http://hub.test/v1/consent/confirm', {
        method: 'POST',
        headers: { 'content-type': type, accept },
        body,
      });
    const hub = createTestHub();
    expect((await hub.hub.fetch(request('application/json'))).status).toBe(status);
    expect((await hub.hub.fetch(request('text/html'))).headers.get('content-type')).toContain('text/html');
    expect((await hub.get('/v1/consent/confirm', {})).status).toBe(400);
    expect(hub.faults).toEqual([]);
  });

  it('E4: never confirms, whatever it is, and never ends in a fault of ours', async () => {
    const hub = createTestHub();
    await ask(hub);
    const before = await hub.store.counts();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ maxLength: 300 }), fc.base64String({ maxLength: 300 }), fc.jsonValue()),
        async (token) => {
          const { status } = await confirm(hub, token);
          expect([400, 404, 413]).toContain(status);
        },
      ),
      { numRuns: 300 },
    );
    expect(await hub.store.counts()).toEqual(before);
    expect(hub.faults).toEqual([]);
  });

  it('G12: is one whose question came by the public key of a page', async () => {
    const hub = createTestHub();
    const token = Buffer.concat([Buffer.alloc(32, 9), Buffer.from('web')]).toString('base64url');
    const message = {
      type: 'track',
      event: 'Consent Recorded',
      messageId: `confirmation-${createHash('sha256').update(token).digest('hex')}`,
      context: { externalIds: [{ type: 'email', id: 'eve@example.org' }] },
      properties: {
        cells: [{ purpose: 'marketing', channel: 'email', state: 'pending' }],
        confirm_by: new Date(hub.clock.now() + day).toISOString(),
      },
    };
    expect((await hub.post('/v1/batch', { batch: [message] })).status).toBe(200);
    await hub.clock.advance(1_000);
    expect((await confirm(hub, token)).status).toBe(404);
  });
});

describe('POST /v1/consent/confirmations', () => {
  it.each<[string, Record<string, string>, number, string]>([
    ['no key', {}, 401, 'missing_key'],
    ['a write key', { 'x-write-key': testKeys.write }, 403, 'key_not_allowed'],
    ['a key of nobody', { 'x-write-key': 'sk_nobody_0123456789' }, 401, 'bad_key'],
  ])('is not for %s', async (_who, headers, status, code) => {
    const hub = createTestHub();
    const response = await hub.post('/v1/consent/confirmations', wanted, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
    expect(await hub.store.counts()).toMatchObject({ events: 0 });
  });

  it('G12: is not for a context token, which only reads', async () => {
    const hub = createTestHub();
    const { kid, key } = await deriveTokenKey(testKeys.secret);
    const now = Math.floor(hub.clock.now() / 1_000);
    const token = await new SignJWT({ purposes: ['service'], sub: 'userId:c-42', jti: 't-1', iat: now })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid })
      .setAudience('rialto-hub')
      .setExpirationTime(now + 60)
      .sign(key);
    expect((await hub.get('/v1/customer', { authorization: `Bearer ${token}` })).status).toBe(404);
    const response = await hub.post('/v1/consent/confirmations', wanted, {
      authorization: `Bearer ${token}`,
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'key_not_allowed' });
    expect(await hub.store.counts()).toMatchObject({ events: 0 });
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['no words', { ...wanted, text: undefined }],
    ['no purposes', { ...wanted, purposes: [] }],
    ['a purpose that the plan does not know', { ...wanted, purposes: ['world domination'] }],
    ['a purpose that needs no opt-in', { ...wanted, purposes: ['necessary'] }],
    ['an address that is none', { ...wanted, identifier: { kind: 'email', value: 'ada' } }],
    ['a number without its country', { ...wanted, identifier: { kind: 'phone', value: '030 901820' } }],
    ['a card, which no letter reaches', { ...wanted, identifier: { kind: 'loyalty_card', value: '7' } }],
    ['a time that is too long', { ...wanted, ttl: 30 * 86_400 + 1 }],
    ['a time that is none', { ...wanted, ttl: 0 }],
    ['a channel that is none', { ...wanted, reach: ['fax'] }],
    ['a misspelt field', { ...wanted, locales: 'de' }],
    ['words without end', { ...wanted, text: 'x'.repeat(16_385) }],
  ])('refuses %s, and repeats nothing of it', async (_what, body) => {
    const hub = createTestHub();
    const response = await hub.post('/v1/consent/confirmations', body, secret);
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'invalid_body' });
    expect(text).not.toMatch(/ada|world|fax|Darf/i);
    expect(await hub.store.counts()).toMatchObject({ events: 0 });
    expect(hub.faults).toEqual([]);
  });

  it('gives every question a token of its own', async () => {
    const hub = createTestHub();
    const tokens = await Promise.all([ask(hub), ask(hub), ask(hub)]);
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(3);
  });
});

describe('a browser that sends Sec-GPC', () => {
  it('X4: grants nothing by what it leaves unsaid, and no more than the same request without the signal', async () => {
    const view = { type: 'page', messageId: '1', anonymousId: 'a-1', properties: { path: '/' } };
    for (const headers of [{ 'sec-gpc': '1' }, {}]) {
      const hub = createTestHub();
      const response = await hub.post(
        '/v1/batch',
        { batch: [view] },
        { 'x-write-key': testKeys.write, ...headers },
      );
      expect(await response.json()).toMatchObject({
        results: [{ status: 'held', code: 'consent_undecided' }],
      });
      expect(await hub.store.counts()).toMatchObject({ events: 0, profiles: 0 });
    }
  });
});
