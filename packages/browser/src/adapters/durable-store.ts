// In the chunk that is loaded with the permission to store: it takes what it needs from the tracker as parameters.
import type { Clock, EventStore, StoredEvent, StoreSize, Timer } from '@rialto/core/delivery';
import type { IndexedDbEventStore } from './indexeddb-event-store.ts';

/** What {@link createDurableStore} needs. */
export interface DurableStoreParts {
  /** Where events wait that may not be stored, or cannot be. */
  readonly memory: EventStore;
  readonly clock: Clock;
  /** Asked at the moment of writing. */
  readonly mayStore: (event: StoredEvent) => boolean;
  /** The device cannot store, or can no more; events wait in memory instead. */
  readonly onFallback: () => void;
  /** Does it when nothing else is done to the store. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Device and memory as one store. Its methods are called in turn, but for `close`. */
export interface DurableStore extends EventStore {
  /**
   * What waits in memory moves to the device, as far as it may.
   *
   * @returns how much was there before
   */
  moveIn(): Promise<StoreSize>;
  /** What is on the device moves to memory, and the database is deleted. */
  leave(): Promise<void>;
}

/** More than a queue ever holds, and no more than IndexedDB takes for a count. */
const all = 2 ** 31;

/** How long a device may take; one that is locked by another tab or a failing disk may never answer. */
const patience = 5_000;
/** After a failure: when to look whether the device can store again. */
const pause = 30_000;

const noAnswer = (): Error => new Error('The device does not answer.');

const idOf = ({ messageId }: StoredEvent): string => messageId;

/** Stores on the device what may be stored, and in memory what may not, or what the device cannot take. */
export function createDurableStore(parts: DurableStoreParts, device: IndexedDbEventStore): DurableStore {
  const { memory, clock, mayStore, onFallback, inTurn } = parts;
  /** What should have been removed from the device, and could not. */
  const gone = new Set<string>();
  /** Whether it has ever done something: what never could has nothing of ours. */
  let works = false;
  /** It does not answer, so nobody waits for it until the next look. */
  let hangs = false;
  let over = false;
  let nextLook: Timer | undefined;

  /** Without what is settled, and only could not be removed. */
  const unsettled = (events: readonly StoredEvent[]): readonly StoredEvent[] =>
    events.filter((event) => !gone.has(idOf(event)));

  function end(): void {
    over = true;
    nextLook?.cancel();
  }

  async function lookAgain(): Promise<void> {
    nextLook?.cancel();
    nextLook = undefined;
    hangs = false;
    if (over) return;
    await clear([]);
    await moveIn();
  }

  /** Rejects where it fails, and where it takes too long; then `isLate` says so to whatever goes on. */
  async function attempt<T>(work: (isLate: () => boolean) => Promise<T>): Promise<T> {
    if (hangs) throw noAnswer();
    let late = false;
    let timer: Timer | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = clock.after(patience, () => {
        hangs = true;
        reject(noAnswer());
      });
    });
    try {
      const result = await Promise.race([work(() => late), tooLong]);
      works = true;
      return result;
    } catch (error) {
      late = true;
      onFallback();
      if (!over) nextLook ??= clock.after(pause, () => void inTurn(lookAgain));
      throw error;
    } finally {
      timer?.cancel();
    }
  }

  /** Where the device fails, this has to do. */
  const orElse = <T>(instead: T, work: (isLate: () => boolean) => Promise<T>): Promise<T> =>
    attempt(work).catch(() => instead);

  /** Memory has to do, unless all is on the device: then to say "nothing" would be to forget it. */
  const read = <T>(isEmpty: boolean, instead: T, work: () => Promise<T>): Promise<T> =>
    works && isEmpty ? attempt(work) : orElse(instead, work);

  /** @returns what is not on the device */
  const write = (events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> =>
    orElse(events, (isLate) => device.appendIf(events, (event) => !isLate() && mayStore(event)));

  async function moveIn(): Promise<void> {
    const waiting = await memory.peek(all);
    if (waiting.length === 0) return;
    const left = new Set(await write(waiting));
    await memory.remove(waiting.filter((event) => !left.has(event)).map(idOf));
  }

  async function clear(also: readonly string[]): Promise<void> {
    const ids = [...gone, ...also];
    if (ids.length === 0) return;
    await orElse(undefined, async () => {
      await device.remove(ids);
      // Only these: where it took long, others have come since.
      for (const messageId of ids) gone.delete(messageId);
    });
  }

  return {
    async moveIn() {
      const found = await orElse({ events: 0, bytes: 0 }, device.size);
      await moveIn();
      return found;
    },
    async append(events) {
      const left = await write(events);
      await memory.append(left);
      // It takes events again.
      if (nextLook && left.length === 0) await lookAgain();
    },
    async peek(limit) {
      const kept = await memory.peek(limit);
      if (kept.length === limit) return kept;
      const stored = await read(kept.length === 0, [], () => device.peek(limit + gone.size));
      // In both, where a write that took too long was done in the end.
      const seen = new Set(kept.map(idOf));
      return [...kept, ...unsettled(stored).filter((event) => !seen.has(idOf(event)))].slice(0, limit);
    },
    async remove(messageIds) {
      await memory.remove(messageIds);
      if (works) for (const messageId of messageIds) gone.add(messageId);
      await clear(works ? [] : messageIds);
    },
    async size() {
      const kept = await memory.size();
      const stored = await read(kept.events === 0, { events: 0, bytes: 0 }, device.size);
      return { events: kept.events + stored.events, bytes: kept.bytes + stored.bytes };
    },
    async purge(matches) {
      const kept = await memory.purge(matches);
      const purged = await orElse([], () =>
        device.purge((event) => !gone.has(idOf(event)) && matches(event)),
      );
      return [...kept, ...purged];
    },
    async leave() {
      end();
      hangs = false;
      await memory.append(unsettled(await orElse([], () => device.peek(all))));
      await orElse(undefined, device.destroy);
    },
    async close() {
      end();
      await orElse(undefined, device.close);
    },
  };
}
