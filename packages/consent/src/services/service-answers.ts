import { type ConsentState, isRefusal } from '@rialto/core/model';
import type { ConsentChange } from '../consent-manager.ts';

/** Answers by purpose, as a consent service keeps them. */
export type ServiceAnswers = Readonly<Record<string, boolean>>;

/** What an answer of the service is weighed against. */
export interface LocalAnswers {
  /** The states here, by purpose. */
  readonly states: Readonly<Record<string, ConsentState>>;
  /** Whether the service had its say before; what it says otherwise now is then new. */
  readonly heard: boolean;
  /** What the service is known to hold. */
  readonly known: ReadonlyMap<string, boolean>;
  /** What the person has answered here since the service was connected. */
  readonly answered: ReadonlySet<string>;
}

/**
 * Decides, pure: which answers of a service to take over.
 *
 * What it says for the first time gives way to what the person has answered here since; a refusal outweighs an
 * older permission, a permission outweighs no older refusal. What it says anew, other than before, is the person's latest
 * word. What changes nothing is left out, so that an answer is not counted anew on every page.
 */
export function answersToTake(given: ServiceAnswers, local: LocalAnswers): ServiceAnswers {
  const { states, heard, known, answered } = local;
  const taken = Object.entries(given).filter(([purpose, answer]) => {
    const state = Object.hasOwn(states, purpose) ? states[purpose] : undefined;
    if (state === undefined || typeof answer !== 'boolean' || known.get(purpose) === answer) return false;
    if (!heard && answered.has(purpose)) return false;
    if (state === 'expired') return true;
    return answer ? state !== 'granted' && (heard || !isRefusal(state)) : !isRefusal(state);
  });
  return Object.fromEntries(taken);
}

/**
 * Decides, pure: what a change says to a service. Contact channels are none of its business, and a permission that ended
 * without a no (it has lapsed, or the person who gave it has signed out) is no answer.
 */
export const answersIn = (
  { granted, refused }: ConsentChange,
  states: Readonly<Record<string, ConsentState>>,
): ServiceAnswers =>
  Object.fromEntries(
    [...granted, ...refused].flatMap((cell): [string, boolean][] => {
      const state = Object.hasOwn(states, cell) ? states[cell] : undefined;
      if (state === 'granted') return [[cell, true]];
      return state && state !== 'expired' && isRefusal(state) ? [[cell, false]] : [];
    }),
  );
