import type { Priority, StoredEvent, StoreSize } from '@rialto/core/delivery';
import { type DirectoryLock, lockDirectory } from './directory-lock.ts';
import { createJournalBodies, type HeldEvent } from './journal-bodies.ts';
import { openJournalFiles } from './journal-files.ts';
import { firstSeed, hashId, secondSeed } from './journal-ids.ts';
import { createJournalIndex } from './journal-index.ts';
import { fallback, lost, openJournal } from './journal-open.ts';
import type { LanedStoreOptions, LanedStoreParts } from './journal-options.ts';
import { createJournalPurge } from './journal-purge.ts';
import { createJournalReader } from './journal-reader.ts';
import { type EventHeader, priorities } from './journal-record.ts';
import { createJournalSegments } from './journal-segments.ts';
import { createJournalSequence } from './journal-sequence.ts';
import { createTurns } from './journal-turns.ts';
import { createJournalWriter } from './journal-writer.ts';

/** The journal with all its lanes, by their numbers. */
export interface Journal {
  append(lane: number, events: readonly StoredEvent[]): Promise<void>;
  peek(lane: number, limit: number): Promise<readonly StoredEvent[]>;
  remove(messageIds: readonly string[]): Promise<void>;
  sizeOf(lane: number): Promise<StoreSize>;
  purge(lane: number, matches: (event: StoredEvent) => boolean): Promise<readonly string[]>;
  size(): StoreSize;
  has(messageId: string): Promise<boolean>;
  found(): Promise<readonly StoreSize[]>;
  oldest(priority: Priority, limit: number): Promise<readonly StoredEvent[]>;
  close(): Promise<void>;
}

/** No event is older than Rialto: a time before this is that of a clock that had not been set. */
const firstTime = Date.UTC(2026, 0, 1);
/** More than a fast disk needs for a write, and less than anybody at a till notices. */
const writeSpacing = 4;
/** How often a look into the store begins again because something could not be read. */
const mostLooks = 20;

/** Without a priority, or with one that is not ours, it is normal. */
const rankOf = (priority: Priority | undefined): number =>
  priority === 'high' ? 0 : priority === 'low' ? 2 : 1;

/** It is stored or sent twice then, which the hub sees: better than not at all. */
const unknown = (): undefined => undefined;

type Found = { readonly slot: number; readonly number: number } | undefined;

export function createJournal(options: LanedStoreOptions, parts: LanedStoreParts): Journal {
  const { path, lanes, clock, random, report } = options;
  const { segmentBytes = 4 * 1024 * 1024, cacheBytes = 4 * 1024 * 1024 } = options;
  const {
    spacing = writeSpacing,
    hash = hashId,
    files = openJournalFiles(path ?? ''),
    lock: takeLock = lockDirectory,
  } = parts;
  const sequence = createJournalSequence(random);
  const index = createJournalIndex(lanes);
  const bodies = createJournalBodies(cacheBytes);
  const segments = createJournalSegments({ files, index, hash, segmentBytes, mark: sequence.mark });
  const writer = createJournalWriter({ index, bodies, segments, spacing, onFailure });
  const give = ({ number, lane: _, ...event }: EventHeader, body: string): HeldEvent => ({
    number,
    event: { ...event, body },
  });
  const shared = { files, index, bodies, segments, writer, hash, give, sequence, report };
  const reader = createJournalReader({ ...shared, onLost });
  const purge = createJournalPurge({ ...shared, remove: forget });
  /** What came before the directory was open. */
  const early = { events: 0, bytes: 0 };
  const allLanes = Array.from({ length: lanes }, (_, lane) => lane);
  let isOpen = false;
  /** Events are gone whose ids nobody knows. */
  let hasLost = false;
  let lock: DirectoryLock | undefined;
  let closed: Promise<void> | undefined;
  /** When the clock was first seen to be set. */
  let setAt: number | undefined;
  let found: readonly StoreSize[] = [];
  const opened = open();
  const turns = createTurns(opened);

  async function open(): Promise<void> {
    const directory = path === undefined ? undefined : await openJournal({ ...shared, takeLock, path });
    lock = directory?.lock;
    writer.turn(directory?.isOn ?? false);
    found = allLanes.map((lane) => index.size(lane));
    isOpen = true;
  }

  function onFailure(error: unknown): void {
    report(fallback(path ?? '', error));
    // These numbers are on no disk, and the next process will give them again: as those of another queue.
    let from = sequence.mark().last + 1;
    for (const number of bodies.keptNumbers()) from = Math.min(from, number);
    sequence.renew(from);
  }

  function onLost(count: number, lines: readonly Buffer[]): void {
    hasLost = true;
    report(lost(path ?? '', count));
    if (lines.length > 0 && writer.isOn()) void files.setAside(lines).catch(() => {});
  }

  /** Whose id it is; a promise where the disk has to be asked. */
  function find(messageId: string, first: number, second: number): Found | Promise<Found> {
    const slots = index.find(first, second);
    let isUnsure = false;
    for (const slot of slots) {
      const held = bodies.get(slot);
      if (held?.event.messageId === messageId) return { slot, number: held.number };
      isUnsure ||= held === undefined;
    }
    if (!isUnsure) return undefined;
    return reader.fetch(slots).then((found) => {
      for (const [slot, { event, number }] of found) {
        if (event.messageId === messageId) return { slot, number };
      }
      return undefined;
    });
  }

  function forget(slot: number): void {
    index.remove(slot);
    bodies.delete(slot);
  }

  function store(lane: number, event: StoredEvent, first: number, second: number): void {
    const { body, order = lane, priority } = event;
    const number = sequence.next();
    const bytes = Buffer.byteLength(body);
    const slot = index.add({ first, second, order: order >>> 0, rank: rankOf(priority), bytes });
    bodies.keep(slot, { number, event });
    writer.came(slot, number, lane, event);
  }

  function appendFrom(
    at: number,
    lane: number,
    events: readonly StoredEvent[],
    done: () => void,
  ): void | Promise<void> {
    for (let next = at; next < events.length; next += 1) {
      const event = events[next] as StoredEvent;
      const [first, second] = [hash(event.messageId, firstSeed), hash(event.messageId, secondSeed)];
      const found = find(event.messageId, first, second);
      if (found instanceof Promise) {
        return found.catch(unknown).then((known) => {
          if (!known) store(lane, event, first, second);
          return appendFrom(next + 1, lane, events, done);
        });
      }
      if (!found) store(lane, event, first, second);
    }
    // Also where all ids were there already: this append may be durable only when theirs is.
    writer.whenWritten(done);
  }

  function removeFrom(
    at: number,
    messageIds: readonly string[],
    gone: number[],
    done: () => void,
  ): void | Promise<void> {
    const take = (found: Found): void => {
      if (!found) return;
      forget(found.slot);
      gone.push(found.number);
    };
    for (let next = at; next < messageIds.length; next += 1) {
      const messageId = messageIds[next] as string;
      const found = find(messageId, hash(messageId, firstSeed), hash(messageId, secondSeed));
      if (found instanceof Promise) {
        return found.catch(unknown).then((known) => {
          take(known);
          return removeFrom(next + 1, messageIds, gone, done);
        });
      }
      take(found);
    }
    // Not waited for: a removal that is lost is sent again and deduplicated.
    if (gone.length > 0) writer.gone(gone);
    done();
  }

  function firstOf(lane: number, limit: number): number[] {
    const slots: number[] = [];
    for (let rank = 0; rank < priorities.length && slots.length < limit; rank += 1) {
      slots.push(...index.oldest(lane, rank, limit - slots.length));
    }
    return slots;
  }

  /** What can be read of what `choose` names; where something cannot, or is gone, it chooses again. */
  async function look(choose: () => number[]): Promise<HeldEvent[]> {
    await opened;
    for (let attempt = 0; ; attempt += 1) {
      const slots = choose();
      const held = bodies.all(slots);
      if (held) return held;
      const found = await reader.fetch(slots);
      if (found.size === slots.length || attempt === mostLooks) return [...found.values()];
    }
  }

  function dated(event: StoredEvent): StoredEvent {
    if (event.storedAt >= firstTime) return event;
    const now = clock.now();
    if (now < firstTime) return event;
    setAt ??= now;
    return { ...event, storedAt: setAt };
  }

  function asSent({ event, number }: HeldEvent): StoredEvent {
    const { messageId, purposes, body, bytes = Buffer.byteLength(body), ...rest } = dated(event);
    const stamped = sequence.stamp(body, number);
    // Of what is added every character is a byte.
    return { messageId, purposes, body: stamped, bytes: bytes + stamped.length - body.length, ...rest };
  }

  function countEarly(events: readonly StoredEvent[], change: 1 | -1): void {
    for (const { body } of events) {
      early.events += change;
      early.bytes += change * Buffer.byteLength(body);
    }
  }

  const turn = (): Promise<void> => new Promise((resolve) => turns.take(resolve));

  async function shut(): Promise<void> {
    await turn();
    await writer.idle();
    writer.turn(false);
    await segments.close().catch(() => {});
    await lock?.release().catch(() => {});
  }

  return {
    append(lane, events) {
      if (closed) return Promise.reject(new Error('The store is closed.'));
      const isEarly = !isOpen;
      if (isEarly) countEarly(events, 1);
      return new Promise((resolve) => {
        turns.take(() => {
          if (isEarly) countEarly(events, -1);
          return appendFrom(0, lane, events, resolve);
        });
      });
    },
    async peek(lane, limit) {
      return (await look(() => firstOf(lane, limit))).map(asSent);
    },
    remove(messageIds) {
      return new Promise((resolve) => turns.take(() => removeFrom(0, messageIds, [], resolve)));
    },
    async sizeOf(lane) {
      await opened;
      return index.size(lane);
    },
    async purge(lane, matches) {
      await turn();
      return purge(lane, (event) => matches(dated(event)));
    },
    size() {
      const { events, bytes } = index.size();
      return { events: events + early.events, bytes: bytes + early.bytes };
    },
    async has(messageId) {
      await turn();
      try {
        const found = await find(messageId, hash(messageId, firstSeed), hash(messageId, secondSeed));
        return found !== undefined || hasLost;
      } catch {
        return true;
      }
    },
    async found() {
      await opened;
      return found;
    },
    async oldest(priority, limit) {
      for (let rank = priorities.length - 1; rank >= rankOf(priority); rank -= 1) {
        const held = await look(() => allLanes.flatMap((lane) => index.oldest(lane, rank, limit)));
        if (held.length === 0) continue;
        return held
          .toSorted((a, b) => a.number - b.number)
          .slice(0, limit)
          .map(asSent);
      }
      return [];
    },
    close() {
      closed ??= shut();
      return closed;
    },
  };
}
