import type { JournalFiles, OpenSegment } from './journal-files.ts';
import { firstSeed, type IdHash, secondSeed } from './journal-ids.ts';
import type { JournalIndex } from './journal-index.ts';
import { createRecordBuffer, decodeLine, type JournalMark, visitLines } from './journal-record.ts';

/** What {@link createJournalSegments} needs. */
export interface JournalSegmentsParts {
  readonly files: JournalFiles;
  readonly index: JournalIndex;
  readonly hash: IdHash;
  readonly segmentBytes: number;
  /** What a segment begins with now. */
  readonly mark: () => JournalMark;
}

export interface SealedSegment {
  readonly number: number;
  readonly bytes: number;
}

/** The segments of the journal, and that they do not become too many. One call at a time; all reject where the disk does. */
export interface JournalSegments {
  /** Begins with what was found, oldest first; `reopen`, where the newest is whole and ours. */
  begin(found: readonly SealedSegment[], reopen: boolean): Promise<void>;
  /** @returns where it begins */
  append(data: Buffer, durable: boolean): Promise<{ readonly segment: number; readonly offset: number }>;
  /** Deletes what nobody waits for. `isIdle`, where nothing is about to be written. */
  tidy(isIdle: boolean): Promise<void>;
  /** Writes segments anew with what in them still counts, and nothing else. */
  rewrite(segments: readonly number[]): Promise<void>;
  /** Oldest first. */
  all(): readonly number[];
  /** The slot of the event whose record is there; undefined where it waits no more. */
  slotAt(messageId: string, segment: number, offset: number): number | undefined;
  /** Counts the rewrites; while one is on its way, resolves with its end. */
  moves(): { readonly count: number; readonly end: Promise<void> | undefined };
  close(): Promise<void>;
}

/** How many segments may be more than half dead before the oldest is given up. */
const slackSegments = 3;

export function createJournalSegments(parts: JournalSegmentsParts): JournalSegments {
  const { files, index, hash, segmentBytes, mark } = parts;
  let sealed: SealedSegment[] = [];
  let current: OpenSegment | undefined;
  let next = 1;
  /** Used again for each segment that is read, so that reading a long journal leaves no garbage. */
  let scratch: Buffer = Buffer.alloc(0);
  let markBytes = 0;
  let moves = 0;
  let moving: Promise<void> | undefined;
  /** A segment that cannot be read again; it and all after it stay. */
  let stuck = false;

  const markLine = (): Buffer => {
    const line = createRecordBuffer();
    line.mark(mark());
    return line.bytes();
  };

  /** Durable before anything older may go: the newest segment is what knows the last number. */
  async function roll(): Promise<OpenSegment> {
    const opened = await files.create(next++);
    await opened.append(markLine(), true);
    const before = current;
    current = opened;
    if (before) {
      sealed.push({ number: before.number, bytes: before.bytes() });
      await before.close();
    }
    return opened;
  }

  async function append(data: Buffer, durable: boolean) {
    const segment = current && current.bytes() < segmentBytes ? current : await roll();
    const offset = segment.bytes();
    await segment.append(data, durable);
    return { segment: segment.number, offset };
  }

  function slotAt(messageId: string, segment: number, offset: number): number | undefined {
    return index
      .find(hash(messageId, firstSeed), hash(messageId, secondSeed))
      .find((slot) => index.segmentOf(slot) === segment && index.offsetOf(slot) === offset);
  }

  /** The lines of a segment that still count, and how to tell the index where its events are then. */
  async function survivors(segment: number, withNotes: boolean) {
    const data = await files.read(segment, scratch);
    if (data.length > scratch.length && data.length <= 2 * segmentBytes) scratch = data;
    const kept = createRecordBuffer();
    const moved: { slot: number; from: number; to: number; length: number }[] = [];
    visitLines(data, (line, offset) => {
      const record = decodeLine(line);
      if (record?.kind === 'came') {
        const slot = slotAt(record.header.messageId, segment, offset);
        if (slot === undefined) return;
        moved.push({ slot, from: offset, to: kept.length() + 1, length: line.length });
      } else if (!record || !withNotes) return;
      kept.copy(line);
    });
    const place = (target: number, start: number): void => {
      for (const { slot, from, to, length } of moved) {
        // What was removed meanwhile counts nowhere, and its slot may be another's by now.
        const isThere = index.segmentOf(slot) === segment && index.offsetOf(slot) === from;
        if (isThere) index.place(slot, target, start + to, length);
      }
    };
    return { data: kept.bytes(), count: moved.length, place };
  }

  async function replace(segment: number): Promise<void> {
    const { data, place } = await survivors(segment, true);
    await files.replace(segment, data);
    place(segment, 0);
    sealed = sealed.map((old) => (old.number === segment ? { number: segment, bytes: data.length } : old));
  }

  /** A few old events must not hold all that came after them: they move to the end, under their old numbers. */
  async function copyForward(segment: number): Promise<void> {
    const { data, count, place } = await survivors(segment, false);
    if (count < index.waitingIn(segment)) {
      stuck = true;
      return;
    }
    if (count > 0) {
      const target = await append(data, true);
      place(target.segment, target.offset);
    }
    await files.remove([segment]);
    sealed.shift();
  }

  function isWasteful(): boolean {
    const bytes = sealed.reduce((sum, segment) => sum + segment.bytes, current?.bytes() ?? 0);
    markBytes ||= markLine().length;
    const dead = bytes - index.recordBytes() - (sealed.length + 1) * markBytes;
    return dead > index.recordBytes() + slackSegments * segmentBytes;
  }

  return {
    append,
    slotAt,
    async begin(found, reopen) {
      sealed = [...found];
      next = (sealed.at(-1)?.number ?? 0) + 1;
      const newest = sealed.at(-1);
      if (newest && reopen && newest.bytes < segmentBytes) {
        current = await files.reopen(newest.number);
        sealed.pop();
      } else {
        await roll();
      }
    },
    async tidy(isIdle) {
      // Oldest first and without gaps: a segment may hold the removals of events in older ones, which would come
      // back if it went before them.
      const kept = sealed.findIndex(({ number }) => index.waitingIn(number) > 0);
      const done = kept < 0 ? sealed : sealed.slice(0, kept);
      if (done.length > 0) {
        await files.remove(done.map(({ number }) => number));
        sealed = sealed.slice(done.length);
      }
      for (let most = sealed.length; most > 0 && !stuck && isWasteful(); most -= 1) {
        const [oldest] = sealed;
        if (oldest) await copyForward(oldest.number);
      }
      if (!isIdle || !current || sealed.length > 0 || index.size().events > 0) return;
      const line = markLine();
      if (current.bytes() > line.length && index.waitingIn(current.number) === 0) await current.cutTo(line);
    },
    async rewrite(segments) {
      if (current && segments.includes(current.number)) await roll();
      for (const segment of segments) {
        if (!sealed.some(({ number }) => number === segment)) continue;
        moving = replace(segment).finally(() => {
          moves += 1;
          moving = undefined;
        });
        await moving;
      }
    },
    all: () => [...sealed.map(({ number }) => number), ...(current ? [current.number] : [])],
    moves: () => ({ count: moves, end: moving }),
    async close() {
      await current?.close();
      current = undefined;
    },
  };
}
