/** Every size and count limit of the wire, in one place (design: "The wire"). Sizes are bytes of UTF-8 JSON. */
export const limits = {
  /** One message. */
  messageBytes: 32 * 1024,
  /** One batch, after decompression. */
  batchBytes: 512 * 1024,
  /** Messages in one batch. */
  batchMessages: 2_500,
  /** Characters of a messageId. */
  messageIdLength: 100,
  /** Characters of an identifier's value, a userId or an anonymousId. */
  identifierLength: 256,
  /** Characters of an event's name. */
  eventNameLength: 200,
  /** Nested objects and arrays in a message. */
  depth: 16,
  /** What `fetch` with keepalive may carry in flight (Fetch standard, section 4.7: 64 KiB). */
  keepaliveBytes: 60 * 1024,
} as const;
