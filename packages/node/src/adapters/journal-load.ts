import type { JournalFiles } from './journal-files.ts';
import type { JournalIndex } from './journal-index.ts';
import { decodeSegment, type JournalRecord } from './journal-record.ts';

/** What was found in the directory. */
export interface LoadedJournal {
  /** The numbers of the segments, oldest first. */
  readonly segments: readonly number[];
  /** Lines that could not be read. */
  readonly unreadable: readonly Buffer[];
}

type Came = Extract<JournalRecord, { kind: 'came' }> & { readonly segment: number };

/** Reads all segments into the index: what came and is not gone, in the order in which it came. */
export async function loadJournal(files: JournalFiles, index: JournalIndex): Promise<LoadedJournal> {
  const segments = await files.segments();
  const waiting = new Map<string, Came>();
  const unreadable: Buffer[] = [];
  for (const segment of segments) {
    const { records, damaged, torn } = decodeSegment(await files.read(segment));
    unreadable.push(...damaged, ...(torn ? [torn] : []));
    for (const record of records) {
      if (record.kind === 'gone') for (const messageId of record.messageIds) waiting.delete(messageId);
      else if (!waiting.has(record.event.messageId))
        waiting.set(record.event.messageId, { ...record, segment });
    }
  }
  // By number, not by place: a rewrite that a crash cut short leaves a record in two segments.
  for (const { event, number, segment } of [...waiting.values()].sort((a, b) => a.number - b.number)) {
    const entry = index.add(event, number);
    if (entry) index.place(entry, segment);
  }
  return { segments, unreadable };
}
