import { createHash } from 'node:crypto';

/**
 * The id of the profile that an event founds: opaque, and the same whenever the log is replayed.
 *
 * @example
 * ```ts
 * profileIdOf('web', '018f…'); // 'p_5f2b…'
 * ```
 */
export const profileIdOf = (source: string, messageId: string): string =>
  `p_${createHash('sha256').update(`${source}\n${messageId}`).digest('hex').slice(0, 24)}`;
