import { toHex, toUuid } from './uuid.ts';

/**
 * Makes the random id of a device, a UUIDv4: unlike a messageId it must not tell when it was made.
 *
 * @param random - 16 random bytes
 * @example
 * ```ts
 * createAnonymousId(crypto.getRandomValues(new Uint8Array(16)));
 * ```
 */
export const createAnonymousId = (random: Uint8Array): string => toUuid(toHex(random), 4);
