import { type ConsentGate, type ConsentState, decideGate, type Identifier, type Purpose } from '@rialto/core';
import { type Clock, type Random, retryDelay } from '@rialto/core/delivery';
import { type ConsentAnswer, createAnswerCache } from './answer-cache.ts';

/** What came of asking the hub once. */
export type AskOutcome =
  | { readonly kind: 'answer'; readonly answer: ConsentAnswer }
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfter?: number | undefined };

/** What {@link createConsentLookup} needs. */
export interface ConsentLookupParts {
  /** Asks the hub once. Never rejects. */
  readonly ask: (person: Identifier, purpose: Purpose) => Promise<AskOutcome>;
  readonly clock: Clock;
  readonly random: Random;
  /** An answer is there: events that wait may be decided. */
  readonly onAnswer: () => void;
  /** The hub does not answer, said once for each outage. */
  readonly onOutage: (reason: string) => void;
}

/** Asks the hub what a person permits, for events that wait for it in memory. */
export interface ConsentLookup {
  /** A gate that holds until the hub has answered for every purpose; at once where the answer is known. */
  gateFor(messageId: string, person: Identifier, purposes: readonly Purpose[]): ConsentGate;
  /** The event waits no longer: nobody needs to ask for it. */
  forget(messageId: string): void;
  /** Somebody has decided: answers from before are not used again. */
  refresh(): void;
  /** Resolves when everything is answered, the hub does not answer, or after `timeout` ms. */
  settled(timeout?: number): Promise<void>;
  close(): void;
}

interface Asker {
  readonly messageId: string;
  tell(answer: ConsentAnswer): void;
}

interface Question {
  readonly person: Identifier;
  readonly purpose: Purpose;
  /** Who waits for it. One event may wait twice: a till that repeats itself asks before it is known as a repeat. */
  readonly askers: Set<Asker>;
  asking: boolean;
}

const mostAtOnce = 4;

export function createConsentLookup(parts: ConsentLookupParts): ConsentLookup {
  const { ask, clock, random, onAnswer, onOutage } = parts;
  const cache = createAnswerCache();
  const questions = new Map<string, Question>();
  const settlers = new Set<() => void>();
  let inFlight = 0;
  let failures = 0;
  /** Backing off: nobody is asked before the timer rings. */
  let resting = false;
  let closed = false;
  /** Counts the decisions that came meanwhile: an answer that was asked for before one is used, and not kept. */
  let decisions = 0;

  /** Asks on, as many at once as the hub is to be bothered with. */
  function pump(): void {
    for (const [key, question] of questions) {
      if (resting || closed || inFlight >= mostAtOnce) break;
      if (question.asking) continue;
      if (question.askers.size === 0) questions.delete(key);
      else void askOnce(key, question);
    }
    if (resting || closed || questions.size === 0) for (const settle of settlers) settle();
  }

  async function askOnce(key: string, question: Question): Promise<void> {
    question.asking = true;
    inFlight += 1;
    const askedAt = decisions;
    const outcome = await ask(question.person, question.purpose);
    inFlight -= 1;
    question.asking = false;
    if (closed) return;
    if (outcome.kind === 'answer') {
      failures = 0;
      questions.delete(key);
      if (askedAt === decisions) cache.set(key, outcome.answer, clock.now());
      for (const { tell } of question.askers) tell(outcome.answer);
      onAnswer();
    } else {
      // To the end: a question that the hub stumbles over must not keep all others waiting.
      questions.delete(key);
      questions.set(key, question);
      rest(outcome);
    }
    pump();
  }

  function rest({ reason, retryAfter }: Extract<AskOutcome, { kind: 'retry' }>): void {
    // Requests that were under way together fail together, and count as one failure.
    if (resting) return;
    resting = true;
    failures += 1;
    if (failures === 1) onOutage(reason);
    clock.after(retryDelay(failures, random.next(), retryAfter), () => {
      resting = false;
      pump();
    });
  }

  function inquire(asker: Asker, person: Identifier, purpose: Purpose): void {
    const key = JSON.stringify([person.kind, person.value, purpose]);
    const known = cache.get(key, clock.now());
    if (known) {
      asker.tell(known);
      return;
    }
    const question = questions.get(key) ?? { person, purpose, askers: new Set(), asking: false };
    question.askers.add(asker);
    questions.set(key, question);
  }

  return {
    gateFor(messageId, person, purposes) {
      const answers = new Map<Purpose, ConsentState>();
      for (const purpose of new Set(purposes)) {
        if (purpose === 'necessary') continue;
        const tell = ({ state }: ConsentAnswer) => void answers.set(purpose, state);
        inquire({ messageId, tell }, person, purpose);
      }
      pump();
      return answeredGate(answers);
    },
    forget(messageId) {
      for (const [key, { askers, asking }] of questions) {
        for (const asker of askers) if (asker.messageId === messageId) askers.delete(asker);
        // Here, and not with the next question: while the hub is away each of these is looked through for every event.
        if (askers.size === 0 && !asking) questions.delete(key);
      }
    },
    refresh() {
      decisions += 1;
      cache.clear();
    },
    settled(timeout) {
      return new Promise((resolve) => {
        const timer = timeout === undefined ? undefined : clock.after(timeout, () => settle());
        const settle = (): void => {
          timer?.cancel();
          settlers.delete(settle);
          resolve();
        };
        settlers.add(settle);
        pump();
      });
    },
    close() {
      closed = true;
      questions.clear();
      pump();
    },
  };
}

/** A gate over the hub's answers so far: what is not answered yet holds, what nobody has decided is let go. */
function answeredGate(answers: ReadonlyMap<Purpose, ConsentState>): ConsentGate {
  return {
    decide(purposes) {
      const decision = decideGate(purposes, (purpose) => answers.get(purpose) ?? 'unset');
      const undecided = purposes.find((purpose) => answers.get(purpose) === 'unset');
      return decision.verdict === 'hold' && undecided !== undefined
        ? { verdict: 'drop', reason: `undecided:${undecided}` }
        : decision;
    },
    on: () => () => {},
  };
}
