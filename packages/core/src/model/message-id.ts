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
  let tail = '';
  for (let index = 0; index < 10; index += 1) {
    let byte = random[index] ?? 0;
    if (index === 0) byte = (byte & 0x0f) | 0x70;
    if (index === 2) byte = (byte & 0x3f) | 0x80;
    tail += byte.toString(16).padStart(2, '0');
  }
  return `${time.slice(0, 8)}-${time.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}`;
}
