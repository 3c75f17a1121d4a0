import type { PreparedEvent } from '../ingest/prepared-event.ts';

/**
 * The text by which an event stands in the log. What a store decides on is this text read back, never the
 * caller's object: so a replay of the log decides on exactly the same values.
 *
 * Lone surrogates become U+FFFD, as SQLite and PostgreSQL would make of them in a key column: otherwise two
 * ids would be different for the decision and the same for the unique key.
 *
 * @example
 * ```ts
 * decodeEvent(encodeEvent(event)); // the event, its own plain copy
 * ```
 */
export function encodeEvent(event: PreparedEvent): string {
  const text = JSON.stringify(event);
  // Only a lone surrogate is written as such an escape; a pair is written as it is.
  return /\\ud[89a-f]/.test(text) ? JSON.stringify(event, wellFormed) : text;
}

/** Reads {@link encodeEvent}'s text. */
export const decodeEvent = (text: string): PreparedEvent => JSON.parse(text) as PreparedEvent;

const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;
