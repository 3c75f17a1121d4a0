import { type ManualClock, manualClock } from '@rialto/core/testing';
import { createHub, type Hub } from '../src/hub.ts';
import type { HubOptions } from '../src/hub-options.ts';
import { createMemoryStore } from '../src/store/memory-store.ts';
import type { Store } from '../src/store/store.ts';

/** The keys of a test's hub. */
export const testKeys = {
  write: 'wk_web_0123456789',
  secret: 'sk_till_0123456789',
  shop: 'wk_shop_0123456789',
  shopSecret: 'sk_shop_0123456789',
} as const;

/** A hub over a memory store, with short ways to ask it. */
export interface TestHub {
  readonly hub: Hub;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly faults: unknown[];
  /** Sends a body to a route, by default with the write key. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Reads a route, by default with the secret key. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** Makes a {@link TestHub}; only https://shop.example may use the keys of `shop` and `shop-server`. */
export function createTestHub(options: Partial<HubOptions> = {}): TestHub {
  const store = createMemoryStore();
  const clock = manualClock();
  const faults: unknown[] = [];
  const hub = createHub({
    store,
    clock,
    onFault: (error) => faults.push(error),
    sources: [
      { name: 'web', channel: 'web', writeKey: testKeys.write },
      { name: 'till', channel: 'store', secretKey: testKeys.secret },
      { name: 'shop', channel: 'web', writeKey: testKeys.shop, origins: ['https://shop.example'] },
      {
        name: 'shop-server',
        channel: 'web',
        secretKey: testKeys.shopSecret,
        origins: ['https://shop.example'],
      },
    ],
    ...options,
  });
  const url = (path: string) => `http://hub.test${path}`;
  return {
    hub,
    store,
    clock,
    faults,
    post: (path, body, headers = { 'x-write-key': testKeys.write }) =>
      hub.fetch(
        new Request(url(path), {
          method: 'POST',
          headers,
          body:
            typeof body === 'string' || body instanceof Uint8Array
              ? (body as BodyInit)
              : JSON.stringify(body),
        }),
      ),
    get: (path, headers = { 'x-write-key': testKeys.secret }) =>
      hub.fetch(new Request(url(path), { headers })),
  };
}

/** An event that needs no consent. */
export const sale = (messageId: string, fields: object = {}) => ({
  type: 'track',
  event: 'Order Completed',
  messageId,
  userId: 'c-42',
  properties: { order_id: `order-${messageId}`, total: 12.5, currency: 'EUR' },
  ...fields,
});
