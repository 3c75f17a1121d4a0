// In the chunk that is loaded with the permission to store: it takes what it needs from the tracker as parameters.
import type { Clock, EventStore, StoredEvent, Timer } from '@rialto/core/delivery';
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
   * @returns how many were there before
   */
  moveIn(): Promise<number>;
  /** What is on the device moves to memory, and the database is deleted. */
  leave(): Promise<void>;
}

/** More than a queue ever holds, and no more than IndexedDB takes for a count. */
const all = 2 ** 31;

/** How long a device may take; one that is locked by another tab or a failing disk may never answer. */
const patience = 5_000;
/** After a failure: when to look whether the device can store again. */
const pause = 30_000;

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

  function lookLater(): void {
    if (over) return;
    nextLook ??= clock.after(pause, () => void inTurn(lookAgain));
  }

  async function lookAgain(): Promise<void> {
    nextLook?.cancel();
    nextLook = undefined;
    hangs = false;
    if (over) return;
    await clear();
    await moveIn();
  }

  /** Rejects where it fails, and where it takes too long; then `isLate` says so to whatever goes on. */
  async function attempt<T>(work: (isLate: () => boolean) => Promise<T>): Promise<T> {
    if (hangs) throw new Error('The device does not answer.');
    let late = false;
    let timer: Timer | undefined;
    try {
      const result = await new Promise<T>((resolve, reject) => {
        timer = clock.after(patience, () => {
          hangs = true;
          reject(new Error('The device does not answer in time.'));
        });
        work(() => late).then(resolve, reject);
      });
      works = true;
      return result;
    } catch (error) {
      late = true;
      onFallback();
      lookLater();
      throw error;
    } finally {
      timer?.cancel();
    }
  }

  /** @returns what is not on the device */
  const write = (events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> =>
    attempt((isLate) => device.appendIf(events, (event) => !isLate() && mayStore(event))).catch(() => events);

  async function moveIn(): Promise<void> {
    const waiting = await memory.peek(all);
    if (waiting.length === 0) return;
    const left = new Set(await write(waiting));
    await memory.remove(waiting.filter((event) => !left.has(event)).map(idOf));
  }

  async function clear(also: readonly string[] = []): Promise<void> {
    const ids = [...gone, ...also];
    if (ids.length === 0) return;
    await attempt(() => device.remove(ids)).then(
      () => gone.clear(),
      () => {},
    );
  }

  /** Where the device fails, memory has to do; unless all is on the device: then to say "nothing" would be to forget it. */
  const asFarAs = <T>(read: Promise<T>, instead: T, isEmpty: boolean): Promise<T> =>
    read.catch((error: unknown) => {
      if (works && isEmpty) throw error;
      return instead;
    });

  return {
    async moveIn() {
      const found = await attempt(() => device.size()).catch(() => ({ events: 0 }));
      await moveIn();
      return found.events;
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
      const stored = await asFarAs(
        attempt(() => device.peek(limit + gone.size)),
        [],
        kept.length === 0,
      );
      // In both, where a write that took too long was done in the end.
      const seen = new Set([...gone, ...kept.map(idOf)]);
      return [...kept, ...stored.filter((event) => !seen.has(event.messageId))].slice(0, limit);
    },
    async remove(messageIds) {
      const kept = new Set((await memory.peek(all)).map(idOf));
      await memory.remove(messageIds);
      if (works) for (const messageId of messageIds) if (!kept.has(messageId)) gone.add(messageId);
      await clear(messageIds);
    },
    async size() {
      const kept = await memory.size();
      const stored = await asFarAs(
        attempt(() => device.size()),
        { events: 0, bytes: 0 },
        kept.events === 0,
      );
      return { events: kept.events + stored.events, bytes: kept.bytes + stored.bytes };
    },
    async purge(matches) {
      const kept = await memory.purge(matches);
      const purged = await attempt(() =>
        device.purge((event) => !gone.has(event.messageId) && matches(event)),
      ).catch(() => []);
      return [...kept, ...purged];
    },
    async leave() {
      over = true;
      nextLook?.cancel();
      hangs = false;
      const found = await attempt(() => device.peek(all)).catch(() => []);
      await memory.append(found.filter(({ messageId }) => !gone.has(messageId)));
      await attempt(() => device.destroy()).catch(() => {});
    },
    async close() {
      over = true;
      nextLook?.cancel();
      await attempt(() => device.close()).catch(() => {});
    },
  };
}
