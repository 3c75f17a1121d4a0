import { type CustomerContext, type Identifier, RialtoError } from '@rialto/core';
import type { Clock, DeliveryProblem, Random } from '@rialto/core/delivery';
import { checkNames, invalid, show } from './check-options.ts';
import { createCustomerBars } from './customer-bars.ts';
import { createCustomerBreaker } from './customer-breaker.ts';
import { type CustomerCopy, createCustomerCache, personKey } from './customer-cache.ts';
import { type Asked, createCustomerQuestions, type Question } from './customer-questions.ts';
import {
  type CustomerQuery,
  type CustomerReadOutcome,
  checkQuery,
  errorOf,
  type HubReader,
  parseCustomer,
} from './read-hub.ts';

/** How long one read may take, and how old its answer may be. */
export interface CustomerReadOptions {
  /**
   * How long this read may take, milliseconds, 1 to 60,000.
   * @default the client's `readTimeout`
   */
  readonly timeout?: number | undefined;
  /**
   * How old a copy may be that is given when the hub does not answer at once, milliseconds, up to a day. With 0 the
   * answer is the hub's or none, and no new copy is made.
   * @default 300_000 (5 minutes)
   */
  readonly maxStale?: number | undefined;
}

/** What a read gives: the customer context, and whether it is a copy. */
export interface CustomerAnswer extends CustomerContext {
  /**
   * The hub did not answer at once, and this is a copy of an earlier answer, at most `maxStale` old; `asOf` says from when.
   * Do not make an offer by it that somebody may have declined meanwhile.
   */
  readonly stale?: true;
}

/** What {@link createCustomerReads} needs. */
export interface CustomerReadsParts {
  readonly reader: Pick<HubReader, 'readCustomer'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Told once when the hub is no longer asked, and not while that lasts. */
  readonly report: (problem: DeliveryProblem) => void;
  /** Milliseconds. */
  readonly readTimeout: number;
}

/** Reads of customers that never wait long. */
export interface CustomerReads {
  /** @throws RialtoError `hub-unreachable`, `hub-refused`, `closed` or `invalid-option`, as a rejection */
  customer(query: CustomerQuery, options?: CustomerReadOptions): Promise<CustomerAnswer | undefined>;
  /** A live stream brought this context: it is the newest copy. */
  renew(query: CustomerQuery, customer: CustomerContext): void;
  /**
   * What may be shown of these people has changed: their copies go, and none is kept again until `settled` has settled,
   * whatever comes of it.
   */
  forget(people: Identifier | readonly Identifier[], settled?: Promise<unknown>): void;
  close(): void;
}

/** How long a till waits for the hub when it has a copy, milliseconds. */
const patience = 300;
const defaultMaxStale = 300_000;
const longestTimeout = 60_000;
const longestStale = 86_400_000;

export function createCustomerReads(parts: CustomerReadsParts): CustomerReads {
  const { reader, clock, random, report, readTimeout } = parts;
  const cache = createCustomerCache();
  const bars = createCustomerBars();
  const breaker = createCustomerBreaker({ clock, random, report });
  const questions = createCustomerQuestions({ reader, clock, breaker, onOutcome, moment: bars.moment });
  let closed = false;

  function onOutcome(outcome: CustomerReadOutcome, key: string, query: CustomerQuery, asked: Asked): void {
    if (outcome.kind === 'unknown') cache.delete(key);
    // A key that was revoked has no right to what it read before.
    if (outcome.kind === 'refused' && [401, 403].includes(outcome.status)) cache.clear();
    if (outcome.kind === 'found' && (asked.keep || cache.get(key))) remember(key, query, outcome, asked.at);
  }

  function remember(
    key: string,
    { identifier }: CustomerQuery,
    { text, subject }: { readonly text: string; readonly subject: string | undefined },
    askedAt: number,
  ): void {
    const keys = [personKey(identifier), ...(subject === undefined ? [] : [subjectKey(subject)])];
    if (closed || !bars.mayKeep(keys, askedAt)) return;
    cache.set(key, identifier, { text, subject, at: clock.now() });
  }

  function copyFor(key: string, maxAge: number): CustomerCopy | undefined {
    const copy = maxAge > 0 ? cache.get(key) : undefined;
    const age = clock.now() - (copy?.at ?? 0);
    // A copy from the future: the clock was put back, and nobody knows how old it is.
    return age >= 0 && age <= maxAge ? copy : undefined;
  }

  function giveCopy(key: string, maxStale: number, error: () => RialtoError): CustomerAnswer {
    const copy = copyFor(key, maxStale);
    if (!copy) throw error();
    return { ...parseCustomer(copy.text), stale: true };
  }

  /** With a copy at hand nobody waits for long; should it go meanwhile, the wait goes on. */
  async function wait(question: Question, key: string, { timeout, maxStale }: Limits) {
    const short = copyFor(key, maxStale) ? Math.min(patience, timeout) : timeout;
    const outcome = await within(clock, question.outcome, short);
    if (outcome || short === timeout || copyFor(key, maxStale)) return outcome;
    return within(clock, question.outcome, timeout - short);
  }

  async function customer(query: CustomerQuery, options?: CustomerReadOptions) {
    const { identifier, purpose, channel } = checkQuery(query);
    const limits = checkLimits(options, readTimeout);
    const { timeout, maxStale } = limits;
    if (closed) throw new RialtoError('closed', 'The client is closed: it reads no customers.');
    const key = keyOf(query);
    const { kind, value } = identifier;
    const question = questions.put(key, {
      identifier: { kind, value },
      purpose,
      ...(channel && { channel }),
    });
    if (!('outcome' in question)) {
      return giveCopy(key, maxStale, () => leftAlone(question.until));
    }
    question.keep ||= maxStale > 0;
    question.extend(Math.max(timeout, readTimeout));
    const outcome = (await wait(question, key, limits)) ?? noAnswer;
    if (outcome.kind === 'found') return parseCustomer(outcome.text);
    if (outcome.kind === 'unknown') return undefined;
    if (outcome.kind === 'refused') throw errorOf(outcome);
    return giveCopy(key, maxStale, () => errorOf(outcome));
  }

  return {
    customer,
    renew(query, context) {
      const subject = context.subject?.id;
      remember(keyOf(query), query, { text: JSON.stringify(context), subject }, bars.moment());
    },
    forget(people, settled) {
      const keys = [people].flat().map(personKey);
      const subjects = cache.forget(new Set(keys));
      // A server that tells of thousands and asks for nobody has nothing to remember.
      if (!settled && !questions.isAsking()) return;
      bars.bar([...keys, ...[...subjects].map(subjectKey)], settled);
      questions.detach();
    },
    close() {
      closed = true;
      cache.clear();
      questions.close();
    },
  };
}

type Limits = Required<{ [Name in keyof CustomerReadOptions]: number }>;

/** @throws RialtoError `invalid-option` */
function checkLimits(options: CustomerReadOptions = {}, readTimeout: number): Limits {
  checkNames('customer', options, ['timeout', 'maxStale']);
  const { timeout = readTimeout, maxStale = defaultMaxStale } = options;
  if (!Number.isInteger(timeout) || timeout < 1 || (timeout > longestTimeout && timeout !== readTimeout)) {
    throw invalid(`timeout must be whole milliseconds from 1 to ${longestTimeout}; got ${show(timeout)}.`);
  }
  if (!Number.isInteger(maxStale) || maxStale < 0 || maxStale > longestStale) {
    throw invalid(`maxStale must be whole milliseconds from 0 to ${longestStale}; got ${show(maxStale)}.`);
  }
  return { timeout, maxStale };
}

const keyOf = ({ identifier, purpose, channel }: CustomerQuery): string =>
  JSON.stringify([identifier.kind, identifier.value, purpose, channel]);

const subjectKey = (subject: string): string => `subject ${subject}`;

const noAnswer = { kind: 'failed', reason: 'no answer in time' } as const;

const leftAlone = (until: number | undefined): RialtoError =>
  new RialtoError(
    'hub-unreachable',
    `The hub is left alone ${until === undefined ? 'while one question finds out whether it is well again' : `until ${new Date(until).toISOString()}`}, because it did not answer in time or asked for a pause. Go on without the context.`,
  );

/** What comes of a promise that never rejects, or undefined after so many milliseconds. */
function within<Value>(clock: Clock, promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  return new Promise((resolve) => {
    const timer = clock.after(ms, () => resolve(undefined));
    void promise.then((value) => {
      timer.cancel();
      resolve(value);
    });
  });
}
