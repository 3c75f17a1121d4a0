import type { Issue, Sequence } from '@rialto/core/model';

/** What {@link readSequence} found. */
export interface ReadSequence {
  /** Undefined where the message has none that can be read. */
  readonly sequence?: Sequence | undefined;
  /** What was left out. */
  readonly issues: readonly Issue[];
}

const queueId = /^q_[0-9a-f]{16}$/;

/**
 * Reads a message's place in the queue of its sender. A wrong one is left out and never costs the event.
 *
 * The id has this one shape and no other: it is kept of messages too that consent refused, so there must be no room in it
 * for a word about anybody.
 *
 * @param value - the message's `sequence`, as it came
 * @example
 * ```ts
 * const { sequence, issues } = readSequence({ queue: 'q_0123456789abcdef', number: 17 });
 * ```
 */
export function readSequence(value: unknown): ReadSequence {
  if (value === undefined || value === null) return { issues: [] };
  const { queue, number } = value as { readonly queue?: unknown; readonly number?: unknown };
  if (typeof queue !== 'string' || !queueId.test(queue))
    return leftOut('sequence.queue', 'q_ and 16 hexadecimal digits');
  if (!isNumber(number)) return leftOut('sequence.number', 'a whole number from 1 to 2^53 - 1');
  return { sequence: { queue, number }, issues: [] };
}

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1;

const leftOut = (path: string, expected: string): ReadSequence => ({
  issues: [{ path, message: `expected ${expected}; left out` }],
});
