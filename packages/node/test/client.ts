import type { DeliveryEvents } from '@rialto/core/delivery';
import { type ManualClock, manualClock, seededRandom } from '@rialto/core/testing';
import { onTestFinished } from 'vitest';
import { createClientWith } from '../src/client.ts';
import type { Client } from '../src/client-api.ts';
import type { ClientOptions } from '../src/client-options.ts';
import { type StandInHub, startStandInHub } from './stand-in-hub.ts';

/** The secret key of the tests. */
export const secretKey = 'sk_test_0123456789';

export interface Lane {
  readonly hub: StandInHub;
  readonly client: Client;
  readonly clock: ManualClock;
  /** What was announced, `name:detail`. */
  readonly news: readonly string[];
}

/** A client before a stand-in hub, with a clock that stands still. */
export async function openLane(options: Partial<ClientOptions> = {}): Promise<Lane> {
  const hub = await startStandInHub();
  const clock = manualClock();
  const client = createClientWith(
    {
      endpoint: hub.endpoint,
      key: secretKey,
      source: 'till-4',
      channel: 'store',
      queue: 'memory',
      ...options,
    },
    { clock, random: seededRandom(7) },
  );
  const news: string[] = [];
  client.on('delivered', ({ status }) => news.push(`delivered:${status}`));
  client.on('rejected', ({ status, code }) => news.push(`rejected:${status}:${code}`));
  client.on('dropped', ({ reason }) => news.push(`dropped:${reason}`));
  client.on('error', ({ code }) => news.push(`error:${code}`));
  onTestFinished(async () => {
    await passTime(clock, client.close({ timeout: 0 }));
    await hub.close();
  });
  return { hub, client, clock, news };
}

/** Lets time pass until something has happened. */
export async function passTime<Value>(clock: ManualClock, promise: Promise<Value>, step = 1): Promise<Value> {
  let over = false;
  const end = (): void => {
    over = true;
  };
  promise.then(end, end);
  while (!over) await clock.advance(step);
  return promise;
}

export const next = <Name extends keyof DeliveryEvents>(
  client: Client,
  name: Name,
): Promise<DeliveryEvents[Name]> =>
  new Promise((resolve) => {
    const stop = client.on(name, (event) => {
      stop();
      resolve(event);
    });
  });

/** A sale that needs no opt-in. */
export const sale = (messageId?: string) => ({
  event: 'Sale Completed' as const,
  userId: 'c-42',
  messageId,
  properties: { order_id: 'o-1', total: 19.99, currency: 'EUR', products: [] },
});
