import type { SharerNews, StoreSharers } from '../ports/sharers.ts';

/** One of those who share. */
export interface MemorySharer extends StoreSharers {
  /** It has died: whoever waits gets its turn, and it tells and hears nothing any more. */
  die(): void;
}

/** Those who share a store, in one process. */
export interface MemorySharers {
  /** One more. */
  join(): MemorySharer;
}

interface Turn {
  readonly owner: symbol;
  readonly begin: () => void;
}

/**
 * The port of the tabs of one origin without a browser: turns in the order of asking, and news.
 *
 * @param carry - takes a piece of news to one other; it may do so later, or never. Left out: at once
 * @example
 * ```ts
 * const tabs = memorySharers();
 * const queue = createQueue({ store, transport, clock, random, announcer, sharers: tabs.join() });
 * ```
 */
export function memorySharers(carry: (hand: () => void) => void = (hand) => hand()): MemorySharers {
  const listeners = new Map<symbol, Set<(news: SharerNews) => void>>();
  let turns: readonly Turn[] = [];
  const leave = (gone: (turn: Turn, index: number) => boolean): void => {
    const [first] = turns;
    turns = turns.filter((turn, index) => !gone(turn, index));
    if (turns[0] !== first) turns[0]?.begin();
  };
  return {
    join() {
      const self = Symbol('sharer');
      listeners.set(self, new Set());
      return {
        async inTurn(work) {
          await new Promise<void>((begin) => {
            turns = [...turns, { owner: self, begin }];
            if (turns.length === 1) begin();
          });
          const mine = turns[0];
          try {
            return await work();
          } finally {
            leave((turn) => turn === mine && turn.owner === self);
          }
        },
        tell(news) {
          if (!listeners.has(self)) return;
          for (const [other, heard] of listeners)
            if (other !== self)
              carry(() => {
                if (listeners.has(other)) for (const listener of heard) listener(news);
              });
        },
        listen(listener) {
          listeners.get(self)?.add(listener);
          return () => void listeners.get(self)?.delete(listener);
        },
        die() {
          listeners.delete(self);
          leave(({ owner }) => owner === self);
        },
      };
    },
  };
}
