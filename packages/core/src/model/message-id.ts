import { toHex, toUuid } from './uuid.ts';

/**
 * Makes a UUIDv7: 48 bits of Unix milliseconds, then 74 random bits (RFC 9562, section 5.7).
 * Ids made later sort later, which keeps the hub's index compact.
 *
 * @param now - epoch milliseconds
 * @param random - at least 10 random bytes
 * @example
 * ```ts
 * createMessageId(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
 * ```
 */
export function createMessageId(now: number, random: Uint8Array): string {
  const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, '0').slice(-12);
  return toUuid(time + toHex(random.subarray(0, 10)), 7);
}
