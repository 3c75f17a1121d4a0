import { randomFillSync } from 'node:crypto';
import type { Random } from '@rialto/core/delivery';

/** Bytes are fetched from the system this many at a time: each fetch costs as much as the rest of a tracking call. */
const poolBytes = 4_096;

/** The machine's chance: good enough for jitter, and cryptographic for ids. */
export function createSystemRandom(): Random {
  const pool = new Uint8Array(poolBytes);
  let used = poolBytes;
  return {
    next: () => Math.random(),
    bytes(length) {
      if (length > poolBytes) return randomFillSync(new Uint8Array(length));
      if (used + length > poolBytes) {
        randomFillSync(pool);
        used = 0;
      }
      used += length;
      // A copy, and what was given away is forgotten: nobody gets the same bytes twice.
      const given = pool.slice(used - length, used);
      pool.fill(0, used - length, used);
      return given;
    },
  };
}
