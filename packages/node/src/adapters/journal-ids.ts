import { discard, type Rows } from './journal-rows.ts';

/** 32 bits of a text; two seeds give two that have nothing to do with each other. */
export type IdHash = (messageId: string, seed: number) => number;

/** Which slots may hold an id: by 64 bits of its hash, so a match has still to be confirmed. */
export interface IdTable {
  add(slot: number, first: number, second: number): void;
  /** Takes out a slot that is in the table. */
  delete(slot: number): void;
  /** Slots whose hash is the same; nearly always one or none. */
  find(first: number, second: number): readonly number[];
  /** Whether a slot has, or had last, this hash. */
  matches(slot: number, first: number, second: number): boolean;
  /** Gives its memory back. The table must not be used any more. */
  discard(): void;
}

/** Multiplies and mixes 16 bits at a time. Not for secrets: whoever makes two ids collide costs us a comparison. */
export const hashId: IdHash = (messageId, seed) => {
  let hash = seed;
  for (let at = 0; at < messageId.length; at += 1) {
    hash = Math.imul(hash ^ messageId.charCodeAt(at), seed);
    hash ^= hash >>> 15;
  }
  return Math.imul(hash ^ (hash >>> 16), 0x45d9f3b) >>> 0;
};

/** The seeds of the two halves: odd, so that no multiplication loses bits. */
export const [firstSeed, secondSeed] = [0x9e3779b1, 0x85ebca6b];

const none: readonly number[] = [];

/**
 * Open addressing in typed arrays: 16 bytes for an id, where a Map of texts takes over a hundred.
 *
 * @param rows - where the two halves of a slot's hash are
 */
export function createIdTable(rows: Rows, firstField: number, secondField: number): IdTable {
  /** Slot + 1; 0 is free. At most half of it is used. */
  let cells = new Uint32Array(1024);
  let count = 0;

  // Mixed once more, so that numbers that count up can be found like hashes.
  const homeOf = (first: number): number => Math.imul(first, firstSeed) & (cells.length - 1);

  function put(slot: number): void {
    const mask = cells.length - 1;
    let at = homeOf(rows.get(slot, firstField));
    while (cells[at] !== 0) at = (at + 1) & mask;
    cells[at] = slot + 1;
  }

  function grow(): void {
    const before = cells;
    cells = new Uint32Array(before.length * 2);
    for (const cell of before) if (cell !== 0) put(cell - 1);
    discard(before);
  }

  const matches = (slot: number, first: number, second: number): boolean =>
    rows.get(slot, firstField) === first && rows.get(slot, secondField) === second;

  return {
    matches,
    add(slot, first, second) {
      rows.set(slot, firstField, first);
      rows.set(slot, secondField, second);
      if (count * 2 >= cells.length) grow();
      put(slot);
      count += 1;
    },
    delete(slot) {
      const mask = cells.length - 1;
      let hole = homeOf(rows.get(slot, firstField));
      while (cells[hole] !== slot + 1) hole = (hole + 1) & mask;
      // What stands behind moves up unless it would come before its own place.
      for (let at = (hole + 1) & mask; cells[at] !== 0; at = (at + 1) & mask) {
        const home = homeOf(rows.get((cells[at] as number) - 1, firstField));
        if (((at - home) & mask) < ((at - hole) & mask)) continue;
        cells[hole] = cells[at] as number;
        hole = at;
      }
      cells[hole] = 0;
      count -= 1;
    },
    find(first, second) {
      const mask = cells.length - 1;
      let found: number[] | undefined;
      for (let at = homeOf(first); cells[at] !== 0; at = (at + 1) & mask) {
        const slot = (cells[at] as number) - 1;
        if (!matches(slot, first, second)) continue;
        if (found) found.push(slot);
        else found = [slot];
      }
      return found ?? none;
    },
    discard: () => discard(cells),
  };
}
