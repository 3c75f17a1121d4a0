import { createHash } from 'node:crypto';

/** Bytes of chance in a token: nobody guesses 256 bits. */
export const tokenChance = 32;

/** What a confirmation token leads to. */
export interface ConfirmationKey {
  /** The source that asked, under which request and answer stand in the log. */
  readonly source: string;
  /** SHA-256 of the token, hex. The token itself is kept nowhere: whoever reads the log can confirm nothing. */
  readonly hash: string;
}

/**
 * Makes the token of a confirmation link out of chance and the name of the source that asks: nothing in it tells of a
 * person.
 *
 * @param chance - {@link tokenChance} random bytes
 * @example
 * ```ts
 * const token = makeConfirmationToken(key.source, random.bytes(tokenChance));
 * ```
 */
export const makeConfirmationToken = (source: string, chance: Uint8Array): string =>
  Buffer.concat([chance, Buffer.from(source, 'utf8')]).toString('base64url');

/**
 * Reads a token; undefined where it cannot be one of ours. One text leads to one key: another spelling of the same
 * bytes is no token.
 *
 * @example
 * ```ts
 * readConfirmationToken(token)?.hash;
 * ```
 */
export function readConfirmationToken(token: string): ConfirmationKey | undefined {
  if (!/^[\w-]{44,200}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const source = bytes.subarray(tokenChance).toString('utf8');
  const isWhole = isSourceName.test(source) && bytes.toString('base64url') === token;
  return isWhole ? { source, hash: hashOf(token) } : undefined;
}

/** As the hub's options have it; a token that names anything else was never made. */
const isSourceName = /^[\w.:-]{1,100}$/;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The id of the message that asks. */
export const requestIdOf = ({ hash }: Pick<ConfirmationKey, 'hash'>): string => `confirmation-${hash}`;

/** The id of the message that answers: the log keeps one of each id, so a token confirms once. */
export const answerIdOf = ({ hash }: Pick<ConfirmationKey, 'hash'>): string => `confirmed-${hash}`;
