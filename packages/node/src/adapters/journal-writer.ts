import type { DeliveryProblem } from '@rialto/core/delivery';
import { type DirectoryLock, lockDirectory } from './directory-lock.ts';
import { type OpenSegment, openJournalFiles } from './journal-files.ts';
import type { IndexEntry, JournalIndex } from './journal-index.ts';
import { loadJournal } from './journal-load.ts';
import { encodeRecord } from './journal-record.ts';

/** What {@link createJournalWriter} needs. */
export interface JournalWriterParts {
  readonly path: string;
  readonly index: JournalIndex;
  readonly report: (problem: DeliveryProblem) => void;
  readonly segmentBytes: number;
}

/** Brings changes of the index to the disk, in their order. Everything rejects once the disk has failed. */
export interface JournalWriter {
  /** Locks the directory and fills the index from it. @returns false while another process has the directory */
  open(): Promise<boolean>;
  /** Resolves when the entries, and all before them, are durable. */
  came(entries: readonly IndexEntry[]): Promise<void>;
  gone(messageIds: readonly string[]): Promise<void>;
  /** As `gone`, and what was withdrawn is no longer on the disk when it resolves. */
  purged(messageIds: readonly string[]): Promise<void>;
  /** Finishes what was begun, and gives the directory free. Never rejects. */
  close(): Promise<void>;
}

interface Job {
  readonly kind: 'came' | 'gone' | 'purged';
  readonly entries: readonly IndexEntry[];
  readonly messageIds: readonly string[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const rewriteEntries = 500;

export function createJournalWriter({
  path,
  index,
  report,
  segmentBytes,
}: JournalWriterParts): JournalWriter {
  const files = openJournalFiles(path);
  let lock: DirectoryLock | undefined;
  let current: OpenSegment | undefined;
  /** Segments that are not written to any more, oldest first. */
  let sealed: number[] = [];
  let nextSegment = 1;
  let jobs: Job[] = [];
  let draining: Promise<void> | undefined;
  let broken: { readonly error: unknown } | undefined;

  function enqueue(job: Pick<Job, 'kind'> & Partial<Job>): Promise<void> {
    return new Promise((resolve, reject) => {
      jobs.push({ entries: [], messageIds: [], ...job, resolve, reject });
      draining ??= drain();
    });
  }

  /** Group commit: whatever came while the disk was busy is written together, with one fdatasync. */
  async function drain(): Promise<void> {
    while (jobs.length > 0) {
      const batch = jobs;
      jobs = [];
      try {
        if (broken) throw broken.error;
        await commit(batch);
      } catch (error) {
        broken ??= { error };
        for (const job of batch) job.reject(error);
      }
    }
    draining = undefined;
  }

  async function commit(batch: readonly Job[]): Promise<void> {
    const text = batch.flatMap(linesOf).join('');
    // Removals need no sync of their own: what comes back after a power cut is sent again and deduplicated.
    const durable = batch.some(({ kind }) => kind !== 'gone');
    if (text !== '') {
      const segment = await writableSegment();
      await segment.append(text, durable);
      for (const entry of batch.flatMap(({ entries }) => entries)) index.place(entry, segment.number);
    }
    for (const job of batch) if (job.kind === 'came') job.resolve();
    if (batch.some(({ kind }) => kind === 'purged')) {
      await rewrite();
      await files.forgetSetAside();
    }
    await tidy();
    for (const job of batch) job.resolve();
  }

  function linesOf({ entries, messageIds }: Job): string[] {
    const came = entries.map(({ number, event }) => encodeRecord({ kind: 'came', number, event }));
    return messageIds.length > 0 ? [...came, encodeRecord({ kind: 'gone', messageIds })] : came;
  }

  async function writableSegment(): Promise<OpenSegment> {
    if (current && current.bytes() >= segmentBytes) await seal();
    current ??= await files.create(nextSegment++);
    return current;
  }

  async function seal(): Promise<void> {
    if (!current) return;
    sealed.push(current.number);
    const closing = current;
    current = undefined;
    await closing.close();
  }

  /**
   * Deletes what nobody waits for, oldest first and without gaps: a segment may hold the removals of events in
   * older ones, which would come back if it went before them.
   */
  async function tidy(): Promise<void> {
    const kept = sealed.findIndex((segment) => index.waitingIn(segment) > 0);
    const done = kept < 0 ? sealed : sealed.slice(0, kept);
    await files.remove(done);
    sealed = sealed.slice(done.length);
    if (current && current.bytes() > 0 && index.size().events === 0) await current.empty();
  }

  /** Writes what waits into a new segment and deletes all others: nothing of what is gone stays on the disk. */
  async function rewrite(): Promise<void> {
    await seal();
    const waiting = index.entries().filter(({ segment }) => segment !== undefined);
    for (let start = 0; start < waiting.length; start += rewriteEntries) {
      const part = waiting.slice(start, start + rewriteEntries);
      current ??= await files.create(nextSegment++);
      const text = part.map(({ number, event }) => encodeRecord({ kind: 'came', number, event })).join('');
      await current.append(text, start + rewriteEntries >= waiting.length);
      for (const entry of part) index.place(entry, current.number);
    }
    await files.remove(sealed);
    sealed = [];
  }

  return {
    async open() {
      await files.prepare();
      lock = await lockDirectory(path);
      if (!lock) {
        report({
          code: 'storage_taken',
          message: `Another process uses the queue in ${path}: this one keeps its events in memory. Give each process a directory of its own.`,
        });
        return false;
      }
      const { segments, unreadable } = await loadJournal(files, index);
      sealed = [...segments];
      nextSegment = (segments.at(-1) ?? 0) + 1;
      if (unreadable.length > 0) {
        report({
          code: 'storage_damaged',
          message: `${unreadable.length} line(s) of the queue in ${path} could not be read and are set aside in damaged.log. After a power cut or a kill that is an event that had not been stored yet; otherwise check the disk.`,
        });
        await files.setAside(unreadable);
        await rewrite();
      }
      await tidy();
      return true;
    },
    came: (entries) => enqueue({ kind: 'came', entries }),
    gone: (messageIds) => enqueue({ kind: 'gone', messageIds }),
    purged: (messageIds) => enqueue({ kind: 'purged', messageIds }),
    async close() {
      try {
        while (draining) await draining;
        await current?.close();
        if (current && index.size().events === 0) await files.remove([...sealed, current.number]);
      } catch {
        // What is on the disk stays there; there is nobody left to tell.
      }
      await lock?.release().catch(() => {});
    },
  };
}
