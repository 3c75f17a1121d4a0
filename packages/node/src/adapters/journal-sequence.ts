import type { Random } from '@rialto/core/delivery';
import type { JournalMark } from './journal-record.ts';

/** The numbers of the events, and under which name the hub sees them. */
export interface JournalSequence {
  /** The next number. */
  next(): number;
  /** What a segment begins with. */
  mark(): JournalMark;
  /** Goes on where an earlier process ended. Without its mark nobody knows which numbers were given: a new queue begins. */
  resume(mark: JournalMark | undefined, last: number): void;
  /** From this number on it is another queue, because the numbers will be forgotten. */
  renew(from: number): void;
  /** The body with the event's place in the queue, under the name that its number has now. */
  stamp(body: string, number: number): string;
}

/** The hub refuses messages over 32 KB: a larger body gets no number, which takes some 80 bytes. */
const largestStamped = 32_000;
const idBytes = 8;

export function createJournalSequence(random: Random): JournalSequence {
  const newId = (): string => `q_${Buffer.from(random.bytes(idBytes)).toString('hex')}`;
  let last = 0;
  let now = { queue: newId(), base: 0 };
  let before: typeof now | undefined;

  const head = (name: typeof now | undefined, number: number): string | undefined =>
    name && number > name.base
      ? `{"sequence":{"queue":"${name.queue}","number":${number - name.base}}`
      : undefined;

  // Our bodies are objects that JSON.stringify wrote, and are not parsed for this: it goes before their first field.
  function withHead(text: string | undefined, body: string): string {
    if (text === undefined) return body;
    if (body === '{}') return `${text}}`;
    return body.startsWith('{"') ? `${text},${body.slice(1)}` : body;
  }

  const headOf = (number: number): string | undefined => head(number > now.base ? now : before, number);

  return {
    next() {
      last += 1;
      return last;
    },
    mark: () => ({ queue: now.queue, base: now.base, last }),
    resume(mark, found) {
      last = found;
      now = mark ? { queue: mark.queue, base: mark.base } : { queue: newId(), base: found };
    },
    renew(from) {
      before = now;
      now = { queue: newId(), base: from - 1 };
    },
    stamp: (body, number) => (isLarge(body) ? body : withHead(headOf(number), body)),
  };
}

// Counted only where it matters: most bodies are far from it.
const isLarge = (body: string): boolean =>
  body.length * 3 > largestStamped && Buffer.byteLength(body) > largestStamped;
