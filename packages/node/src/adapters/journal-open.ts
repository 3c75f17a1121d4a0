import type { DeliveryProblem } from '@rialto/core/delivery';
import type { DirectoryLock, lockDirectory } from './directory-lock.ts';
import type { JournalFiles } from './journal-files.ts';
import type { IdHash } from './journal-ids.ts';
import type { JournalIndex } from './journal-index.ts';
import { type LoadedJournal, loadJournal } from './journal-load.ts';
import type { JournalSegments } from './journal-segments.ts';
import type { JournalSequence } from './journal-sequence.ts';

/** What {@link openJournal} needs. */
export interface JournalOpenParts {
  readonly path: string;
  readonly files: JournalFiles;
  readonly index: JournalIndex;
  readonly segments: JournalSegments;
  readonly sequence: JournalSequence;
  readonly hash: IdHash;
  readonly takeLock: typeof lockDirectory;
  readonly report: (problem: DeliveryProblem) => void;
}

/** How the opening of a directory ended. */
export interface OpenedDirectory {
  /** Also where it cannot be written to: nobody else should send what is in it. */
  readonly lock: DirectoryLock | undefined;
  /** Whether it can be written to; else memory has to do. */
  readonly isOn: boolean;
}

/** Takes the directory and fills the index from it. Never rejects. */
export async function openJournal(parts: JournalOpenParts): Promise<OpenedDirectory> {
  const { path, files, segments, sequence, report } = parts;
  let lock: DirectoryLock | undefined;
  let loaded: LoadedJournal | undefined;
  try {
    await files.prepare();
    lock = await parts.takeLock(path);
    if (!lock) {
      report(taken(path));
      return { lock, isOn: false };
    }
    loaded = await loadJournal(parts);
    sequence.resume(loaded.mark, loaded.last);
    if (loaded.unreadable > 0 || loaded.closedSegments.length > 0) report(damaged(path, loaded));
    if (loaded.lines.length > 0) await files.setAside(loaded.lines);
    await segments.begin(loaded.segments, loaded.mark !== undefined);
    await segments.rewrite(loaded.spoiled);
    await segments.tidy(true);
    return { lock, isOn: true };
  } catch (error) {
    report(fallback(path, error));
    await readOnly(parts, loaded);
    return { lock, isOn: false };
  }
}

/** What waits in a directory that cannot be written to is sent all the same, and once more after the next start. */
async function readOnly(parts: JournalOpenParts, before: LoadedJournal | undefined): Promise<void> {
  const { sequence } = parts;
  const loaded = before ?? (await loadJournal(parts).catch(() => undefined));
  if (!loaded) return;
  sequence.resume(loaded.mark, loaded.last);
  sequence.renew(loaded.last + 1);
}

const taken = (path: string): DeliveryProblem => ({
  code: 'storage_taken',
  message: `Another process uses the queue in ${path}: this one keeps its events in memory. Give each process a directory of its own.`,
});

/** The disk cannot be used, or not any more. */
export function fallback(path: string, error: unknown): DeliveryProblem {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? 'unknown';
  return {
    code: 'storage_fallback',
    message: `The queue on disk cannot be used (${code}): new events wait in memory and do not outlive the process. Check that ${path} is a directory that this user may write to and that the disk has room, then restart.`,
  };
}

function damaged(path: string, { unreadable, closedSegments }: LoadedJournal): DeliveryProblem {
  const files = closedSegments.length > 0 ? `${closedSegments.length} file(s) and ` : '';
  return {
    code: 'storage_damaged',
    message: `${files}${unreadable} line(s) of the queue in ${path} could not be read; lines are set aside in damaged.log. After a power cut or a kill that is an event that had not been stored yet; otherwise check the disk.`,
  };
}

/** An event that was there at the start cannot be read any more. */
export const lost = (path: string, count: number): DeliveryProblem => ({
  code: 'storage_damaged',
  message: `${count} waiting event(s) of the queue in ${path} cannot be read any more and are not sent; lines are set aside in damaged.log. Check the disk.`,
});
