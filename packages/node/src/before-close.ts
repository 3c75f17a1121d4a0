import type { Clock } from '@rialto/core/delivery';

/** What is still on its way to the client, such as a sale that waits for its number; undefined where nothing is. */
type Latecomers = () => Promise<unknown> | undefined;

/**
 * Where the other doors of this package tell a client whom to wait for before it drains or closes. By a registered symbol, for the
 * same reasons as `personChanges`.
 */
export const beforeClose: unique symbol = Symbol.for('@rialto/node before close');

/** What a client has under {@link beforeClose}. */
export interface BeforeClose {
  /** @returns the way to stop */
  [beforeClose](latecomers: Latecomers): () => void;
}

/** All whom a client waits for. */
export interface WaitingRoom {
  add: BeforeClose[typeof beforeClose];
  /** Resolves once nobody is on the way any more, in that very moment, or after `timeout` ms. Never rejects. */
  empty(timeout: number): Promise<void>;
}

export function createWaitingRoom(clock: Clock): WaitingRoom {
  const all = new Set<Latecomers>();

  const onTheWay = (): readonly Promise<unknown>[] =>
    [...all].flatMap((latecomers) => {
      try {
        return latecomers() ?? [];
      } catch {
        return [];
      }
    });

  return {
    add(latecomers) {
      all.add(latecomers);
      return () => void all.delete(latecomers);
    },
    async empty(timeout) {
      let left = onTheWay();
      if (left.length === 0) return;
      let isOver = false;
      const over = Promise.withResolvers<void>();
      const timer = clock.after(timeout, () => {
        isOver = true;
        over.resolve();
      });
      // Who comes while the others are waited for is waited for too.
      for (; left.length > 0 && !isOver; left = onTheWay()) {
        await Promise.race([Promise.allSettled(left), over.promise]);
      }
      timer.cancel();
    },
  };
}
