import { randomBytes } from 'node:crypto';
import type { Random } from '@rialto/core/delivery';

/** The machine's chance: good enough for jitter, and cryptographic for tokens. */
export const systemRandom: Random = {
  next: () => Math.random(),
  bytes: (length) => new Uint8Array(randomBytes(length)),
};
