import { gzipSync } from 'node:zlib';
import type { MessageResult } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { createTestHub, sale, type TestHub, testKeys } from '../../test/test-hub.ts';

const good = sale('good');
const batch = (...messages: readonly unknown[]) => ({ batch: [good, ...messages, sale('good too')] });
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** Nobody has been hurt: the hub takes the next batch, and nothing of the bad one is in the log. */
async function isUnharmed({ post, hub, faults }: TestHub): Promise<void> {
  expect((await post('/v1/batch', { batch: [sale('after')] })).status).toBe(200);
  expect((await hub.fetch(new Request('http://hub.test/healthz'))).status).toBe(200);
  expect(faults).toEqual([]);
}

describe('a request that is bad as a whole is refused with a problem document', () => {
  const key = { 'x-write-key': testKeys.write };
  const gzip = { ...key, 'content-encoding': 'gzip' };
  const tooMany = { batch: Array.from({ length: 3_000 }, (_, index) => sale(`${index}`)) };
  const requests: readonly (readonly [string, number, string, unknown, Record<string, string>])[] = [
    ['malformed JSON', 400, 'invalid_json', '{"batch":[', key],
    ['no body', 400, 'invalid_json', '', key],
    ['bytes that are not UTF-8', 400, 'invalid_json', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), key],
    ['a list for an object', 400, 'invalid_body', '[]', key],
    ['a batch that is none', 400, 'invalid_body', { batch: { 0: good } }, key],
    ['no batch', 400, 'invalid_body', { messages: [good] }, key],
    ['a batch context that is a text', 400, 'invalid_body', { ...batch(), context: 'web' }, key],
    [
      'a batch context of 100,000 levels',
      400,
      'invalid_body',
      `{"batch":[],"context":{"a":${nested(100_000)}}}`,
      key,
    ],
    ['a body of 600 KB', 413, 'too_large', { batch: [good], filler: 'x'.repeat(600_000) }, key],
    ['3,000 messages', 413, 'too_many_messages', tooMany, key],
    [
      'defaults that swell under every message',
      413,
      'too_large',
      { batch: Array(2_000).fill(good), context: { a: 'x'.repeat(30_000) } },
      key,
    ],
    ['a gzip bomb of 200 MB', 413, 'too_large', bomb(200), gzip],
    ['gzip that breaks off', 400, 'invalid_body', gzipSync(JSON.stringify(batch())).subarray(0, 60), gzip],
    ['gzip that is none', 400, 'invalid_body', JSON.stringify(batch()), gzip],
    [
      'another encoding',
      415,
      'unsupported_encoding',
      JSON.stringify(batch()),
      { ...key, 'content-encoding': 'br' },
    ],
    ['no key', 401, 'missing_key', batch(), {}],
    ['a bad key', 401, 'bad_key', batch(), { 'x-write-key': 'wk_nobody_0123456789' }],
    ['a key of an object’s prototype', 401, 'bad_key', batch(), { 'x-write-key': '__proto__' }],
    ['a key that is no text', 401, 'missing_key', { ...batch(), writeKey: { $ne: 1 } }, {}],
    [
      'another site’s origin',
      403,
      'key_not_allowed',
      batch(),
      { 'x-write-key': testKeys.shop, origin: 'https://thief.example' },
    ],
  ];

  it.each(requests)('%s: %i %s', async (_, status, code, body, headers) => {
    const hub = createTestHub();
    const response = await hub.post('/v1/batch', body, headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ type: `urn:rialto:problem:${code}`, status, code });
    expect((await hub.store.counts()).events).toBe(0);
    await isUnharmed(hub);
  });

  it('never inflates a bomb in whole', async () => {
    const packed = bomb(400);
    const before = process.memoryUsage().arrayBuffers;
    await createTestHub().post('/v1/batch', packed, gzip);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });
});

describe('a bad message costs only itself', () => {
  const json = (text: string): unknown => JSON.parse(text);
  const messages: readonly (readonly [string, string, unknown])[] = [
    ['null', 'invalid_message', null],
    ['a number', 'invalid_message', 42],
    ['a list', 'invalid_message', []],
    ['an empty id', 'invalid_message', sale('')],
    ['an id that is a number', 'invalid_message', { ...sale(''), messageId: 7 }],
    ['an id of 101 characters', 'invalid_message', sale('i'.repeat(101))],
    ['an unknown type', 'invalid_message', sale('bad', { type: 'delete' })],
    ['a userId that is an object', 'invalid_message', sale('bad', { userId: { $ne: null } })],
    [
      'a stamp that is no boolean',
      'invalid_message',
      sale('bad', { context: { consent: { categoryPreferences: { analytics: 'yes' } } } }),
    ],
    ['properties that are a text', 'invalid_message', sale('bad', { properties: 'order' })],
    ['an unknown event', 'unknown_event', sale('bad', { event: 'Order Complete' })],
    ['an event of an object’s prototype', 'unknown_event', sale('bad', { event: 'constructor' })],
    [
      'a wrong type in the properties',
      'invalid_properties',
      sale('bad', { properties: { order_id: ['o'] } }),
    ],
    [
      '33 KB',
      'message_too_large',
      sale('bad', { properties: { order_id: 'o', note: 'x'.repeat(33 * 1024) } }),
    ],
    ['20 levels', 'too_deep', sale('bad', { properties: { order_id: 'o', deep: json(nested(20)) } })],
    ['100,000 levels', 'too_deep', sale('bad', { properties: { order_id: 'o', deep: 'HERE' } })],
    [
      'an event that nobody permitted',
      'consent_refused',
      {
        type: 'page',
        messageId: 'bad',
        anonymousId: 'a',
        context: { consent: { categoryPreferences: { analytics: false } } },
      },
    ],
  ];

  it.each(messages)('%s is rejected as %s', async (_, code, message) => {
    const hub = createTestHub();
    const body = JSON.stringify(batch(message)).replace('"HERE"', nested(100_000));
    const response = await hub.post('/v1/batch', body);
    expect(response.status).toBe(200);
    const { results } = (await response.json()) as { results: MessageResult[] };
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted']);
    expect(results[1]?.code).toBe(code);
    expect((await hub.store.counts()).events).toBe(2);
    await isUnharmed(hub);
  });

  it('names what is wrong, and does not repeat what was sent', async () => {
    const hub = createTestHub();
    const response = await hub.post(
      '/v1/batch',
      batch(sale('bad', { properties: { order_id: ['4111 1111 1111 1111'] } })),
    );
    const text = await response.text();
    expect(text).toContain('properties.order_id');
    expect(text).not.toContain('4111');
  });
});

describe('the names that reach a prototype', () => {
  it.each(['"__proto__"', '"\\u005f_proto_\\u005f"'])(
    '%s in properties is taken out and changes nothing',
    async (name) => {
      const hub = createTestHub();
      const message = JSON.stringify(sale('1')).replace(
        '"order_id"',
        `${name}:{"polluted":true},"constructor":"F1","order_id"`,
      );
      const response = await hub.post('/v1/batch', `{"batch":[${message}]}`);
      expect(await response.json()).toMatchObject({ results: [{ status: 'accepted' }] });
      const [entry] = await hub.store.readLog(0, 1);
      expect(Object.keys(entry?.event.properties ?? {})).toEqual(
        expect.arrayContaining(['constructor', 'order_id']),
      );
      expect(Object.keys(entry?.event.properties ?? {})).not.toContain('__proto__');
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
  );

  it('in a batch’s defaults are not merged', async () => {
    const hub = createTestHub();
    const defaults =
      '"context":{"__proto__":{"consent":{"categoryPreferences":{"analytics":true}}},"constructor":{"a":1}}';
    const page = '{"type":"page","messageId":"1","anonymousId":"a"}';
    const response = await hub.post('/v1/batch', `{"batch":[${page}],${defaults}}`);
    expect(await response.json()).toMatchObject({ results: [{ status: 'held' }] });
  });
});

/** Zeros, packed a thousand to one. */
function bomb(megabytes: number): Uint8Array {
  const piece = gzipSync(Buffer.alloc(1_000_000));
  // Members of a gzip file may follow one another (RFC 1952 section 2.2).
  return Buffer.concat(Array(megabytes).fill(piece));
}
