import { createIdTable, firstSeed, hashId, secondSeed } from './adapters/journal-ids.ts';
import { createRows } from './adapters/journal-rows.ts';

/**
 * Numbers by the ids of events that wait, of which there may be a million: some 30 bytes for each, where a Map of texts
 * takes 80. An id is known by 64 bits of its hash: a stranger is taken for it once in 10^13 times.
 */
export interface IdMap {
  /** @param value - a whole number from 1, of 32 bits */
  set(id: string, value: number): void;
  get(id: string): number | undefined;
  delete(id: string): void;
}

const [firstField, secondField, valueField, nextField, fields] = [0, 1, 2, 3, 4];

/**
 * Makes an {@link IdMap}.
 *
 * @example
 * ```ts
 * const pages = createIdMap();
 * pages.set(messageId, 1);
 * ```
 */
export function createIdMap(): IdMap {
  const rows = createRows(fields);
  const table = createIdTable(rows, firstField, secondField);
  let used = 0;
  /** Row + 1 of the first that is free again; 0 where none is. A free row has no value. */
  let free = 0;
  const find = (id: string): number | undefined =>
    used === 0 ? undefined : table.find(hashId(id, firstSeed), hashId(id, secondSeed))[0];

  function take(id: string): number {
    const row = free === 0 ? used : free - 1;
    if (free === 0) used += 1;
    else free = rows.get(row, nextField);
    table.add(row, hashId(id, firstSeed), hashId(id, secondSeed));
    return row;
  }

  function release(row: number): void {
    table.delete(row);
    rows.set(row, valueField, 0);
    rows.set(row, nextField, free);
    free = row + 1;
  }

  return {
    set: (id, value) => rows.set(find(id) ?? take(id), valueField, value),
    get(id) {
      const row = find(id);
      return row === undefined ? undefined : rows.get(row, valueField);
    },
    delete(id) {
      const row = find(id);
      if (row !== undefined) release(row);
    },
  };
}
