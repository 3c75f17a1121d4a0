import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@rialto/node';
import { expect, it, onTestFinished } from 'vitest';
import { end, freePort, outputOf, startHub, startNode } from './support/processes.ts';

interface MadeKey {
  readonly key: string;
  readonly id: string;
}

/** What the hub's command line says, on the folder of a hub that runs. */
const keys = async (data: string, ...args: readonly string[]): Promise<unknown> =>
  JSON.parse(await outputOf(startNode('packages/hub/src/cli.ts', 'keys', ...args, '--data', data, '--json')));

const kidOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;

it('a source that changes its key goes on all the while, and the old key’s tokens end with it', async () => {
  const data = await mkdtemp(join(tmpdir(), 'rialto-e2e-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const hub = await startHub(data, await freePort());
  onTestFinished(() => end(hub.process));
  const create = () =>
    keys(data, 'create', '--source', 'shop-server', '--channel', 'web', '--kind', 'secret');
  const [old, fresh] = [(await create()) as MadeKey, (await create()) as MadeKey];
  const clientOf = ({ key }: MadeKey) => {
    const client = createClient({
      ...{ endpoint: hub.url, key, source: 'shop-server', channel: 'web', queue: 'memory' },
      readTimeout: 10_000,
    });
    onTestFinished(() => client.close({ timeout: 1_000 }));
    return client;
  };
  const [before, after] = [clientOf(old), clientOf(fresh)];
  const readWith = async (token: string): Promise<number> => {
    const response = await fetch(`${hub.url}/v1/customer`, { headers: { authorization: `Bearer ${token}` } });
    await response.body?.cancel();
    return response.status;
  };
  const query = { identifier: { kind: 'userId', value: 'c-42' }, purpose: 'service' } as const;

  const sale = { event: 'Order Completed', userId: 'c-42' } as const;
  const properties = { order_id: 'o-1', total: 12.5, currency: 'EUR', products: [] };
  const sent = before.track({ ...sale, properties });
  await before.flush();
  expect(await sent.delivered).toMatchObject({ status: 'accepted' });

  const permit = { userId: 'c-42', purposes: ['personalization'] } as const;
  const [first, second] = [await before.contextToken(permit), await after.contextToken(permit)];
  expect(kidOf(first)).not.toBe(kidOf(second));
  expect([await readWith(first), await readWith(second)]).toEqual([200, 200]);
  expect((await before.customer(query))?.subject).toEqual((await after.customer(query))?.subject);

  expect(await keys(data, 'revoke', old.id)).toEqual({ id: old.id, revoked: true });
  // The hub that runs learns of it within a second; its answers are the event to wait for.
  await expect.poll(() => readWith(first), { timeout: 10_000, interval: 100 }).toBe(401);
  expect(await readWith(second)).toBe(200);
  await expect(before.customer(query, { maxStale: 0 })).rejects.toMatchObject({ code: 'hub-refused' });
  // Nor is what it read before given any longer.
  await expect(before.customer(query)).rejects.toMatchObject({ code: 'hub-refused' });
  expect((await after.customer(query, { maxStale: 0 }))?.subject.state).toBe('known');
}, 60_000);
