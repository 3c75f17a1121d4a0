import type { NumberRange } from '../ingest/arrived-numbers.ts';

/** Numbers of a block, a bit each: block 0 has 1 to 1024. */
const size = 1024;

/** The block that a number is in; -1 for 0, which is before all numbers. */
export const blockOf = (number: number): number => Math.floor((number - 1) / size);

/** A block of which nothing has come. */
export const createBlock = (): Uint8Array => new Uint8Array(size / 8);

/** Marks as come what a block has of the numbers from one to another. */
export function fillBlock(bits: Uint8Array, block: number, from: number, to: number): void {
  const start = block * size + 1;
  const last = Math.min(to - start, size - 1);
  for (let at = Math.max(from - start, 0); at <= last; at += 1)
    bits[at >> 3] = byteAt(bits, at) | (1 << (at & 7));
}

/** Marks in a block what is marked in another. */
export function uniteBlocks(bits: Uint8Array, others: Uint8Array): void {
  for (const [at, byte] of others.entries()) bits[at] = (bits[at] ?? 0) | byte;
}

/** Whether all of it has come. */
export const isWhole = (bits: Uint8Array): boolean => bits.every((byte) => byte === 0xff);

/** What has come of a block, as ranges; all of it where there are no bits. */
export function rangesIn(block: number, bits: Uint8Array | undefined): readonly NumberRange[] {
  const start = block * size + 1;
  if (!bits) return [[start, start + size - 1]];
  const ranges: NumberRange[] = [];
  let from: number | undefined;
  for (let at = 0; at <= size; at += 1) {
    const isMarked = at < size && (byteAt(bits, at) & (1 << (at & 7))) !== 0;
    if (isMarked) from ??= start + at;
    else if (from !== undefined) {
      ranges.push([from, start + at - 1]);
      from = undefined;
    }
  }
  return ranges;
}

const byteAt = (bits: Uint8Array, at: number): number => bits[at >> 3] ?? 0;
