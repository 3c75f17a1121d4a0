import { setTimeout } from 'node:timers/promises';
import type { StoredEvent } from '@rialto/core/delivery';
import type { JournalBodies } from './journal-bodies.ts';
import type { JournalIndex } from './journal-index.ts';
import { createRecordBuffer, type RecordBuffer } from './journal-record.ts';
import type { JournalSegments } from './journal-segments.ts';

/** What {@link createJournalWriter} needs. */
export interface JournalWriterParts {
  readonly index: JournalIndex;
  readonly bodies: JournalBodies;
  readonly segments: JournalSegments;
  /** Milliseconds from the beginning of one write to that of the next. */
  readonly spacing: number;
  /** Told once, of the first write that fails. */
  readonly onFailure: (error: unknown) => void;
}

/** Brings changes of the index to the disk, in their order. Where the disk has failed, memory is enough. */
export interface JournalWriter {
  /** Whether events go to the disk. */
  isOn(): boolean;
  /** Whether they do from now on. */
  turn(on: boolean): void;
  /** Writes an event that has a slot; when it is durable it is in its lane. */
  came(slot: number, number: number, lane: number, event: StoredEvent): void;
  gone(numbers: readonly number[]): void;
  /** Calls back when all that came before is durable; at once where it is. */
  whenWritten(callback: () => void): void;
  /** Does something between two writes, when all that came before is written. It must not reject for the disk's sake. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
  /** A failure of the disk that somebody else has seen. */
  fail(error: unknown): void;
  /** Resolves when nothing is left to write. */
  idle(): Promise<void>;
}

interface Batch {
  readonly kind: 'batch';
  readonly records: RecordBuffer;
  readonly slots: number[];
  /** Where the record of each slot begins, and its length. */
  readonly places: number[];
  readonly callbacks: (() => void)[];
}

interface Job {
  readonly kind: 'job';
  readonly run: () => Promise<void>;
}

/** What waits is written together, up to this; more would be held twice in memory, by its sender and by us. */
const batchBytes = 1024 * 1024;
/** A buffer that has grown beyond this is not used again. */
const spareBytes = 2 * batchBytes;
const numbersInRecord = 1_000;

export function createJournalWriter(parts: JournalWriterParts): JournalWriter {
  const { index, bodies, segments, spacing, onFailure } = parts;
  let isOn = false;
  const steps: (Batch | Job)[] = [];
  /** The one that takes what comes now, until it is full or a job stands behind it. */
  let open: Batch | undefined;
  /** The newest that is not written yet. */
  let newest: Batch | undefined;
  let draining: Promise<void> | undefined;
  let spare: RecordBuffer | undefined;
  /** When the last write began, by the monotonic clock. */
  let began = Number.NEGATIVE_INFINITY;

  function openBatch(): Batch {
    if (open && open.records.length() < batchBytes) return open;
    const records = spare ?? createRecordBuffer();
    spare = undefined;
    open = { kind: 'batch', records, slots: [], places: [], callbacks: [] };
    newest = open;
    enqueue(open);
    return open;
  }

  function enqueue(step: Batch | Job): void {
    steps.push(step);
    // Not at once: what is stored in the same turn shares the write.
    draining ??= Promise.resolve().then(drain);
  }

  /** A till's sale after a quiet moment is written at once; of a thousand in a second several share a write. */
  async function pause(): Promise<void> {
    const rest = began + spacing - performance.now();
    if (rest > 0 && steps.length === 1 && steps[0] === open) await setTimeout(rest);
    began = performance.now();
  }

  async function drain(): Promise<void> {
    for (await pause(); steps.length > 0; await pause()) {
      const step = steps.shift() as Batch | Job;
      if (step === open) open = undefined;
      if (step.kind === 'batch') await commit(step);
      else await step.run();
      await tidy();
    }
    draining = undefined;
  }

  /** Group commit: whatever came while the disk was busy is written together, with one fdatasync. */
  async function commit(batch: Batch): Promise<void> {
    const { records, slots, places, callbacks } = batch;
    // Where nothing waits any more, the segment is emptied in a moment: its last removals need not be written.
    const isNeeded = slots.length > 0 || steps.length > 0 || index.size().events > 0;
    const target = isOn && isNeeded ? await write(records.bytes(), slots.length > 0) : undefined;
    slots.forEach((slot, at) => {
      const [start = 0, length = 0] = [places[2 * at], places[2 * at + 1]];
      if (target) {
        index.place(slot, target.segment, target.offset + start, length);
        bodies.release(slot);
      }
      index.link(slot);
    });
    if (newest === batch) newest = undefined;
    if (records.bytes().buffer.byteLength <= spareBytes) spare = records;
    records.clear();
    for (const callback of callbacks) callback();
  }

  // Removals need no sync of their own: what comes back after a power cut is sent again and deduplicated.
  async function write(data: Buffer, durable: boolean) {
    try {
      return await segments.append(data, durable);
    } catch (error) {
      return fail(error);
    }
  }

  async function tidy(): Promise<void> {
    if (!isOn) return;
    try {
      await segments.tidy(steps.length === 0);
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): undefined {
    if (isOn) {
      isOn = false;
      onFailure(error);
    }
    return undefined;
  }

  return {
    isOn: () => isOn,
    turn(on) {
      isOn = on;
    },
    fail,
    came(slot, number, lane, event) {
      // Behind what still waits for the disk that has failed, so that the order stays.
      if (!isOn && !draining) return index.link(slot);
      const { records, slots, places } = openBatch();
      const start = records.length() + 1;
      records.came(number, lane, event);
      slots.push(slot);
      places.push(start, records.length() - start - 1);
    },
    gone(numbers) {
      if (!isOn) return;
      for (let at = 0; at < numbers.length; at += numbersInRecord) {
        openBatch().records.gone(numbers.slice(at, at + numbersInRecord));
      }
    },
    whenWritten(callback) {
      if (newest) newest.callbacks.push(callback);
      else callback();
    },
    alone(work) {
      return new Promise((resolve, reject) => {
        open = undefined;
        enqueue({ kind: 'job', run: () => work().then(resolve, reject) });
      });
    },
    async idle() {
      while (draining) await draining;
    },
  };
}
