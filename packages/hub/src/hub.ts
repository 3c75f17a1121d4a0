import { isChannel } from '@rialto/core';
import { systemRandom } from './adapters/system-random.ts';
import { storedKey } from './auth/key.ts';
import { createKeyring } from './auth/keyring.ts';
import { createRouter } from './http/router.ts';
import { createChangeFeed } from './http/wire/change-feed.ts';
import { problemResponse, refuse } from './http/wire/problem.ts';
import { type HubOptions, type ResolvedHubOptions, resolveHubOptions } from './hub-options.ts';
import { openLazily } from './open-lazily.ts';
import type { StoredKey } from './store/store.ts';

/** A hub that runs in this process. */
export interface Hub {
  /** Answers a request. Give it to any server that speaks `fetch`; it needs no `this` and never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /**
   * Waits until the store is open.
   *
   * @throws RialtoError `store-unavailable`
   */
  ready(): Promise<void>;
  /** Ends the streams, lets what is under way finish, and closes the store. Requests from now on get a 503. */
  close(): Promise<void>;
}

/**
 * Makes a hub: the collector, the identities and the customer contexts, behind one `fetch`. It listens on nothing by itself.
 *
 * @throws RialtoError `invalid-option` at once, with the option's name; `store-newer` for a file of a later version
 * @example
 * ```ts
 * import { serve } from '@hono/node-server';
 *
 * const hub = createHub({ store: 'file:./data/rialto.db' });
 * serve({ fetch: hub.fetch, port: 4180 });
 * ```
 */
export function createHub(options: HubOptions): Hub {
  const resolved = resolveHubOptions(options);
  const { plan, clock, policy, country, hashKey } = resolved;
  const onFault = tellSafely(resolved.onFault);
  const lazy = openLazily(resolved.store, clock);
  const own = keysOf(resolved);
  // Whoever needs them is told; until then it is nobody's unhandled rejection.
  own.catch(() => {});
  const closing = new AbortController();
  const handle = createRouter({
    plan,
    clock,
    random: systemRandom,
    policy,
    identifierRules: { country, hashKey },
    keyring: createKeyring({ store: lazy.get, own, clock }),
    changes: createChangeFeed(),
    closing: closing.signal,
    store: lazy.get,
    onFault,
  });
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.allSettled(underWay);
    await lazy.close();
  };
  return {
    async fetch(request) {
      if (closed) return problemResponse(refuse('store_unavailable', 'the hub is closing'));
      const response = handle(request);
      underWay.add(response);
      try {
        return await response;
      } catch (error) {
        onFault(error);
        return problemResponse(refuse('internal'));
      } finally {
        underWay.delete(response);
      }
    },
    async ready() {
      await lazy.get();
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** Whoever is told of faults may fail too, a full disk for logs is enough: no answer and no process may end by it. */
const tellSafely =
  (tell: (error: unknown) => unknown): ResolvedHubOptions['onFault'] =>
  (error) => {
    try {
      const told = tell(error);
      if (told instanceof Promise) told.catch(() => {});
    } catch {
      // There is nobody left to tell.
    }
  };

async function keysOf({ sources, clock }: ResolvedHubOptions): Promise<readonly StoredKey[]> {
  const createdAt = clock.now();
  const keys = sources.flatMap(({ name, channel, writeKey, secretKey, origins = [] }) => {
    const grant = {
      source: name,
      channel: isChannel(channel) ? channel : 'web',
      origins,
      createdAt,
    } as const;
    return [
      ...(writeKey === undefined ? [] : [storedKey(writeKey, { ...grant, kind: 'write' })]),
      ...(secretKey === undefined ? [] : [storedKey(secretKey, { ...grant, kind: 'secret' })]),
    ];
  });
  return Promise.all(keys);
}
