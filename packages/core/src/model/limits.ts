// Each by itself, so that a bundle holds those that it uses.

/** The most bytes of one message. */
export const messageBytes = 32 * 1024;
/** The most characters of a messageId. */
export const messageIdLength = 100;
/** The most characters of an identifier's value, a userId or an anonymousId. */
export const identifierLength = 256;
