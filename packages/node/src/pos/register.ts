import type { Clock, DeliveryProblem, Timer } from '@rialto/core/delivery';
import { isRialtoError } from '@rialto/core/model';
import { invalid } from '../check-options.ts';
import { isDate } from './business-day.ts';
import { type CallReader, createCallReader, type Fields } from './call-reader.ts';
import type { CustomerDesk, KnownCustomer, TillCustomer } from './customer-desk.ts';
import { describeOwn } from './describe-own.ts';
import {
  type Describe,
  describeExchange,
  describePickup,
  describeReturn,
  describeSale,
  describeSuspend,
  knownFields,
  readOriginal,
} from './describe-receipt.ts';
import { describeVoid } from './describe-void.ts';
import type { CustomerCode } from './read-code.ts';
import type { ReceiptCounter } from './receipt-counter.ts';
import { createReceiptMemory } from './receipt-memory.ts';
import type { ParkedRecord } from './receipt-record.ts';
import type { Occasion, Reporter } from './reporter.ts';
import { createShelf, type Parked } from './shelf.ts';
import { isShortId, type ResolvedTill } from './till-options.ts';
import { lostReceipt, type TillReceipt } from './till-receipt.ts';

/** What {@link createRegister} needs. */
export interface RegisterParts {
  readonly clock: Clock;
  readonly counter: ReceiptCounter;
  readonly desk: CustomerDesk;
  readonly reporter: Reporter;
  readonly report: (problem: DeliveryProblem) => void;
}

/** A receipt that is rung up without looking into what was put aside. */
type Verb = Exclude<keyof typeof knownFields, 'resume'>;

/** What a till does with what it is told. Nothing throws, unless it is strict. */
export interface Register {
  ring(verb: Verb, call: unknown): TillReceipt;
  resume(call: unknown): TillReceipt & Parked;
  identify(code: CustomerCode): Promise<KnownCustomer | undefined>;
  signIn(staff: string): void;
  setTraining(on: boolean): void;
  businessDate(): string;
  openDay(date: string): void;
  closeDay(): readonly TillReceipt[];
  /** Ends the watch over the end of the day. */
  stop(): void;
}

/** More baskets than this are not aside on purpose; the oldest is given up. */
const mostAside = 500;

export function createRegister(options: ResolvedTill, parts: RegisterParts): Register {
  const { digits, dayOf, strict } = options;
  const { clock, counter, desk, reporter, report } = parts;
  /** Apart: a void that is practised must not touch a sale that was paid, nor the other way round. */
  const memories = { real: createReceiptMemory(), practised: createReceiptMemory() };
  const memory = () => (training ? memories.practised : memories.real);
  const shelf = createShelf(counter);
  const describes: Readonly<Record<Verb, Describe>> = {
    sale: describeSale,
    return: describeReturn,
    exchange: describeExchange,
    void: describeVoid({ find: (receiptNumber) => memory().find(receiptNumber) }),
    suspend: describeSuspend,
    pickup: describePickup,
  };
  let { staff, training } = options;
  let today: string | undefined;
  let dayEnd: Timer | undefined;
  let isStopped = false;

  const dateAt = (at: number): string => counter.openedDay() ?? dayOf(at).date;
  const occasion = (at: number, customer: TillCustomer | undefined): Occasion => ({
    ...{ date: dateAt(at), at, training, staff },
    identifier: customer?.identifier,
  });

  /** Something is wrong with a call: told, or thrown where somebody tests the integration. */
  function tell(verb: string, issues: CallReader['issues']): void {
    if (issues.length === 0) return;
    const words = issues
      .slice(0, 5)
      .map(({ path, message }) => `${path === '' ? 'the call' : path}: ${message}`);
    const more = issues.length > 5 ? ` (and ${issues.length - 5} more)` : '';
    const message = `till.${verb}: ${words.join('; ')}${more}.`;
    if (strict) throw invalid(message);
    report({ code: 'invalid_call', message: `${message} It was reported with what could be read.` });
  }

  /** A till must not stop, not even for a fault of ours. */
  function guarded<Result>(verb: string, work: () => Result, otherwise: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (strict && isRialtoError(error)) throw error;
      report({
        code: 'till_failed',
        message: `till.${verb} could not be carried out. Please report this to Rialto.`,
      });
      // Whatever went wrong, the next receipt is somebody else's.
      desk.forget();
      return otherwise();
    }
  }

  /** Baskets that nobody took up again: each is reported, and forgotten. */
  const giveUp = (records: readonly ParkedRecord[]): readonly TillReceipt[] =>
    records.map((record) => {
      const properties = { original_receipt_number: record.receiptNumber, reason: 'not_resumed' };
      const told = { events: [{ event: 'Sale Voided', part: 'void', properties }] };
      const { date, training: practised } = record;
      const when = { date, at: clock.now(), training: practised, staff, identifier: undefined };
      return reporter.issue(told, when);
    });

  function forgetReceipts(): void {
    memories.real.clear();
    memories.practised.clear();
  }

  /** Sees whether a new business day has begun. */
  function checkDay(): void {
    const now = clock.now();
    const date = dateAt(now);
    dayEnd?.cancel();
    if (counter.openedDay() === undefined && !isStopped)
      dayEnd = clock.after(dayOf(now).until - now, lookAtDay);
    if (date === today) return;
    today = date;
    forgetReceipts();
    giveUp(shelf.clear((record) => record.date !== date));
  }
  const lookAtDay = (): void => guarded('closeDay', checkDay, () => {});

  function readHead(reader: CallReader, fields: Fields) {
    return {
      given: reader.text(fields.receiptNumber, 'receiptNumber'),
      at: reader.time(fields.at, 'at') ?? clock.now(),
      own: describeOwn(reader, fields.properties),
    };
  }

  function ring(verb: Verb, call: unknown): TillReceipt {
    checkDay();
    const reader = createCallReader(digits);
    const fields = reader.fields(call ?? {}, '', knownFields[verb]);
    const told = describes[verb](reader, fields, digits);
    const { given, at, own } = readHead(reader, fields);
    const voided =
      verb === 'void' ? readOriginal(createCallReader(digits), fields.original).receiptNumber : undefined;
    tell(verb, reader.issues);
    const customer = desk.customer();
    const when = occasion(at, customer);
    // Whoever undoes a sale undoes it for whom it was, whoever stands there now.
    const sold = memory().find(voided);
    const receipt = reporter.issue(told, sold ? { ...when, identifier: sold.identifier } : when, given, own);
    const { receiptNumber } = receipt;
    if (voided !== undefined) memory().markVoided(voided);
    if (told.net !== undefined)
      memory().remember(receiptNumber, { net: told.net, identifier: when.identifier });
    if (verb !== 'suspend') {
      desk.forget();
      return receipt;
    }
    const { lines, total } = fields;
    const isAside = shelf.put({ receiptNumber, date: when.date, training }, { lines, total }, customer);
    desk.forget();
    const [oldest] = counter.parked();
    if (oldest && counter.parked().length > mostAside) giveUp(shelf.clear((record) => record === oldest));
    return alsoAfter(receipt, isAside);
  }

  function resume(call: unknown): TillReceipt & Parked {
    checkDay();
    const reader = createCallReader(digits);
    const fields = reader.fields(call ?? {}, '', knownFields.resume);
    const original = readOriginal(reader, fields.original);
    const { given, at, own } = readHead(reader, fields);
    // Whoever names a basket that cannot be read must not get somebody else's.
    const isUnreadable = original.isGiven && original.receiptNumber === undefined;
    const record = isUnreadable ? undefined : shelf.find(training, original.receiptNumber);
    if (!record) reader.note('original', 'nothing is aside under that number at this till');
    tell('resume', reader.issues);
    const aside = record ? shelf.take(record) : { basket: undefined, customer: undefined };
    const { basket } = aside;
    const customer = desk.bring(aside.customer);
    const { events } = describeSuspend(createCallReader(digits), { ...basket }, digits);
    const about = record ? { original_receipt_number: record.receiptNumber } : original.properties;
    const told = {
      events: events.map(({ properties }) => ({
        event: 'Sale Resumed',
        part: 'resume',
        properties: { ...properties, ...about },
      })),
    };
    return withBasket(reporter.issue(told, occasion(at, customer), given, own), { basket, customer });
  }

  function identify(code: CustomerCode): Promise<KnownCustomer | undefined> {
    checkDay();
    const answer = desk.identify(code);
    const customer = desk.customer();
    if (customer)
      reporter.mention('Loyalty Member Identified', occasion(clock.now(), customer), { method: code.kind });
    return answer;
  }

  void counter.interrupted.then((left) => {
    for (const taken of left) reporter.interrupted(taken, clock.now());
    lookAtDay();
  });

  return {
    ring: (verb, call) => guarded(verb, () => ring(verb, call), lostReceipt),
    resume: (call) =>
      guarded(
        'resume',
        () => resume(call),
        () => withBasket(lostReceipt(), { basket: undefined, customer: undefined }),
      ),
    identify: (code) =>
      guarded(
        'identify',
        () => identify(code),
        () => Promise.resolve(undefined),
      ),
    signIn(next) {
      if (!isShortId(next)) {
        desk.forget();
        return tell('signIn', [{ path: 'staff', message: 'expected an id of 1 to 64 characters' }]);
      }
      if (next !== staff) desk.forget();
      staff = next;
    },
    setTraining(on) {
      if (typeof on !== 'boolean')
        return tell('setTraining', [{ path: 'on', message: 'expected true or false' }]);
      if (on !== training) desk.forget();
      training = on;
    },
    businessDate: () => dateAt(clock.now()),
    openDay(date) {
      if (!isDate(date))
        return tell('openDay', [{ path: 'date', message: 'expected a day such as 2026-11-25' }]);
      counter.setDay(date);
      desk.forget();
      lookAtDay();
    },
    closeDay: () =>
      guarded(
        'closeDay',
        () => {
          desk.forget();
          forgetReceipts();
          const unfinished = giveUp(shelf.clear(() => true));
          counter.setDay(undefined);
          checkDay();
          return unfinished;
        },
        () => [],
      ),
    stop() {
      isStopped = true;
      dayEnd?.cancel();
    },
  };
}

/** A receipt whose `durable` waits for something more. */
const alsoAfter = (receipt: TillReceipt, more: Promise<void>): TillReceipt => ({
  receiptNumber: receipt.receiptNumber,
  messageId: receipt.messageId,
  durable: more.then(() => receipt.durable),
  get delivered() {
    return receipt.delivered;
  },
});

const withBasket = (receipt: TillReceipt, { basket, customer }: Parked): TillReceipt & Parked => ({
  ...{ receiptNumber: receipt.receiptNumber, messageId: receipt.messageId, durable: receipt.durable },
  ...{ basket, customer },
  get delivered() {
    return receipt.delivered;
  },
});
