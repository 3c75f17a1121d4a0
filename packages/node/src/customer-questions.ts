import type { Clock } from '@rialto/core/delivery';
import type { CustomerBreaker, Leave } from './customer-breaker.ts';
import type { CustomerQuery, CustomerReadOutcome, HubReader } from './read-hub.ts';

/** One request to the hub, shared by all who ask the same meanwhile. */
export interface Question {
  /** Never rejects. */
  readonly outcome: Promise<CustomerReadOutcome>;
  /** Whether anybody who waits for it wants a copy to be kept. */
  keep: boolean;
  /** It may take so many milliseconds from now, or longer if somebody else wants to wait longer. */
  extend(ms: number): void;
}

/** The requests that are under way. */
export interface CustomerQuestions {
  /** The question of that key that is under way, or a new one, unless the hub is left alone for now. */
  put(key: string, query: CustomerQuery): Question | Extract<Leave, { kind: 'turn-away' }>;
  /** Whether any is under way. */
  isAsking(): boolean;
  /** Whoever asks from now on is not told what was asked for before. */
  detach(): void;
  /** Ends all of them. */
  close(): void;
}

/** What {@link createCustomerQuestions} needs. */
export interface CustomerQuestionsParts {
  readonly reader: Pick<HubReader, 'readCustomer'>;
  readonly clock: Clock;
  readonly breaker: CustomerBreaker;
  /** Told of the outcome before anybody else is, with the question's key and query. */
  readonly onOutcome: (outcome: CustomerReadOutcome, key: string, query: CustomerQuery, asked: Asked) => void;
  /** The moment at which a question is put, told to `onOutcome`. */
  readonly moment: () => number;
}

/** How a question was asked. */
export interface Asked {
  readonly at: number;
  readonly keep: boolean;
}

/** An answer that takes longer counts as none for the breaker, milliseconds: somebody stands there and waits. */
const slowAfter = 1_000;

export function createCustomerQuestions(parts: CustomerQuestionsParts): CustomerQuestions {
  const { reader, clock, breaker, onOutcome, moment } = parts;
  const questions = new Map<string, Question>();
  const open = new Set<AbortController>();

  function ask(key: string, query: CustomerQuery, { tell }: Extract<Leave, { kind: 'pass' }>): Question {
    const began = clock.now();
    const at = moment();
    const abort = new AbortController();
    open.add(abort);
    const limit = createLimit(clock, () => abort.abort());
    const finish = (outcome: CustomerReadOutcome): CustomerReadOutcome => {
      limit.cancel();
      if (questions.get(key) === question) questions.delete(key);
      // Ended by `close`: that says nothing of the hub.
      if (!open.delete(abort)) return outcome;
      const isLate = clock.now() - began >= slowAfter;
      tell(outcome.kind === 'failed' ? outcome : isLate ? { kind: 'failed' } : { kind: 'answered' });
      onOutcome(outcome, key, query, { at, keep: question.keep });
      return outcome;
    };
    const question: Question = {
      keep: false,
      extend: limit.extend,
      outcome: reader.readCustomer(query, abort.signal).then(finish),
    };
    questions.set(key, question);
    return question;
  }

  return {
    put(key, query) {
      const known = questions.get(key);
      if (known) return known;
      const leave = breaker.ask();
      return leave.kind === 'pass' ? ask(key, query, leave) : leave;
    },
    isAsking: () => open.size > 0,
    detach: () => questions.clear(),
    close() {
      questions.clear();
      const ending = [...open];
      open.clear();
      for (const abort of ending) abort.abort();
    },
  };
}

/** A time limit that can be put off. */
function createLimit(clock: Clock, onEnd: () => void) {
  let endsAt = Number.NEGATIVE_INFINITY;
  let timer = { cancel: (): void => {} };
  return {
    extend(ms: number): void {
      const end = clock.now() + ms;
      if (end <= endsAt) return;
      endsAt = end;
      timer.cancel();
      timer = clock.after(ms, onEnd);
    },
    cancel: (): void => timer.cancel(),
  };
}
