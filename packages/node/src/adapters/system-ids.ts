import { randomUUID } from 'node:crypto';

/** Makes a new id for a message at a time, epoch milliseconds. */
export type NewId = (now: number) => string;

/** Where the random part of a UUID begins, behind its version. */
const randomAt = 15;

/**
 * UUIDv7 (RFC 9562, section 5.7) out of the system's UUIDv4: its random bits, behind the time. Several times as fast as
 * building one of bytes, and of the same strength.
 */
export function createSystemIds(): NewId {
  let time = Number.NaN;
  let prefix = '';
  return (now) => {
    if (now !== time) {
      time = now;
      const digits = Math.max(0, Math.floor(now)).toString(16).padStart(12, '0').slice(-12);
      prefix = `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
    }
    return prefix + randomUUID().slice(randomAt);
  };
}
