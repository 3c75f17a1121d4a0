import type { Clock, EventStore, SharerNews, StoredEvent, StoreSharers } from '@rialto/core/delivery';
import { createMemoryEventStore } from '@rialto/core/queue';
import type { Device, DeviceParts } from './adapters/device.ts';

/** The store of a page: memory until the person permits to store on the device, and after a refusal. */
export interface DeviceEventStore extends EventStore {
  /** Permission came: what waits in memory moves to the device. */
  grant(): Promise<void>;
  /** Permission went: what may still be sent moves to memory, and the database is deleted. */
  revoke(): Promise<void>;
  /** What this page has added and nobody has settled yet, oldest first: the newest, as far as keepalive could carry them. */
  departing(): readonly StoredEvent[];
  /** Somebody has settled it: it need not depart. */
  settle(messageId: string): void;
  /** The other tabs, for as long as the person permits to store. */
  readonly sharers: StoreSharers;
}

/** What {@link createDeviceEventStore} needs. */
export interface DeviceEventStoreParts extends Omit<DeviceParts, 'memory' | 'inTurn'> {
  /** Loads what stores on the device: its code too is not there before it may be used (docs/decisions/0009-lazy-chunks.md). */
  readonly createDurable: (parts: DeviceParts) => Device | Promise<Device>;
  /** Whether an earlier page has left a database. */
  readonly exists: () => Promise<boolean>;
  /** What the person permits when the page begins; `refused` clears what an earlier page has left. */
  readonly start: 'granted' | 'refused' | 'undecided';
  readonly clock: Clock;
}

/** How long what stores may take to be loaded, before events begin to wait in memory. */
const patience = 5_000;

/** Of the smallest events, half a kilobyte each, keepalive carries fewer. */
const mostDeparting = 128;

/** Composes memory and device. Everything happens in turn, so that no event is in neither. */
export function createDeviceEventStore(parts: DeviceEventStoreParts): DeviceEventStore {
  const { createDurable, exists, clock, onFallback } = parts;
  const memory = createMemoryEventStore();
  const departing = new Map<string, StoredEvent>();
  let device: Promise<Device> | undefined;
  let opened: Device | undefined;
  /** What is done to a device that comes too late. */
  let ending: 'leave' | 'close';
  let hear: ((news: SharerNews) => void) | undefined;
  /** Whether the queue has asked how much waits when the device could not say. */
  let missed = parts.start !== 'granted';
  let group: StoredEvent[] = [];
  let grouped: Promise<void> | undefined;
  let line: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = line.then(work);
    line = result.catch(() => {});
    return result;
  }

  function open(): void {
    const opening = (async () => createDurable({ ...parts, memory, inTurn }))();
    device = opening;
    opening.then(
      (found) => {
        if (device !== opening) return inTurn(() => letGo(found));
        opened = found;
        found.sharers.listen((news) => hear?.(news));
        return inTurn(async () => missed && begin(found));
      },
      // Who waits for it copes; a later need tries again.
      () => {
        if (device === opening) device = undefined;
      },
    );
  }

  function letGo({ sharers, store }: Device): Promise<void> {
    sharers.close();
    return store[ending]();
  }

  async function begin(found: Device): Promise<void> {
    if (opened !== found) return;
    const { events, bytes } = await found.store.moveIn();
    // What an earlier page has left is news to the queue.
    if (missed && events > 0) hear?.({ kind: 'added', count: events, bytes });
    missed = false;
  }

  /** The device, if events are kept there now; while there is none, memory has them. */
  async function here(): Promise<Device | undefined> {
    if (opened || !device) return opened;
    const slow = new Promise<undefined>((resolve) => void clock.after(patience, () => resolve(undefined)));
    const found = await Promise.race([device, slow]).catch(() => undefined);
    if (!found) {
      missed = true;
      onFallback();
    }
    return found;
  }

  /** Lets go of the device; one that comes too late for this is told so when it comes. */
  async function end(how: 'leave' | 'close'): Promise<void> {
    ending = how;
    const found = await here();
    if (found) await letGo(found);
    device = undefined;
    opened = undefined;
    missed = true;
  }

  const onStore = <T>(work: (store: EventStore) => Promise<T>): Promise<T> =>
    inTurn(async () => work((await here())?.store ?? memory));

  async function leave(): Promise<void> {
    if (!device && (await exists())) open();
    await end('leave');
  }

  function depart(event: StoredEvent): void {
    departing.set(event.messageId, event);
    const [oldest] = departing.keys();
    if (departing.size > mostDeparting && oldest) departing.delete(oldest);
  }

  if (parts.start === 'granted') open();
  if (parts.start === 'refused') void inTurn(leave);

  return {
    /** All that come in one task are one transaction: it begins when the task is over, or when those before are stored. */
    append(events) {
      events.forEach(depart);
      group.push(...events);
      grouped ??= onStore((store) => {
        const together = group;
        group = [];
        grouped = undefined;
        return store.append(together);
      });
      return grouped;
    },
    peek: (limit) => onStore((store) => store.peek(limit)),
    remove: (messageIds) => onStore((store) => store.remove(messageIds)),
    size: () => onStore((store) => store.size()),
    purge: (matches) => onStore((store) => store.purge(matches)),
    grant: () =>
      inTurn(async () => {
        if (!device) open();
        const found = await here();
        if (found) await begin(found);
      }),
    revoke: () => inTurn(leave),
    close: () => inTurn(() => end('close')),
    departing: () => [...departing.values()],
    settle: (messageId) => void departing.delete(messageId),
    sharers: {
      inTurn: (work) => (opened ? opened.sharers.inTurn(work) : work()),
      tell: (news) => opened?.sharers.tell(news),
      listen(listener) {
        hear = listener;
        return () => {
          hear = undefined;
        };
      },
    },
  };
}
