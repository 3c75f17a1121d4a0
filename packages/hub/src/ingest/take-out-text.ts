import { hashConsentText, type Issue } from '@rialto/core';
import { wordsOf } from '../proof/hash-record.ts';
import type { PreparedMessage } from './prepare-message.ts';

/** A message without the words of its consent, and the words. */
export interface TakenText {
  readonly message: PreparedMessage;
  /** Undefined where it carried none. */
  readonly text?: { readonly hash: string; readonly words: string } | undefined;
}

/**
 * Takes the words of a consent out of a message, so that the log holds their hash alone and the words are kept once. A hash
 * that the message states for other words counts for nothing, and the answer says so.
 *
 * @example
 * ```ts
 * const { message, text } = await takeOutText(prepared);
 * await store.commit([message.event], new Map(text && [[text.hash, text.words]]));
 * ```
 */
export async function takeOutText(message: PreparedMessage): Promise<TakenText> {
  const { event, issues } = message;
  if (event.name !== 'Consent Recorded') return { message };
  const { text, ...properties } = event.properties;
  if (typeof text !== 'string') return { message };
  const words = wordsOf(text);
  const hash = await hashConsentText(words);
  if (hash === undefined) throw new Error('This Node cannot hash.');
  const stated = properties.text_hash;
  const isWrong = stated !== undefined && stated !== hash;
  return {
    message: {
      event: { ...event, properties: { ...properties, text_hash: hash } },
      issues: isWrong ? [...issues, mismatch] : issues,
    },
    text: { hash, words },
  };
}

const mismatch: Issue = {
  path: 'properties.text_hash',
  message: 'is not the hash of the text; the hash of the text stands in its place',
};
