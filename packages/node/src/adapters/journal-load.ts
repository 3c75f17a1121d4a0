import type { JournalFiles } from './journal-files.ts';
import { createIdTable, firstSeed, type IdHash, secondSeed } from './journal-ids.ts';
import type { JournalIndex } from './journal-index.ts';
import {
  decodeLine,
  type EventHeader,
  type JournalMark,
  type JournalRecord,
  priorities,
  visitLines,
} from './journal-record.ts';
import { createRows, discard } from './journal-rows.ts';
import type { SealedSegment } from './journal-segments.ts';

/** What was found in the directory. */
export interface LoadedJournal {
  /** Oldest first, without those that could not be read at all. */
  readonly segments: readonly SealedSegment[];
  /** Segments that hold what cannot be read, or the same event twice. */
  readonly spoiled: readonly number[];
  /** How many lines could not be read, and the first of them. */
  readonly unreadable: number;
  readonly lines: readonly Buffer[];
  /** Segments whose file could not be read. */
  readonly closedSegments: readonly number[];
  /** The mark of the newest segment; undefined where it is not there. */
  readonly mark: JournalMark | undefined;
  /** No event has a higher number. */
  readonly last: number;
}

/** What {@link loadJournal} needs. */
export interface JournalLoadParts {
  readonly files: JournalFiles;
  readonly index: JournalIndex;
  readonly hash: IdHash;
}

/** Of unreadable lines this much is kept; more is only counted. */
const sampleBytes = 1024 * 1024;

/** Reads all segments into the index: what came and is not gone, in the order in which it came. */
export async function loadJournal({ files, index, hash }: JournalLoadParts): Promise<LoadedJournal> {
  const segments: SealedSegment[] = [];
  const closedSegments: number[] = [];
  const lines: Buffer[] = [];
  let sampled = 0;
  let unreadable = 0;
  /** Of the newest segment that has a whole line: its mark. */
  let mark: JournalMark | undefined;
  const waiting = createWaiting({ index, hash });
  let buffer: Buffer = Buffer.alloc(0);
  for (const segment of await files.segments()) {
    let data: Buffer;
    try {
      data = await files.read(segment, buffer);
    } catch {
      closedSegments.push(segment);
      mark = undefined;
      continue;
    }
    if (data.length > buffer.length) buffer = data;
    segments.push({ number: segment, bytes: data.length });
    let isFirst = true;
    visitLines(data, (line, offset, isTorn) => {
      const record = decodeLine(line);
      if (record) waiting.take(record, segment, offset, line.length);
      else {
        waiting.spoil(segment);
        unreadable += 1;
        if (sampled < sampleBytes) lines.push(Buffer.from(line.subarray(0, sampleBytes)));
        sampled += line.length;
      }
      if (isFirst && !(isTorn && !record)) mark = markOf(record);
      isFirst = false;
    });
  }
  await waiting.settle(files);
  return {
    segments,
    closedSegments,
    spoiled: waiting.spoiled(),
    unreadable,
    lines,
    mark,
    // Each line that cannot be read may have held the next number.
    last: waiting.last() + unreadable,
  };
}

const markOf = (record: JournalRecord | undefined): JournalMark | undefined =>
  record?.kind === 'mark' ? record.mark : undefined;

/** Numbers are found as ids are: by two halves, here without any chance of a collision. */
const halves = (number: number): [low: number, high: number] => [
  number % 2 ** 32,
  Math.floor(number / 2 ** 32),
];

/** Follows what came and went, record by record. */
function createWaiting({ index, hash }: Pick<JournalLoadParts, 'index' | 'hash'>) {
  const rows = createRows(2);
  const byNumber = createIdTable(rows, 0, 1);
  const numberOf = (slot: number): number => rows.get(slot, 1) * 2 ** 32 + rows.get(slot, 0);
  const spoiled = new Set<number>();
  /** Events whose id may be there already, under another number: the second of each pair. */
  const doubtful: number[] = [];
  let last = 0;

  function come(header: EventHeader, bytes: number, segment: number, offset: number, length: number): void {
    const { number, messageId, order, priority, lane } = header;
    const [low, high] = halves(number);
    // A copy that a crash kept from replacing its original, which is the one that is surely on the disk.
    if (byNumber.find(low, high).length > 0) return void spoiled.add(segment);
    const [first, second] = [hash(messageId, firstSeed), hash(messageId, secondSeed)];
    const isDoubtful = index.find(first, second).length > 0;
    const rank = priority ? priorities.indexOf(priority) : 1;
    const slot = index.add({ first, second, order: (order ?? lane) >>> 0, rank, bytes });
    index.place(slot, segment, offset, length);
    byNumber.add(slot, low, high);
    if (isDoubtful) doubtful.push(slot);
  }

  function go(number: number): void {
    const [slot] = byNumber.find(...halves(number));
    if (slot === undefined) return;
    byNumber.delete(slot);
    index.remove(slot);
    index.link(slot);
  }

  /** The same id twice, because the removal between them could not be read: the later one goes. */
  async function removeTwins(files: JournalFiles): Promise<void> {
    const idOf = async (slot: number): Promise<string | undefined> => {
      const place = [index.segmentOf(slot), index.offsetOf(slot), index.lengthOf(slot)] as const;
      const record = decodeLine(await files.readPart(...place).catch(() => Buffer.alloc(0)));
      return record?.kind === 'came' ? record.header.messageId : undefined;
    };
    for (const slot of doubtful) {
      if (!index.isWaiting(slot)) continue;
      const id = await idOf(slot);
      if (id === undefined) continue;
      for (const other of index.find(hash(id, firstSeed), hash(id, secondSeed))) {
        if (numberOf(other) >= numberOf(slot) || (await idOf(other)) !== id) continue;
        spoiled.add(index.segmentOf(slot));
        go(numberOf(slot));
        break;
      }
    }
  }

  return {
    take(record: JournalRecord, segment: number, offset: number, length: number): void {
      if (record.kind === 'came') {
        last = Math.max(last, record.header.number);
        come(record.header, record.bytes, segment, offset, length);
      } else if (record.kind === 'gone') {
        for (const number of record.numbers) {
          last = Math.max(last, number);
          go(number);
        }
      } else {
        last = Math.max(last, record.mark.last);
      }
    },
    spoil: (segment: number) => void spoiled.add(segment),
    /** By number, not by place: what was copied forward keeps its place in the line. */
    async settle(files: JournalFiles): Promise<void> {
      await removeTwins(files);
      const order = new Float64Array(index.size().events);
      let filled = 0;
      for (const slot of index.slots()) {
        order[filled] = numberOf(slot);
        filled += 1;
      }
      order.sort();
      for (const number of order) {
        const [slot] = byNumber.find(...halves(number));
        if (slot !== undefined) index.link(slot);
      }
      byNumber.discard();
      rows.discard();
      discard(order);
    },
    spoiled: (): number[] => [...spoiled],
    last: (): number => last,
  };
}
