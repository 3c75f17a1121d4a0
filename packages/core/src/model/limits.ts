// Each by itself, so that a bundle holds those that it uses.

/** The most bytes of one message. */
export const messageBytes = 32 * 1024;
/** The most bytes of one batch, after decompression. */
export const batchBytes = 512 * 1024;
/** The most messages in one batch. */
export const batchMessages = 2_500;
/** The most characters of a messageId. */
export const messageIdLength = 100;
/** The most characters of an identifier's value, a userId or an anonymousId. */
export const identifierLength = 256;
/** What `fetch` with keepalive may carry in flight (Fetch standard, section 4.7: 64 KiB). */
export const keepaliveBytes = 60 * 1024;

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
