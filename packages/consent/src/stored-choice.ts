import { isText, type Message } from '@rialto/core/model';
import { type Answer, answers, type CellRule, type Choice, isPastDay } from './consent-state.ts';
import { quietly } from './quietly.ts';

/** Answers that are kept at most for pages that ask for other cells than this one. */
const bound = 100;

/** What a device has stored. */
export interface StoredChoice {
  readonly choice: Choice;
  /** The random id under which the hub keeps the records of this device; only where something is permitted. */
  readonly id?: string | undefined;
  /** Records that the hub has not acknowledged, the oldest first. */
  readonly unsent: readonly Message[];
}

/**
 * Writes a choice for the device: answers in the order of their keys, so that equal choices are equal bytes, whichever page asked
 * for what, and when.
 *
 * @example
 * ```ts
 * writeChoice(choice, '2026-11'); // '{"policy":"2026-11","answers":[["analytics","denied","2026-11-22"]]}'
 * ```
 */
export const writeChoice = (
  choice: Choice,
  policyVersion: string,
  id?: string,
  unsent: readonly Message[] = [],
): string =>
  JSON.stringify({
    policy: policyVersion,
    answers: [...choice]
      .sort()
      .map(([key, { state, day, facts }]) => [key, state, day, facts].filter(Boolean)),
    ...(id && { id, unsent }),
  });

/**
 * Reads what a device has stored; whatever cannot be read, or answers other facts, is no answer (M6, M7). What another page has asked
 * is kept for it.
 */
export function readChoice(
  text: unknown,
  cells: readonly CellRule[],
  policyVersion: string,
  now: number,
): StoredChoice {
  const choice = new Map<string, Answer>();
  const stored: Record<string, unknown> = quietly(() => JSON.parse(text as string)) ?? {};
  for (const entry of listOf(stored.answers)) {
    const [key, given, day, facts] = listOf(entry);
    const state = given as Answer['state'];
    const cell = cells.find((asked) => asked.key === key);
    if (!answers.includes(state) || !isPastDay(day, now)) continue;
    if (cell ? facts !== cell.facts : !isName(key) || !isName(facts ?? key) || choice.size >= bound) continue;
    if (facts || stored.policy === policyVersion)
      choice.set(key as string, { state, day, facts: facts as string });
  }
  return {
    choice,
    id: isText(stored.id) ? stored.id : undefined,
    unsent: listOf(stored.unsent).filter(isMessage),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** A key, or the name of facts. */
const isName = (value: unknown): boolean => isText(value) && /^[a-z\d][\w@-]{0,80}$/i.test(value);
const isMessage = (value: unknown): value is Message =>
  isText((value as Partial<Message> | null | undefined)?.messageId);
