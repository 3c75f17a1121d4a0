import type { Announcer } from '@rialto/core/delivery';

/** Hears of the end of single events, without keeping the process alive as a receipt's `delivered` does. */
export interface EventEnds {
  /** Resolves once the event was delivered, rejected or dropped. Ask before it is tracked. */
  of(messageId: string): Promise<void>;
}

/**
 * Listens for the ends that somebody asked for.
 *
 * @example
 * ```ts
 * const ends = createEventEnds(announcer);
 * void ends.of(messageId).then(lookup.refresh);
 * ```
 */
export function createEventEnds(announcer: Announcer): EventEnds {
  const waiting = new Map<string, { readonly end: Promise<void>; readonly resolve: () => void }>();
  for (const name of ['delivered', 'rejected', 'dropped'] as const) {
    announcer.on(name, ({ messageId }) => {
      waiting.get(messageId)?.resolve();
      waiting.delete(messageId);
    });
  }
  return {
    of(messageId) {
      const known = waiting.get(messageId);
      if (known) return known.end;
      let resolve = (): void => {};
      const end = new Promise<void>((settle) => {
        resolve = settle;
      });
      waiting.set(messageId, { end, resolve });
      return end;
    },
  };
}
