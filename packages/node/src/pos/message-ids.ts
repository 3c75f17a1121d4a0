import { createHash } from 'node:crypto';

// `limits.messageIdLength` of core, which a test compares it with: the door that has it brings zod along.
export const longestMessageId = 100;

/**
 * The messageId of a part of a receipt, always the same: what is reported twice is one. Readable, as long as it is short enough.
 *
 * @example
 * ```ts
 * messageIdOf(['hh-altona', '4', '2026-11-25', 'A-17', 'sale']); // 'hh-altona/4/2026-11-25/A-17/sale'
 * ```
 */
export function messageIdOf(parts: readonly string[]): string {
  // Encoded, so that no name can contain what parts them.
  const id = parts.map(encode).join('/');
  if (id.length <= longestMessageId) return id;
  return `till/${createHash('sha256').update(id).digest('base64url')}`;
}

/** `encodeURIComponent` throws on half of a surrogate pair; no text may stop a till. */
const encode = (part: string): string => encodeURIComponent(part.toWellFormed());
