// Apart from the limits of a message: a page needs those at once, and these only once it sends something.

/** The most bytes of one batch, after decompression. */
export const batchBytes = 512 * 1024;
/** The most messages in one batch. */
export const batchMessages = 2_500;
/** What `fetch` with keepalive may carry in flight (Fetch standard, section 4.7: 64 KiB). */
export const keepaliveBytes = 60 * 1024;
