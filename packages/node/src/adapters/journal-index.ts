import type { StoreSize } from '@rialto/core/delivery';
import { createIdTable, type IdTable } from './journal-ids.ts';
import { createRows } from './journal-rows.ts';

/** What the index keeps of an event: numbers alone, so that a million of them take some 40 MB. */
interface IndexedEvent {
  /** Both halves of the hash of its id. */
  readonly first: number;
  readonly second: number;
  /** Its `order`, or the number of the lane that appended it. */
  readonly order: number;
  /** 0 high, 1 normal, 2 low. */
  readonly rank: number;
  /** Bytes of the body. */
  readonly bytes: number;
}

/** What waits, by slots. A slot is used again when its event is gone. */
export interface JournalIndex extends Pick<IdTable, 'find' | 'matches'> {
  /** A slot for a new event: counted and found, but in no lane before `link`. */
  add(event: IndexedEvent): number;
  /** Puts it at the end of its lane; where it was removed meanwhile, the slot is free again. */
  link(slot: number): void;
  /** Says where its record is now. */
  place(slot: number, segment: number, offset: number, length: number): void;
  remove(slot: number): void;
  /** Whether an event waits in the slot; `linked`, whether it can be sent. */
  isWaiting(slot: number): boolean;
  isLinked(slot: number): boolean;
  /** The segment of its record; 0 where it is in memory alone. */
  segmentOf(slot: number): number;
  offsetOf(slot: number): number;
  /** Bytes of the record. */
  lengthOf(slot: number): number;
  laneOf(slot: number): number;
  /** Changes when the slot is given to another event: for who waited for the disk meanwhile. */
  generationOf(slot: number): number;
  /** The oldest that can be sent. */
  oldest(lane: number, rank: number, limit: number): number[];
  /** All that wait, in no order. */
  slots(): Iterable<number>;
  /** Of one lane; without, of all. */
  size(lane?: number): StoreSize;
  /** How many of a segment's events still wait. */
  waitingIn(segment: number): number;
  /** The segment must stay, whatever waits in it. */
  pin(segment: number): void;
  /** Bytes of the records on disk whose events wait. */
  recordBytes(): number;
}

/** The fields of a slot. `next` is slot + 1 of the next in the lane, or of the next free one; 0 is the end. */
const [segmentField, offsetField, lengthField, bytesField, orderField] = [0, 1, 2, 3, 4];
const [nextField, flagsField, firstField, secondField, fields] = [5, 6, 7, 8, 9];
/** The flags: rank in two bits, then these, then the generation. */
const [isWaiting, isLinked, generationStep] = [4, 8, 16];
const rankMask = 3;
const ranks = 3;

export function createJournalIndex(lanes: number): JournalIndex {
  const { get, set } = createRows(fields);
  const ids = createIdTable({ get, set, discard() {} }, firstField, secondField);
  let used = 0;
  let free = 0;
  /** Slots that are in a lane and wait no more: they leave it when somebody comes by. */
  let dead = 0;
  let recordBytes = 0;
  const heads = new Uint32Array(lanes * ranks);
  const tails = new Uint32Array(lanes * ranks);
  const counts = Array.from({ length: lanes }, () => ({ events: 0, bytes: 0 }));
  const total = { events: 0, bytes: 0 };
  const waiting = new Map<number, number>();

  const laneOf = (slot: number): number => get(slot, orderField) % lanes;

  function take(): number {
    if (free === 0) {
      used += 1;
      set(used - 1, flagsField, 0);
      return used - 1;
    }
    const slot = free - 1;
    free = get(slot, nextField);
    return slot;
  }

  function release(slot: number): void {
    const generation = Math.floor(get(slot, flagsField) / generationStep) + 1;
    set(slot, flagsField, generation * generationStep);
    set(slot, nextField, free);
    free = slot + 1;
  }

  function count(slot: number, change: 1 | -1): void {
    const bytes = change * get(slot, bytesField);
    const lane = counts[laneOf(slot)];
    for (const sum of lane ? [total, lane] : [total]) {
      sum.events += change;
      sum.bytes += bytes;
    }
  }

  function countIn(segment: number, change: 1 | -1, length: number): void {
    if (segment === 0) return;
    recordBytes += change * length;
    const left = (waiting.get(segment) ?? 0) + change;
    if (left === 0) waiting.delete(segment);
    else waiting.set(segment, left);
  }

  /** Walks one line from its head, and takes out of it what waits no more. */
  function walk(line: number, limit: number): number[] {
    const found: number[] = [];
    let before = 0;
    let cell = heads[line] as number;
    while (cell !== 0 && found.length < limit) {
      const slot = cell - 1;
      const next = get(slot, nextField);
      if (get(slot, flagsField) & isWaiting) {
        found.push(slot);
        before = cell;
      } else {
        if (before === 0) heads[line] = next;
        else set(before - 1, nextField, next);
        if (next === 0) tails[line] = before;
        release(slot);
        dead -= 1;
      }
      cell = next;
    }
    return found;
  }

  return {
    find: ids.find,
    matches: ids.matches,
    laneOf,
    generationOf: (slot) => Math.floor(get(slot, flagsField) / generationStep),
    add({ first, second, order, rank, bytes }) {
      const slot = take();
      ids.add(slot, first, second);
      set(slot, segmentField, 0);
      set(slot, bytesField, bytes);
      set(slot, orderField, order);
      set(slot, flagsField, get(slot, flagsField) + rank + isWaiting);
      count(slot, 1);
      return slot;
    },
    link(slot) {
      const flags = get(slot, flagsField);
      if (!(flags & isWaiting)) return release(slot);
      const line = laneOf(slot) * ranks + (flags & rankMask);
      set(slot, nextField, 0);
      if (tails[line] === 0) heads[line] = slot + 1;
      else set((tails[line] as number) - 1, nextField, slot + 1);
      tails[line] = slot + 1;
      set(slot, flagsField, flags + isLinked);
    },
    place(slot, segment, offset, length) {
      if (!(get(slot, flagsField) & isWaiting)) return;
      countIn(get(slot, segmentField), -1, get(slot, lengthField));
      set(slot, segmentField, segment);
      set(slot, offsetField, offset);
      set(slot, lengthField, length);
      countIn(segment, 1, length);
    },
    remove(slot) {
      ids.delete(slot);
      count(slot, -1);
      countIn(get(slot, segmentField), -1, get(slot, lengthField));
      const flags = get(slot, flagsField);
      set(slot, flagsField, flags - isWaiting);
      if (!(flags & isLinked)) return;
      dead += 1;
      // Events in the middle of a lane may go for a long time while its head stays: nobody else would come by.
      if (dead > total.events + 1024) for (let line = 0; line < heads.length; line += 1) walk(line, Infinity);
    },
    isWaiting: (slot) => (get(slot, flagsField) & isWaiting) !== 0,
    isLinked: (slot) => (get(slot, flagsField) & (isWaiting | isLinked)) === (isWaiting | isLinked),
    segmentOf: (slot) => get(slot, segmentField),
    offsetOf: (slot) => get(slot, offsetField),
    lengthOf: (slot) => get(slot, lengthField),
    oldest: (lane, rank, limit) => walk(lane * ranks + rank, limit),
    *slots() {
      for (let slot = 0; slot < used; slot += 1) if (get(slot, flagsField) & isWaiting) yield slot;
    },
    size: (lane) => ({ ...((lane === undefined ? total : counts[lane]) ?? total) }),
    waitingIn: (segment) => waiting.get(segment) ?? 0,
    pin: (segment) => void waiting.set(segment, (waiting.get(segment) ?? 0) + 1),
    recordBytes: () => recordBytes,
  };
}
