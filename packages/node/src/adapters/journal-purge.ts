import type { StoredEvent } from '@rialto/core/delivery';
import type { HeldEvent, JournalBodies } from './journal-bodies.ts';
import type { JournalFiles } from './journal-files.ts';
import type { JournalIndex } from './journal-index.ts';
import { decodeLine, type EventHeader, visitLines } from './journal-record.ts';
import type { JournalSegments } from './journal-segments.ts';
import type { JournalWriter } from './journal-writer.ts';

/** What {@link createJournalPurge} needs. */
export interface JournalPurgeParts {
  readonly files: JournalFiles;
  readonly index: JournalIndex;
  readonly bodies: JournalBodies;
  readonly segments: JournalSegments;
  readonly writer: JournalWriter;
  readonly give: (header: EventHeader, body: string) => HeldEvent;
  readonly remove: (slot: number) => void;
}

/** Removes what matches in one lane, from the disk too. Rejects where `matches` throws, and then removes nothing. */
export type JournalPurge = (
  lane: number,
  matches: (event: StoredEvent) => boolean,
) => Promise<readonly string[]>;

interface Match {
  readonly slot: number;
  readonly generation: number;
  readonly segment: number;
  readonly number: number;
  readonly messageId: string;
}

/** Goes over one segment after the other, so that it never holds more of the queue than that. */
export function createJournalPurge(parts: JournalPurgeParts): JournalPurge {
  const { files, index, bodies, segments, writer, give, remove } = parts;

  function match(slot: number, { event, number }: HeldEvent): Match {
    const { messageId } = event;
    const generation = index.generationOf(slot);
    return { slot, generation, segment: index.segmentOf(slot), number, messageId };
  }

  /** What is in memory alone, and what the disk has. */
  async function find(lane: number, matches: (event: StoredEvent) => boolean): Promise<Match[]> {
    const found: Match[] = [];
    const consider = (slot: number, held: HeldEvent | undefined): void => {
      if (held && index.laneOf(slot) === lane && matches(held.event)) found.push(match(slot, held));
    };
    for (const slot of index.slots()) {
      if (index.isLinked(slot) && index.segmentOf(slot) === 0) consider(slot, bodies.get(slot));
    }
    let scratch: Buffer = Buffer.alloc(0);
    for (const segment of segments.all()) {
      if (index.waitingIn(segment) === 0) continue;
      // A segment that cannot be read keeps what is in it; who peeks at that is told.
      const data = await files.read(segment, scratch).catch(() => undefined);
      if (!data) continue;
      if (data.length > scratch.length) scratch = data;
      visitLines(data, (line, offset) => {
        const record = decodeLine(line);
        if (record?.kind !== 'came') return;
        const slot = segments.slotAt(record.header.messageId, segment, offset);
        if (slot !== undefined) consider(slot, give(record.header, record.body()));
      });
    }
    return found;
  }

  return (lane, matches) =>
    writer.alone(async () => {
      const found = await find(lane, matches);
      const gone = found.filter(
        ({ slot, generation }) => index.isWaiting(slot) && index.generationOf(slot) === generation,
      );
      for (const { slot } of gone) remove(slot);
      const written = gone.filter(({ segment }) => segment > 0);
      if (written.length > 0 && writer.isOn()) {
        // Also as a removal: should the rewrite fail, what was withdrawn must not be sent after the next start.
        writer.gone(written.map(({ number }) => number));
        try {
          await segments.tidy(false);
          await segments.rewrite([...new Set(written.map(({ segment }) => segment))]);
          await files.forgetSetAside();
        } catch (error) {
          writer.fail(error);
        }
      }
      return gone.toSorted((a, b) => a.number - b.number).map(({ messageId }) => messageId);
    });
}
