import { isText, type Message } from '@rialto/core/model';
import { type Answer, answers, type CellRule, type Choice, isPastDay } from './consent-state.ts';
import { quietly } from './quietly.ts';

/** What a device has stored. */
export interface StoredChoice {
  readonly choice: Choice;
  /** The random id under which the hub keeps the records of this device; only where something is permitted. */
  readonly id?: string | undefined;
  /** Records that the hub has not acknowledged, the oldest first. */
  readonly unsent: readonly Message[];
}

/**
 * Writes a choice for the device: answers in the order of the cells, so that equal choices are equal bytes.
 *
 * @example
 * ```ts
 * writeChoice(choice, cells, '2026-11'); // '{"policy":"2026-11","answers":[["analytics","denied","2026-11-22"]]}'
 * ```
 */
export const writeChoice = (
  choice: Choice,
  cells: readonly CellRule[],
  policyVersion: string,
  id?: string,
  unsent: readonly Message[] = [],
): string =>
  JSON.stringify({
    policy: policyVersion,
    answers: cells.flatMap(({ key, facts }) => {
      const answer = choice.get(key);
      return answer ? [[key, answer.state, answer.day, ...(facts ? [facts] : [])]] : [];
    }),
    ...(id && { id, unsent }),
  });

/** Reads what a device has stored; whatever cannot be read, or answers other facts, is no answer (M6, M7). */
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
    const state = answers.find((known) => known === given);
    const cell = cells.find((asked) => asked.key === key);
    if (!state || !cell || facts !== cell.facts || !isPastDay(day, now)) continue;
    if (facts !== undefined || stored.policy === policyVersion) choice.set(cell.key, { state, day });
  }
  return {
    choice,
    id: isText(stored.id) ? stored.id : undefined,
    unsent: listOf(stored.unsent).filter(isMessage),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isMessage = (value: unknown): value is Message =>
  isText((value as Partial<Message> | null | undefined)?.messageId);
