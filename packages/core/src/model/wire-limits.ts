import { batchBytes, batchMessages, keepaliveBytes } from './batch-limits.ts';
import { identifierLength, messageBytes, messageIdLength } from './limits.ts';

/** Every size and count limit of the wire, in one place (design: "The wire"). Sizes are bytes of UTF-8 JSON. */
export const limits = {
  /** One message. */
  messageBytes,
  /** One batch, after decompression. */
  batchBytes,
  /** Messages in one batch. */
  batchMessages,
  /** Characters of a messageId. */
  messageIdLength,
  /** Characters of an identifier's value, a userId or an anonymousId. */
  identifierLength,
  /** Characters of an event's name. */
  eventNameLength: 200,
  /** Nested objects and arrays in a message. */
  depth: 16,
  /** What `fetch` with keepalive may carry in flight (Fetch standard, section 4.7: 64 KiB). */
  keepaliveBytes,
} as const;
