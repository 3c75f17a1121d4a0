import { byteLength, type StoredEvent, type StoreSize } from '@rialto/core/delivery';

/** An event that waits, and where it is written. */
export interface IndexEntry {
  readonly event: StoredEvent;
  readonly number: number;
  /** Its segment; undefined until it is durable. */
  segment?: number;
}

/** What waits, in memory: the journal is read once, at the start, and only written from then on. */
export interface JournalIndex {
  /** @returns the new entry; undefined where the id is there already */
  add(event: StoredEvent, number?: number): IndexEntry | undefined;
  delete(messageId: string): IndexEntry | undefined;
  /** The oldest durable events. */
  peek(limit: number): readonly StoredEvent[];
  entries(): readonly IndexEntry[];
  size(): StoreSize;
  /** Says where an entry is written now. */
  place(entry: IndexEntry, segment: number): void;
  /** How many of a segment's events still wait. */
  waitingIn(segment: number): number;
}

export function createJournalIndex(): JournalIndex {
  const entries = new Map<string, IndexEntry>();
  const waiting = new Map<number, number>();
  let bytes = 0;
  let last = 0;
  const count = (segment: number | undefined, change: 1 | -1): void => {
    if (segment === undefined) return;
    const left = (waiting.get(segment) ?? 0) + change;
    if (left === 0) waiting.delete(segment);
    else waiting.set(segment, left);
  };
  return {
    add(event, number = last + 1) {
      if (entries.has(event.messageId)) return undefined;
      last = Math.max(last, number);
      const entry: IndexEntry = { event, number };
      entries.set(event.messageId, entry);
      bytes += byteLength(event.body);
      return entry;
    },
    delete(messageId) {
      const entry = entries.get(messageId);
      if (!entry) return undefined;
      entries.delete(messageId);
      bytes -= byteLength(entry.event.body);
      count(entry.segment, -1);
      return entry;
    },
    peek(limit) {
      const oldest: StoredEvent[] = [];
      for (const { event, segment } of entries.values()) {
        // Appends become durable in their order, so nothing behind the first that is not can be.
        if (oldest.length >= limit || segment === undefined) break;
        oldest.push(event);
      }
      return oldest;
    },
    entries: () => [...entries.values()],
    size: () => ({ events: entries.size, bytes }),
    place(entry, segment) {
      // What was removed while it was being written counts nowhere.
      if (entries.get(entry.event.messageId) !== entry) return;
      count(entry.segment, -1);
      entry.segment = segment;
      count(segment, 1);
    },
    waitingIn: (segment) => waiting.get(segment) ?? 0,
  };
}
