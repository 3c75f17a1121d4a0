import { gzipSync } from 'node:zlib';
import type { MessageResult } from '@rialto/core';
import { expect, it } from 'vitest';
import { createTestHub, sale, type TestHub, testKeys } from '../../test/test-hub.ts';

const queue = 'q_0123456789abcdef';
const numbered = (number: unknown, change: Readonly<Record<string, unknown>> = {}) =>
  sale(`m${String(number)}`, { sequence: { queue, number }, ...change });

const send = async ({ post }: TestHub, ...batch: readonly unknown[]): Promise<readonly MessageResult[]> =>
  (await (await post('/v1/batch', { batch })).json()).results;

const ranges = async ({ store }: TestHub) =>
  (await store.listArrivals(undefined, 100)).map(({ source, from, to }) => `${source} ${from}-${to}`);

it('is kept with the event, and its number has come', async () => {
  const hub = createTestHub();
  expect(await send(hub, numbered(1), numbered(2))).toMatchObject([
    { status: 'accepted' },
    { status: 'accepted' },
  ]);
  expect((await hub.store.readLog(0, 1))[0]?.event.sequence).toEqual({ queue, number: 1 });
  expect(await ranges(hub)).toEqual(['web 1-2']);
});

it.each([
  ['a text', 'one'],
  ['a list', []],
  ['number 2^53', { queue, number: 2 ** 53 }],
  ['a negative number', { queue, number: -1 }],
  ['a queue of words', { queue: 'ada@example.com', number: 1 }],
  ['a queue of a prototype', { queue: '__proto__', number: 1 }],
])('that is %s costs only itself', async (_, sequence) => {
  const hub = createTestHub();
  const [result] = await send(hub, sale('1', { sequence }));
  expect(result).toMatchObject({
    status: 'accepted',
    issues: [{ path: expect.stringMatching(/^sequence\.(queue|number)$/) }],
  });
  expect((await hub.store.readLog(0, 1))[0]?.event.sequence).toBeUndefined();
  expect(await ranges(hub)).toEqual([]);
});

it('that is null is none', async () => {
  const hub = createTestHub();
  expect(await send(hub, sale('1', { sequence: null }))).toEqual([{ messageId: '1', status: 'accepted' }]);
});

it('Q22: has come also where its message is a duplicate, held, rejected, too large or none that we know', async () => {
  const hub = createTestHub();
  const results = await send(
    hub,
    numbered(1),
    numbered(1),
    { type: 'page', messageId: 'p', anonymousId: 'a', sequence: { queue, number: 2 } },
    {
      type: 'page',
      messageId: 'r',
      anonymousId: 'a',
      context: { consent: { categoryPreferences: { analytics: false } } },
      sequence: { queue, number: 3 },
    },
    numbered(4, { event: 'No Such Event' }),
    numbered(5, { properties: { order_id: 'o', note: 'x'.repeat(40_000) } }),
    numbered(6, { messageId: '' }),
    { type: 'delete', sequence: { queue, number: 7 } },
  );
  expect(results.map(({ status }) => status)).toEqual([
    'accepted',
    'duplicate',
    'held',
    ...Array(5).fill('rejected'),
  ]);
  expect(await ranges(hub)).toEqual(['web 1-7']);
  expect((await hub.store.counts()).events).toBe(1);
});

it('has come where all of its batch was rejected', async () => {
  const hub = createTestHub();
  expect(await send(hub, numbered(1, { event: 'No Such Event' }), null, 7)).toHaveLength(3);
  expect(await ranges(hub)).toEqual(['web 1-1']);
});

it('is each source’s own', async () => {
  const hub = createTestHub();
  await send(hub, numbered(1));
  await hub.post('/v1/batch', { batch: [numbered(2)] }, { authorization: `Bearer ${testKeys.secret}` });
  expect(await ranges(hub)).toEqual(['till 2-2', 'web 1-1']);
});

it('comes in a body as our client packs it, and each message has its answer', async () => {
  const hub = createTestHub();
  const headers = {
    authorization: `Bearer ${testKeys.secret}`,
    'content-type': 'application/json',
    'content-encoding': 'gzip',
  };
  const batch = Array.from({ length: 100 }, (_, at) => numbered(at + 1));
  const response = await hub.post('/v1/batch', gzipSync(JSON.stringify({ batch })), headers);
  expect(response.status).toBe(200);
  const { results } = await response.json();
  expect(results.map(({ messageId, status }: MessageResult) => `${messageId} ${status}`)).toEqual(
    batch.map(({ messageId }) => `${messageId} accepted`),
  );
  expect(await ranges(hub)).toEqual(['till 1-100']);
});

it('packed into too much is refused with a 413 that says so, and nothing of it has come', async () => {
  const hub = createTestHub();
  const headers = {
    'x-write-key': testKeys.write,
    'content-type': 'application/json',
    'content-encoding': 'gzip',
  };
  const large = gzipSync(JSON.stringify({ batch: [numbered(1)], filler: 'x'.repeat(600_000) }));
  expect(large.byteLength).toBeLessThan(10_000);
  const response = await hub.post('/v1/batch', large, headers);
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: 'too_large' });
  expect(await ranges(hub)).toEqual([]);
});
