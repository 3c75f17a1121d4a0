import type { Identifier } from '@rialto/core';

/** Hears that an own event changes what may be shown of people; `settled` settles when the event is over. */
export type PersonListener = (people: readonly Identifier[], settled: Promise<unknown>) => void;

/**
 * Where a client tells the other doors of this package about such events. By a registered symbol, because each door is a
 * bundle of its own, and not by a name, because it is no part of the client's public face.
 */
export const personChanges: unique symbol = Symbol.for('@rialto/node person changes');

/** What a client has under {@link personChanges}. */
export interface PersonChanges {
  /** @returns the way to stop */
  [personChanges](listener: PersonListener): () => void;
}
