import type { HeldEvent, JournalBodies } from './journal-bodies.ts';
import type { JournalFiles } from './journal-files.ts';
import { firstSeed, type IdHash, secondSeed } from './journal-ids.ts';
import type { JournalIndex } from './journal-index.ts';
import { decodeLine, type EventHeader } from './journal-record.ts';
import type { JournalSegments } from './journal-segments.ts';

/** What {@link createJournalReader} needs. */
export interface JournalReaderParts {
  readonly files: JournalFiles;
  readonly index: JournalIndex;
  readonly bodies: JournalBodies;
  readonly segments: JournalSegments;
  readonly hash: IdHash;
  /** How an event is given out. */
  readonly give: (header: EventHeader, body: string) => HeldEvent;
  /** Told of events that could not be read, with their bytes where there are any. They wait no more. */
  readonly onLost: (count: number, lines: readonly Buffer[]) => void;
}

/** Brings events from the disk that are not in memory. */
export interface JournalReader {
  /** In the order of the slots, without those that are gone by then. Rejects while the host has no descriptor to spare. */
  fetch(slots: readonly number[]): Promise<ReadonlyMap<number, HeldEvent>>;
}

interface Place {
  readonly slot: number;
  readonly generation: number;
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/** Records that are so near to each other are read in one. */
const gapBytes = 4 * 1024;
const readBytes = 1024 * 1024;

export function createJournalReader(parts: JournalReaderParts): JournalReader {
  const { files, index, bodies, segments, hash, give, onLost } = parts;

  const placeOf = (slot: number): Place => ({
    slot,
    generation: index.generationOf(slot),
    segment: index.segmentOf(slot),
    offset: index.offsetOf(slot),
    length: index.lengthOf(slot),
  });

  const isStillIts = ({ slot, generation }: Place): boolean =>
    index.isWaiting(slot) && index.generationOf(slot) === generation;

  const isStillThere = ({ slot, segment, offset }: Place): boolean =>
    index.segmentOf(slot) === segment && index.offsetOf(slot) === offset;

  function decode(line: Buffer, { slot }: Place): HeldEvent | undefined {
    const record = decodeLine(line);
    if (record?.kind !== 'came') return undefined;
    const { messageId } = record.header;
    if (!index.matches(slot, hash(messageId, firstSeed), hash(messageId, secondSeed))) return undefined;
    return give(record.header, record.body());
  }

  /** Reads neighbours together; gives each place its line, or what went wrong. */
  async function readTogether(places: readonly Place[]): Promise<readonly (Buffer | Error)[]> {
    const [first, last] = [places[0], places.at(-1)];
    if (!first || !last) return [];
    try {
      const length = last.offset + last.length - first.offset;
      const data = await files.readPart(first.segment, first.offset, length);
      return places.map(({ offset, length }) =>
        data.subarray(offset - first.offset, offset - first.offset + length),
      );
    } catch (error) {
      if (isForNow(error as NodeJS.ErrnoException)) throw error;
      return places.map(() => error as Error);
    }
  }

  function lose(place: Place, result: Buffer | Error): void {
    index.remove(place.slot);
    // A disk that did not answer may answer after the next start; a file that is gone will not.
    if (result instanceof Error && (result as NodeJS.ErrnoException).code !== 'ENOENT') {
      index.pin(place.segment);
    }
  }

  /** One pass over the disk. @returns what has to be looked for once more, because it was moved meanwhile */
  async function pass(places: readonly Place[], found: Map<number, HeldEvent>): Promise<Place[]> {
    await segments.moves().end?.catch(() => {});
    const { count } = segments.moves();
    const now = places.filter(isStillIts).map(({ slot }) => placeOf(slot));
    const groups = neighbours(now.toSorted((a, b) => a.segment - b.segment || a.offset - b.offset));
    const results = (await Promise.all(groups.map(readTogether))).flat();
    const { count: after, end } = segments.moves();
    const again: Place[] = [];
    const damaged: Buffer[] = [];
    let lost = 0;
    groups.flat().forEach((place, at) => {
      if (!isStillIts(place)) return;
      const result = results[at] ?? new Error('nothing was read');
      const held = result instanceof Error ? undefined : decode(result, place);
      if (held) {
        found.set(place.slot, held);
        bodies.hold(place.slot, held);
      } else if (end || after !== count || !isStillThere(place)) {
        again.push(place);
      } else {
        lose(place, result);
        lost += 1;
        if (!(result instanceof Error) && result.length > 0) damaged.push(result);
      }
    });
    if (lost > 0) onLost(lost, damaged);
    return again;
  }

  return {
    async fetch(slots) {
      const found = new Map<number, HeldEvent>();
      let missing: Place[] = [];
      for (const slot of slots) {
        const held = bodies.get(slot);
        if (held) found.set(slot, held);
        else if (index.isWaiting(slot) && index.segmentOf(slot) > 0) missing.push(placeOf(slot));
      }
      if (missing.length === 0) return found;
      while (missing.length > 0) missing = await pass(missing, found);
      const ordered = new Map<number, HeldEvent>();
      for (const slot of slots) {
        const held = found.get(slot);
        if (held && index.isWaiting(slot)) ordered.set(slot, held);
      }
      return ordered;
    },
  };
}

/** Says nothing of the disk: whoever gave these events up would send them after the next start only. */
const isForNow = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM';

function neighbours(places: readonly Place[]): Place[][] {
  const groups: Place[][] = [];
  for (const place of places) {
    const group = groups.at(-1);
    const [first, last] = [group?.[0], group?.at(-1)];
    const isNear =
      first?.segment === place.segment &&
      last !== undefined &&
      place.offset - (last.offset + last.length) <= gapBytes &&
      place.offset + place.length - first.offset <= readBytes;
    if (group && isNear) group.push(place);
    else groups.push([place]);
  }
  return groups;
}
