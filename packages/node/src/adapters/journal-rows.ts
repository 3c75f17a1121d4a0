/** Rows of unsigned 32-bit numbers. */
export interface Rows {
  get(row: number, field: number): number;
  /** Rows that were never set are 0. */
  set(row: number, field: number, value: number): void;
  /** Gives the memory back at once. The rows must not be used any more. */
  discard(): void;
}

const chunkBits = 16;
const chunkMask = 2 ** chunkBits - 1;

/** In chunks that are never moved: an array that doubles holds twice what it needs, and leaves holes where it was. */
export function createRows(fields: number): Rows {
  const chunks: Uint32Array[] = [];
  return {
    get: (row, field) =>
      (chunks[row >>> chunkBits] as Uint32Array)[(row & chunkMask) * fields + field] as number,
    set(row, field, value) {
      while (chunks.length <= row >>> chunkBits) chunks.push(new Uint32Array((chunkMask + 1) * fields));
      (chunks[row >>> chunkBits] as Uint32Array)[(row & chunkMask) * fields + field] = value;
    },
    discard: () => chunks.forEach(discard),
  };
}

/** Gives the memory of an array back at once, where a collector may take its time. It must not be used any more. */
export function discard(array: Uint32Array | Float64Array): void {
  (array.buffer as ArrayBuffer).transfer(0);
}
