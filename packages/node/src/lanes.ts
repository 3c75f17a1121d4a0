import {
  type Announcer,
  type Clock,
  createQueue,
  type EvictingQueue,
  type FlushReport,
  type Priority,
  type Queue,
  type QueueParts,
  queueDefaults,
  type SharerNews,
  type StoredEvent,
  type StoreSharers,
  type StoreSize,
} from '@rialto/core/delivery';
import type { LanedStore } from './adapters/journal-event-store.ts';

/** What happens to a new event while the queue is full. */
export type WhenFull =
  /** It is dropped as `queue_full`. */
  | 'refuse'
  /** The oldest of those that matter least make room, up to this priority, and never for one that matters less than they do. */
  | { readonly dropOldest: Priority };

/** What {@link createLanes} needs. */
export interface LanesParts extends Omit<QueueParts, 'store' | 'sharers' | 'inDoubt'> {
  readonly store: LanedStore;
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly whenFull: WhenFull;
}

/** A queue made of lanes. */
export interface Lanes extends Queue {
  /** The disk is gone: what comes from now on takes memory, of which there is less. */
  narrow(): void;
}

/** What may wait in memory once the disk is gone. */
const inMemory = { events: queueDefaults.maxEvents, bytes: 64 * 1024 * 1024 };

/** From what matters least. */
const priorities: readonly Priority[] = ['low', 'normal', 'high'];
const nothing: StoreSize = { events: 0, bytes: 0 };
/** How many make room at once, at most a hundredth of what fits: each removal is a write of its own. */
const mostEvictedAtOnce = 100;

/**
 * One queue made of several, so that several batches are on their way at once: the events of one person are in one
 * lane, where they keep their order. Each lane is a queue of docs/specs/queue.md; the room, the hub's Retry-After and
 * the news of an outage are common to all.
 *
 * @example
 * ```ts
 * const queue = createLanes({ ...parts, store: createLanedStore(options), maxEvents, maxBytes, whenFull: 'refuse' });
 * ```
 */
export function createLanes(parts: LanesParts): Lanes {
  const { store, whenFull } = parts;
  let { maxEvents, maxBytes } = parts;
  const announcer = sayOnce(parts.announcer);
  const sharersOf = createBus(parts.clock);
  const options = {
    ...parts.options,
    maxEvents: Number.POSITIVE_INFINITY,
    maxBytes: Number.POSITIVE_INFINITY,
  };
  const lanes = store.lanes.map((lane, number) => {
    let found: Promise<StoreSize> | undefined;
    // A queue counts what it adds, and is told once what was there before: told again it would count that again.
    const size = async (): Promise<StoreSize> => {
      if (found) return nothing;
      found = store.found().then((sizes) => sizes[number] ?? nothing);
      return found;
    };
    return createQueue({ ...parts, store: { ...lane, size }, announcer, options, sharers: sharersOf() });
  });
  const [first] = lanes as [EvictingQueue];
  const laneOf = ({ order = 0 }: StoredEvent): EvictingQueue => lanes[order % lanes.length] ?? first;
  const evictedAtOnce = Math.min(mostEvictedAtOnce, Math.ceil(maxEvents / 100));
  let making: Promise<unknown> = Promise.resolve();
  /** Events for which room is made: who comes now must not overtake them. */
  let queuing = 0;

  function hasRoomFor(size: number): boolean {
    const { events, bytes } = store.size();
    return events < maxEvents && bytes + size <= maxBytes;
  }

  /** Drops what matters least until the event has room. */
  async function makeRoom(event: StoredEvent, size: number, upTo: Priority): Promise<boolean> {
    const most = Math.min(priorities.indexOf(upTo), priorities.indexOf(event.priority ?? 'normal'));
    while (!hasRoomFor(size)) {
      const before = store.size().events;
      const victims = await store.oldest(priorities[most] ?? 'low', evictedAtOnce);
      await Promise.all(
        lanes.map((lane) =>
          lane.evict(
            victims.filter((victim) => laneOf(victim) === lane).map((victim) => [victim, 'queue_full']),
          ),
        ),
      );
      // Nobody who matters less, or a store that forgets nothing.
      if (victims.length === 0 || store.size().events >= before) return false;
    }
    return true;
  }

  async function addWhenThereIsRoom(event: StoredEvent, size: number): ReturnType<Queue['add']> {
    if (whenFull !== 'refuse') {
      // One after the other, lest two drop the same events and both believe that there is room.
      const made = making.then(() => makeRoom(event, size, whenFull.dropOldest).catch(() => false));
      making = made;
      queuing += 1;
      const hasRoom = await made;
      queuing -= 1;
      if (hasRoom) return laneOf(event).add(event);
    }
    first.drop(event.messageId, 'queue_full');
    return 'queue_full';
  }

  return {
    add(event) {
      const bytes = Buffer.byteLength(event.body);
      const measured = { ...event, bytes };
      return queuing === 0 && hasRoomFor(bytes)
        ? laneOf(event).add(measured)
        : addWhenThereIsRoom(measured, bytes);
    },
    async flush(deadline) {
      return sumOf(await Promise.all(lanes.map((lane) => lane.flush(deadline))));
    },
    async purge(matches) {
      await Promise.all(lanes.map((lane) => lane.purge(matches)));
    },
    drop: first.drop,
    narrow() {
      const { events, bytes } = store.size();
      maxEvents = Math.min(maxEvents, events + inMemory.events);
      maxBytes = Math.min(maxBytes, bytes + inMemory.bytes);
    },
    online() {
      for (const lane of lanes) lane.online();
    },
    doubt() {
      for (const lane of lanes) lane.doubt();
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()));
      await store.close();
    },
  };
}

/**
 * Of what the lanes tell one another only the hub's own order to wait concerns the others: their events are their own.
 * A lane that was busy when the order came is told before its next batch.
 */
function createBus(clock: Clock): () => StoreSharers {
  const listeners = new Set<(news: SharerNews) => void>();
  let order = { delay: 0, until: 0 };

  function left(): number {
    const delay = order.until - clock.now();
    // Longer than it ever was: the clock was put back, and nobody knows how much of it is over.
    return delay > order.delay ? 0 : delay;
  }

  return () => {
    let own: ((news: SharerNews) => void) | undefined;
    return {
      apart: true,
      inTurn(work) {
        const delay = left();
        if (delay > 0) own?.({ kind: 'waiting', delay, ordered: true });
        return work();
      },
      tell(news) {
        if (news.kind !== 'waiting' || !news.ordered || news.delay <= left()) return;
        order = { delay: news.delay, until: clock.now() + news.delay };
        for (const listener of listeners) if (listener !== own) listener(news);
      },
      listen(listener) {
        own = listener;
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
  };
}

/** One outage is one piece of news, though every lane meets it: a fault is told again once the hub has answered since. */
function sayOnce({ on, emit }: Announcer): Announcer {
  const said = new Set<string>();
  return {
    on,
    emit(name, event) {
      if ('code' in event && name === 'error') {
        if (said.has(event.code ?? '')) return;
        said.add(event.code ?? '');
      } else if (name !== 'dropped') said.clear();
      emit(name, event);
    },
  };
}

const sumOf = (reports: readonly FlushReport[]): FlushReport =>
  reports.reduce((sum, report) => ({
    delivered: sum.delivered + report.delivered,
    pending: sum.pending + report.pending,
    dropped: sum.dropped + report.dropped,
    rejected: sum.rejected + report.rejected,
  }));
