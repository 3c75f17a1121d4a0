import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RialtoError } from '@rialto/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestHub, sale, testKeys } from '../test/test-hub.ts';
import { newKey, storedKey } from './auth/key.ts';
import { createHub } from './hub.ts';
import type { HubOptions } from './hub-options.ts';
import { createMemoryStore } from './store/memory-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'rialto-hub-'));
afterEach(() => rmSync(join(folder, 'data'), { recursive: true, force: true }));

describe('createHub', () => {
  const web = { name: 'web', channel: 'web', writeKey: 'wk_0123456789' };
  it.each<[string, object, RegExp]>([
    ['an option that there is not', { store: 'memory:', port: 80 }, /no option port/],
    ['no store', {}, /store must be/],
    ['a store of an unknown kind', { store: 'redis://x:secret@y' }, /store/],
    ['a plan that is none', { store: 'memory:', plan: {} }, /plan/],
    ['sources that are no list', { store: 'memory:', sources: {} }, /sources must be a list/],
    [
      'a source with an unknown option',
      { store: 'memory:', sources: [{ ...web, key: 'x' }] },
      /sources\[0\] has no option key/,
    ],
    [
      'a source without a key',
      { store: 'memory:', sources: [{ name: 'web', channel: 'web' }] },
      /needs a writeKey/,
    ],
    ['a source on no channel', { store: 'memory:', sources: [{ ...web, channel: 'fax' }] }, /channel/],
    ['a key that can be guessed', { store: 'memory:', sources: [{ ...web, writeKey: 'wk_1' }] }, /writeKey/],
    [
      'an origin with a path',
      { store: 'memory:', sources: [{ ...web, origins: ['https://a.example/'] }] },
      /origins/,
    ],
    ['a key of two sources', { store: 'memory:', sources: [web, { ...web, name: 'b' }] }, /share keys/],
    [
      'a public and a secret key under one name',
      { store: 'memory:', sources: [web, { name: web.name, channel: 'web', secretKey: 'sk_0123456789ab' }] },
      /a source of its own/,
    ],
    ['a country by its name', { store: 'memory:', country: 'Germany' }, /country/],
    ['a short hash key', { store: 'memory:', hashKey: new Uint8Array(4) }, /hashKey/],
  ])('refuses %s at once', (_, options, message) => {
    expect(() => createHub(options as HubOptions)).toThrow(message);
    expect(() => createHub(options as HubOptions)).toThrow(RialtoError);
  });

  it('does not repeat what may be secret', () => {
    expect(() => createHub({ store: 'redis://x:secret@y' })).toThrow(/^((?!secret).)*$/s);
  });

  it('knows the keys of the store beside its own, new ones and revoked ones within a second', async () => {
    const { store, post, clock } = createTestHub();
    const key = newKey('write');
    const send = async () => (await post('/v1/batch', { batch: [] }, { 'x-write-key': key })).status;
    expect(await send()).toBe(401);
    const grant = { source: 'app', channel: 'app', kind: 'write', origins: [], createdAt: 1 } as const;
    const stored = await storedKey(key, grant);
    await store.addKey(stored);
    await clock.advance(1_000);
    expect(await send()).toBe(200);
    await store.revokeKey(stored.id, 2);
    await clock.advance(1_000);
    expect(await send()).toBe(401);
  });

  it('keeps of a key only what recognises it', async () => {
    const key = newKey('secret');
    const stored = await storedKey(key, {
      source: 's',
      channel: 'store',
      kind: 'secret',
      origins: [],
      createdAt: 1,
    });
    expect(JSON.stringify(stored)).not.toContain(key);
  });
});

describe('a store that is not there', () => {
  const blocked = () => {
    // A file where the folder should be: the store cannot be made.
    writeFileSync(join(folder, 'data'), '');
    return { store: `file:${join(folder, 'data', 'rialto.db')}` };
  };

  it('is a 503 with Retry-After, also for whoever asks whether the hub is ready, and heals by itself', async () => {
    const hub = createTestHub(blocked());
    const refused = await hub.post('/v1/batch', { batch: [sale('1')] });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({ code: 'store_unavailable' });
    expect((await hub.get('/readyz', {})).status).toBe(503);
    expect((await hub.get('/healthz', {})).status).toBe(200);
    expect(hub.faults).not.toEqual([]);

    rmSync(join(folder, 'data'));
    mkdirSync(join(folder, 'data'));
    await hub.clock.advance(1_000);
    expect((await hub.post('/v1/batch', { batch: [sale('1')] })).status).toBe(200);
    expect((await hub.get('/readyz', {})).status).toBe(200);
    await hub.hub.close();
  });

  it('that fails in the middle is a 503, and a fault of ours a 500 that says nothing of itself', async () => {
    const failing = (error: Error) => ({ ...createMemoryStore(), commit: () => Promise.reject(error) });
    const busy = createTestHub({ store: failing(new RialtoError('store-unavailable', 'disk full at /srv')) });
    const answer = await busy.post('/v1/batch', { batch: [sale('1')] });
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('/srv');
    const broken = createTestHub({ store: failing(new Error('SELECT secret')) });
    const other = await broken.post('/v1/batch', { batch: [sale('1')] });
    expect(other.status).toBe(500);
    const text = await other.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'internal' });
    expect(text).not.toContain('SELECT');
    expect(broken.faults).toHaveLength(1);
  });
});

it.each<[string, (error: unknown) => void]>([
  [
    'throws',
    () => {
      throw new Error('no disk for logs');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no disk for logs'))],
])('an onFault that %s costs nobody an answer', async (_, onFault) => {
  const store = { ...createMemoryStore(), commit: () => Promise.reject(new Error('ours')) };
  const { post } = createTestHub({ store, onFault });
  expect((await post('/v1/batch', { batch: [sale('1')] })).status).toBe(500);
});

describe('close', () => {
  it('lets what is under way finish, then refuses with 503', async () => {
    const memory = createMemoryStore();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { hub, post } = createTestHub({
      store: {
        ...memory,
        async commit(batch) {
          begun.resolve();
          await gate.promise;
          return memory.commit(batch);
        },
      },
    });
    const underWay = post('/v1/batch', { batch: [sale('1')] });
    await begun.promise;
    const closed = hub.close();
    expect((await post('/v1/batch', { batch: [sale('2')] })).status).toBe(503);
    gate.resolve();
    expect((await underWay).status).toBe(200);
    await closed;
    await hub.close();
    expect((await memory.counts()).events).toBe(1);
  });

  it('leaves a store that was given to its giver', async () => {
    const { hub, store } = createTestHub();
    await hub.close();
    expect((await store.counts()).events).toBe(0);
  });

  it('may come before anything was asked', async () => {
    const hub = createHub({
      store: 'memory:',
      sources: [{ name: 'w', channel: 'web', writeKey: testKeys.write }],
    });
    await hub.ready();
    await hub.close();
  });
});
