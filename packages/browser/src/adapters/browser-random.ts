import type { Random } from '@rialto/core/delivery';

/** The page's chance. `randomUUID` would be missing on insecure origins; `getRandomValues` is not. */
export const browserRandom: Random = {
  next: () => Math.random(),
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
