import type { DeliveryProblem, EventStore } from '@rialto/core/delivery';
import { createJournalIndex } from './journal-index.ts';
import { createJournalWriter } from './journal-writer.ts';

/** What {@link createJournalEventStore} needs. */
export interface JournalOptions {
  /** The directory; it is made if it is not there. */
  readonly path: string;
  /** Told once of a directory that cannot be used, and of lines that could not be read. */
  readonly report: (problem: DeliveryProblem) => void;
  /**
   * Bytes after which a new segment file is begun.
   * @default 4_194_304
   */
  readonly segmentBytes?: number;
}

/** The segment of what is in memory alone. */
const memoryOnly = 0;

/**
 * An {@link EventStore} on disk: an append-only journal of segment files. Appends that wait together share one
 * fdatasync; removals are records as well, and a segment is deleted when nothing in it waits any more.
 *
 * A directory that cannot be used, or not any more, never costs a sale: the store says so once and goes on in memory.
 * Bodies stay in memory beside the disk, which the queue bounds by `maxEvents` and `maxBytes`.
 */
export function createJournalEventStore(options: JournalOptions): EventStore {
  const { path, report, segmentBytes = 4 * 1024 * 1024 } = options;
  const index = createJournalIndex();
  const disk = createJournalWriter({ path, index, report, segmentBytes });
  let onDisk = false;
  let closed = false;
  const opened = open();

  async function open(): Promise<void> {
    try {
      onDisk = await disk.open();
    } catch (error) {
      fallBack(error);
    }
  }

  /** Writes to the disk while it works; where it fails, memory takes over until the next start. */
  async function write(work: () => Promise<void>): Promise<void> {
    if (!onDisk) return;
    try {
      await work();
    } catch (error) {
      // Several writes may wait for the one that failed: the first to hear of it speaks.
      if (onDisk) fallBack(error);
    }
  }

  function fallBack(error: unknown): void {
    onDisk = false;
    const code = (error as NodeJS.ErrnoException | undefined)?.code ?? 'unknown';
    report({
      code: 'storage_fallback',
      message: `The queue on disk cannot be used (${code}): events wait in memory and do not outlive the process. Check that ${path} is a directory that this user may write to and that the disk has room, then restart.`,
    });
  }

  return {
    async append(events) {
      await opened;
      if (closed) throw new Error('The store is closed.');
      const added = events.map((event) => index.add(event)).filter((entry) => entry !== undefined);
      // Also where all ids were there already: this append may be durable only when theirs is.
      await write(() => disk.came(added));
      for (const entry of added) if (entry.segment === undefined) index.place(entry, memoryOnly);
    },
    async peek(limit) {
      await opened;
      return index.peek(limit);
    },
    async remove(messageIds) {
      await opened;
      const known = messageIds.filter((messageId) => index.delete(messageId));
      if (known.length > 0) await write(() => disk.gone(known));
    },
    async size() {
      await opened;
      return index.size();
    },
    async purge(matches) {
      await opened;
      const removed = index.entries().flatMap(({ event }) => (matches(event) ? [event.messageId] : []));
      for (const messageId of removed) index.delete(messageId);
      if (removed.length > 0) await write(() => disk.purged(removed));
      return removed;
    },
    async close() {
      if (closed) return;
      closed = true;
      await opened;
      onDisk = false;
      await disk.close();
    },
  };
}
