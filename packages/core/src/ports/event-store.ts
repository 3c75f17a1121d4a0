import type { Purpose } from '../model/purpose.ts';

/** How urgent an event is: a sale before a click. */
export type Priority = 'high' | 'normal' | 'low';

/** An event that has passed the gate and waits for delivery. */
export interface StoredEvent {
  readonly messageId: string;
  /** The message as JSON, exactly as it will be sent. */
  readonly body: string;
  /** What the gate is asked again before the send. */
  readonly purposes: readonly Purpose[];
  /** When it was stored, epoch milliseconds. */
  readonly storedAt: number;
  /** What is sent first, where the store knows priorities. Left out: normal. */
  readonly priority?: Priority;
  /** Events with the same number are sent in the order in which they came: a hash of the person. Unsigned, 32 bits. */
  readonly order?: number;
  /** Bytes of the body as UTF-8, where somebody has measured them. */
  readonly bytes?: number;
}

/** How much waits. */
export interface StoreSize {
  readonly events: number;
  /** Bytes of the bodies, as UTF-8. */
  readonly bytes: number;
}

/**
 * Where waiting events live: IndexedDB, a journal on disk, or memory.
 * One contract suite (`eventStoreContract` in `@rialto/core/testing`) runs against every adapter.
 */
export interface EventStore {
  /** Durable when it resolves. An id that is there already is not stored twice. */
  append(events: readonly StoredEvent[]): Promise<void>;
  /** The oldest events, left in place: a crash between peek and remove re-sends, never loses. */
  peek(limit: number): Promise<readonly StoredEvent[]>;
  /** By id, not by count: others may have been removed while the batch was in flight. Unknown ids are ignored. Where it rejects, they are all still there. */
  remove(messageIds: readonly string[]): Promise<void>;
  /** How much waits now. */
  size(): Promise<StoreSize>;
  /** Removes everything that matches, and says what that was. */
  purge(matches: (event: StoredEvent) => boolean): Promise<readonly string[]>;
  /** Lets go of the place; what is durable stays there. */
  close(): Promise<void>;
}
