import type { ConsentState } from '@rialto/core';

/** What the hub said of a person and a purpose. */
export interface ConsentAnswer {
  /** `granted`, `denied` or `unset`: all that the gate needs to know. */
  readonly state: Extract<ConsentState, 'granted' | 'denied' | 'unset'>;
  /** How long it may be used again, seconds. */
  readonly validFor: number;
}

/** Answers that are still valid, the least recently used forgotten first. */
export interface AnswerCache {
  get(key: string, now: number): ConsentAnswer | undefined;
  set(key: string, answer: ConsentAnswer, now: number): void;
  clear(): void;
}

/** However long the hub says: a withdrawal must not go unnoticed for a day. */
const longestValidFor = 3_600;

export function createAnswerCache(capacity = 1_000): AnswerCache {
  const answers = new Map<string, { readonly answer: ConsentAnswer; readonly until: number }>();
  return {
    get(key, now) {
      const known = answers.get(key);
      if (!known) return undefined;
      answers.delete(key);
      if (known.until <= now) return undefined;
      answers.set(key, known);
      return known.answer;
    },
    set(key, answer, now) {
      answers.delete(key);
      const validFor = Math.min(answer.validFor, longestValidFor);
      if (!(validFor > 0)) return;
      answers.set(key, { answer, until: now + validFor * 1_000 });
      const [oldest] = answers.keys();
      if (answers.size > capacity && oldest !== undefined) answers.delete(oldest);
    },
    clear: () => answers.clear(),
  };
}
