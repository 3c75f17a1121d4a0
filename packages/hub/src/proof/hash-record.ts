import { createHash } from 'node:crypto';
import { normaliseConsentText } from '@rialto/core/model';

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/**
 * The hash of a record: SHA-256 over the hash before it, a line feed and the body. So each hash stands for everything that
 * was recorded up to it.
 *
 * @example
 * ```ts
 * hashRecord(record.previous, record.body) === record.hash;
 * ```
 */
export const hashRecord = (previous: string, body: string): string => sha256(`${previous}\n${body}`);

/** The hash of an event, given in its canonical form. */
export const hashEvent = (canonical: string): string => sha256(canonical);

/**
 * The words of a text as they are kept and hashed; half a surrogate pair becomes U+FFFD, as in every encoding of it.
 *
 * @example
 * ```ts
 * wordsOf(' Ja,\n gern '); // 'Ja, gern'
 * ```
 */
export const wordsOf = (text: string): string => normaliseConsentText(text).toWellFormed();

/** Core's `hashConsentText`, without waiting: for the one transaction in which records are made and compared. */
export const hashWords = (text: string): string => sha256(wordsOf(text));
