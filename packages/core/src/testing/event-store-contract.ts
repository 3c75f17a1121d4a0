import type { EventStore, StoredEvent } from '../ports/event-store.ts';

/** The parts of a test runner that the contract needs; vitest's `describe`, `it` and `expect` fit. */
export interface TestRunner {
  /** Names a group of tests. */
  readonly describe: (name: string, body: () => void) => void;
  /** One test. */
  readonly it: (name: string, body: () => Promise<void>) => void;
  /** Compares by value. */
  readonly expect: (actual: unknown) => Comparison;
}

/** What `expect` returns, as far as the contract needs it. */
export interface Comparison {
  /** Fails the test unless both are equal at every depth. */
  toEqual(expected: unknown): void;
}

/** How to make a store for a test. */
export interface EventStoreFactory {
  /** Opens an empty place. */
  readonly open: () => Promise<EventStore>;
  /** Opens the same place again; left out by stores that forget. */
  readonly reopen?: () => Promise<EventStore>;
}

/** An event for tests. */
export const storedEvent = (messageId: string, change: Partial<StoredEvent> = {}): StoredEvent => ({
  messageId,
  body: JSON.stringify({ messageId, event: 'Käse ✓' }),
  purposes: ['necessary'],
  storedAt: 1_700_000_000_000,
  ...change,
});

const idsOf = (events: readonly StoredEvent[]): string[] => events.map(({ messageId }) => messageId);

/**
 * The contract of every {@link EventStore}, one suite for all adapters.
 *
 * @example
 * ```ts
 * eventStoreContract('memory', () => ({ open: async () => createMemoryEventStore() }), { describe, it, expect });
 * ```
 */
export function eventStoreContract(
  name: string,
  factory: () => EventStoreFactory,
  { describe, it, expect }: TestRunner,
): void {
  describe(`event store: ${name}`, () => {
    it('keeps events in the order in which they came, as they came', async () => {
      const store = await factory().open();
      const events = ['a', 'b', 'c'].map((id) => storedEvent(id));
      await store.append(events.slice(0, 2));
      await store.append(events.slice(2));
      expect(await store.peek(10)).toEqual(events);
      await store.close();
    });

    it('leaves in place what it shows, and shows no more than asked for', async () => {
      const store = await factory().open();
      await store.append(['a', 'b', 'c'].map((id) => storedEvent(id)));
      expect(idsOf(await store.peek(2))).toEqual(['a', 'b']);
      expect(idsOf(await store.peek(2))).toEqual(['a', 'b']);
      await store.close();
    });

    it('removes by id, and minds neither strangers nor a second time', async () => {
      const store = await factory().open();
      await store.append(['a', 'b', 'c'].map((id) => storedEvent(id)));
      await store.remove(['b', 'nobody']);
      await store.remove(['b']);
      expect(idsOf(await store.peek(10))).toEqual(['a', 'c']);
      await store.close();
    });

    it('stores an id once, however often it comes', async () => {
      const store = await factory().open();
      await store.append([storedEvent('a'), storedEvent('a')]);
      await store.append([storedEvent('a')]);
      expect((await store.size()).events).toEqual(1);
      await store.close();
    });

    it('counts events and the bytes of their bodies', async () => {
      const store = await factory().open();
      expect(await store.size()).toEqual({ events: 0, bytes: 0 });
      const event = storedEvent('a');
      await store.append([event]);
      expect(await store.size()).toEqual({ events: 1, bytes: new TextEncoder().encode(event.body).length });
      await store.remove(['a']);
      expect(await store.size()).toEqual({ events: 0, bytes: 0 });
      await store.close();
    });

    it('purges what matches, says what that was, and keeps the rest', async () => {
      const store = await factory().open();
      await store.append([storedEvent('a'), storedEvent('b', { purposes: ['analytics'] }), storedEvent('c')]);
      expect(await store.purge(({ purposes }) => purposes.includes('analytics'))).toEqual(['b']);
      expect(idsOf(await store.peek(10))).toEqual(['a', 'c']);
      await store.close();
    });

    it('takes appends and removals that overlap', async () => {
      const store = await factory().open();
      const ids = Array.from({ length: 50 }, (_, index) => `m${String(index).padStart(2, '0')}`);
      await Promise.all(ids.map((id) => store.append([storedEvent(id)])));
      await Promise.all(ids.slice(0, 25).map((id) => store.remove([id])));
      expect(idsOf(await store.peek(100)).toSorted()).toEqual(ids.slice(25));
      await store.close();
    });

    it('finds after reopening what was durable before, unless it is a store that forgets', async () => {
      const { open, reopen } = factory();
      const store = await open();
      await store.append(['a', 'b', 'c'].map((id) => storedEvent(id)));
      await store.remove(['b']);
      await store.close();
      if (!reopen) return;
      const again = await reopen();
      expect(idsOf(await again.peek(10))).toEqual(['a', 'c']);
      expect((await again.size()).events).toEqual(2);
      await again.close();
    });
  });
}
