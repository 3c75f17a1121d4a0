import { type CustomerContext, type Identifier, isRialtoError } from '@rialto/core';
import type { Clock } from '@rialto/core/delivery';
import { pause } from './pause.ts';

/** What came of a round of refreshing. */
export interface RoundReport {
  /** Whose copy is up to date now. */
  readonly kept: number;
  /** Whose copy could not be renewed; what was there stays until it is too old. */
  readonly failed: number;
}

/** What {@link runRound} needs. */
export interface RoundParts {
  /** Whom to ask for, by the names of their copies. */
  readonly wanted: ReadonlyMap<string, Identifier>;
  /** Asks the hub for one of them, and keeps no copy by itself. */
  readonly ask: (identifier: Identifier) => Promise<CustomerContext | undefined>;
  /** The hub has answered; undefined where it knows nobody, or may not say. False where the copy could not be kept. */
  readonly onAnswer: (id: string, customer: CustomerContext | undefined, askedAt: number) => boolean;
  /** The moment at which a question is put, told to `onAnswer`. */
  readonly moment: () => number;
  readonly clock: Clock;
  readonly closing: AbortSignal;
}

/** How a round ended. */
export interface RoundEnd extends RoundReport {
  /** The hub did not answer for so long that the rest was left for later. */
  readonly gaveUp: boolean;
}

/** Copies are fetched beside what the till itself asks for, and must not get into its way. */
const mostAtOnce = 2;
/** Between two questions of one asker, milliseconds. */
const pace = 50;
/** The pauses while the hub does not answer, milliseconds; longer than those of the client's own breaker. */
const firstRest = 5_000;
const longestRest = 60_000;
/** So many times in a row nobody answers, and the round is over. */
const mostRests = 5;
/** So often is one person asked for: somebody over whom the hub stumbles must not keep the others waiting. */
const mostTries = 2;

/** Asks for everybody at a gentle pace. Never rejects. */
export async function runRound(parts: RoundParts): Promise<RoundEnd> {
  const { wanted, ask, onAnswer, moment, clock, closing } = parts;
  const waiting = [...wanted].map(([id, identifier]) => ({ id, identifier, tries: 0 }));
  let [kept, failed, rests, over] = [0, 0, 0, false];
  let rest: Promise<void> | undefined;
  const isOver = (): boolean => over || closing.aborted;

  /** One pause for all askers: what fails together is one failure. */
  function takeRest(): Promise<void> {
    rests += 1;
    over ||= rests > mostRests;
    rest ??= (over ? Promise.resolve() : pause(clock, restAfter(rests), closing)).then(() => {
      rest = undefined;
    });
    return rest;
  }

  async function askFor(person: (typeof waiting)[number]): Promise<void> {
    const askedAt = moment();
    try {
      const customer = await ask(person.identifier);
      rests = 0;
      if (onAnswer(person.id, customer, askedAt)) kept += 1;
      else if (customer) failed += 1;
    } catch (error) {
      const code = isRialtoError(error) ? error.code : 'hub-unreachable';
      if (code !== 'hub-unreachable') {
        if (code === 'hub-refused') onAnswer(person.id, undefined, askedAt);
        rests = 0;
        failed += 1;
        over ||= code === 'closed';
        return;
      }
      person.tries += 1;
      if (person.tries < mostTries) waiting.push(person);
      else failed += 1;
      await (rest ?? takeRest());
    }
  }

  async function asker(): Promise<void> {
    for (;;) {
      if (rest) await rest;
      const person = isOver() ? undefined : waiting.shift();
      if (!person) return;
      await askFor(person);
      await pause(clock, pace, closing);
    }
  }

  await Promise.all(Array.from({ length: mostAtOnce }, asker));
  return { kept, failed: failed + waiting.length, gaveUp: over && !closing.aborted };
}

const restAfter = (rests: number): number => Math.min(longestRest, firstRest * 2 ** (rests - 1));
