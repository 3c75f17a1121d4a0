import { join } from 'node:path';
import { seededRandom } from '@rialto/core/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { next, openLane, passTime } from '../test/client.ts';
import { temporaryDirectory } from '../test/temp-directory.ts';
import { createOfflineCustomersWith } from './offline/offline-customers.ts';

const path = '/v1/customer';
const card = { kind: 'loyalty_card', value: '7000 42' };
const query = { identifier: card, purpose: 'service' } as const;
const context = (version: number) => ({ version, purpose: 'service', subject: { id: 'p-1' } });
const unreachable = { code: 'hub-unreachable' };
const declined = {
  event: 'Offer Declined',
  identifiers: [{ kind: 'loyalty_card', value: '7000-42' }],
  consent: { analytics: true, personalization: true, marketing: true },
  properties: { offer_id: 'lamp' },
} as const;

describe('what a client says itself', () => {
  it('of a declined offer ends the copies of the person, until the hub knows it', async () => {
    const { hub, client, clock } = await openLane();
    hub.always(path, () => ({ body: context(1) }));
    await client.customer(query);
    const sent = client.track(declined);
    hub.always(path, () => ({ hangUp: true }));
    await expect(client.customer(query)).rejects.toMatchObject(unreachable);
    // An answer from before the hub has the event is given, and not kept.
    hub.always(path, () => ({ body: context(1) }));
    expect(await client.customer(query)).toEqual(context(1));
    hub.always(path, () => ({ hangUp: true }));
    await expect(client.customer(query)).rejects.toMatchObject(unreachable);

    await passTime(clock, client.flush());
    expect(await sent.delivered).toMatchObject({ status: 'accepted' });
    hub.always(path, () => ({ body: context(2) }));
    expect(await client.customer(query)).toEqual(context(2));
    hub.always(path, () => ({ hangUp: true }));
    await clock.advance(2_000);
    expect(await client.customer(query)).toEqual({ ...context(2), stale: true });
  });

  it('of a sale leaves the copy: without the hub it is better than nothing', async () => {
    const { hub, client, clock } = await openLane();
    hub.always(path, () => ({ body: context(1) }));
    await client.customer(query);
    client.track({
      event: 'Sale Completed',
      identifiers: [card],
      properties: { order_id: 'o-1', total: 1.5, currency: 'EUR', products: [] },
    });
    await clock.advance(2_000);
    hub.always(path, () => ({ hangUp: true }));
    expect(await client.customer(query)).toMatchObject({ stale: true });
  });

  it('of a withdrawal ends the offline copy, in memory and on the disk', async () => {
    const { hub, client, clock } = await openLane();
    hub.always(path, () => ({ body: context(1) }));
    const file = join(temporaryDirectory(), 'copies');
    const start = () => {
      const offline = createOfflineCustomersWith(
        { client, path: file, secret: 'a secret of the store', customers: () => [card] },
        { clock, random: seededRandom(1) },
      );
      onTestFinished(() => offline.close());
      return offline;
    };
    const offline = start();
    await passTime(clock, offline.refresh(), 50);
    expect(offline.read(query)).toBeDefined();
    client.recordConsent({
      identifiers: [card],
      cells: [{ purpose: 'marketing', state: 'withdrawn' }],
      method: 'screen',
    });
    expect(offline.read(query)).toBeUndefined();
    await offline.close();
    expect(start().read(query)).toBeUndefined();
  });
});

it('a live stream renews what reads give when the hub is slow', async () => {
  const { hub, client, clock } = await openLane();
  const heard = new Promise((resolve) => void client.onCustomer(query, resolve));
  await hub.waitFor(({ url }) => url.pathname === '/v1/customer/stream');
  hub.stream(`event: customer\ndata: ${JSON.stringify(context(5))}\n\n`);
  await heard;
  await clock.advance(2_000);
  hub.always(path, () => ({ hangUp: true }));
  expect(await client.customer(query)).toEqual({ ...context(5), stale: true });
});

it('an outage of reads is announced once to the client', async () => {
  const { hub, client, news } = await openLane();
  hub.always(path, () => ({ status: 503, headers: { 'retry-after': '30' } }));
  const told = next(client, 'error');
  await expect(client.customer(query)).rejects.toMatchObject(unreachable);
  expect((await told).message).toMatch(/left alone/);
  await expect(client.customer(query)).rejects.toThrow(/until/);
  expect(news).toEqual(['error:hub_unreachable']);
  expect(hub.requests).toHaveLength(1);
});
