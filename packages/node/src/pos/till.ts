import type { Clock, Random } from '@rialto/core/delivery';
import { type CounterFile, createReceiptCounterFile } from '../adapters/receipt-counter-file.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { createSystemRandom } from '../adapters/system-random.ts';
import { type BeforeClose, beforeClose } from '../before-close.ts';
import { type PersonChanges, personChanges } from '../person-changes.ts';
import { createCustomerDesk, type KnownCustomer, type TillCustomer } from './customer-desk.ts';
import type { CustomerCode } from './read-code.ts';
import { createReceiptCounter } from './receipt-counter.ts';
import { createRegister } from './register.ts';
import { createReporter } from './reporter.ts';
import type { Parked } from './shelf.ts';
import type {
  ExchangeCall,
  PickupCall,
  ResumeCall,
  ReturnCall,
  SaleCall,
  SuspendCall,
  VoidCall,
} from './till-calls.ts';
import { createTillNews, type TillNews } from './till-news.ts';
import { resolveTill, type TillOptions } from './till-options.ts';
import type { TillReceipt } from './till-receipt.ts';

/** The receipt of a basket that is taken up again, and what was put aside with it. */
export interface ResumedReceipt extends TillReceipt, Parked {}

/** How long `close` may take. */
export interface TillDeadline {
  /**
   * Milliseconds.
   * @default 2_000
   */
  readonly timeout?: number;
}

/**
 * One till of a store. Whatever rings up a receipt returns it at once and never throws, whatever it is given: a mistake in the call is
 * announced as `error`, and the receipt is reported with what could be read. After each receipt the customer is forgotten.
 */
export interface Till {
  /**
   * A sale was paid: `Sale Completed`.
   *
   * @example
   * ```ts
   * const sold = till.sale({
   *   lines: [{ sku: 'A1', name: 'Lamp', unitPrice: 1999, vatRate: 19 }],
   *   payments: [{ method: 'cash', amount: 2000 }],
   * });
   * print(sold.receiptNumber);
   * ```
   */
  sale(call: SaleCall): TillReceipt;
  /**
   * Goods came back for money: `Item Returned`.
   *
   * @example
   * ```ts
   * till.return({ lines: [{ sku: 'A1', unitPrice: 1999 }], original: { orderId: 'o-7', channel: 'web' } });
   * ```
   */
  return(call: ReturnCall): TillReceipt;
  /**
   * Goods were swapped: `Item Exchanged`, or where the prices differ `Item Returned` and `Sale Completed` on one receipt.
   *
   * @example
   * ```ts
   * till.exchange({ returned: [{ sku: 'A1', unitPrice: 1999 }], taken: [{ sku: 'A2', unitPrice: 1999 }], original: sold });
   * ```
   */
  exchange(call: ExchangeCall): TillReceipt;
  /**
   * A sale was undone, or with no `original` broken off before it was paid: `Sale Voided`. One that is undone is about the
   * customer of that sale. Of a return, or whatever else paid money out, that money comes back as `Sale Completed`.
   *
   * @example
   * ```ts
   * till.void({ original: sold, reason: 'wrong article' });
   * ```
   */
  void(call?: VoidCall): TillReceipt;
  /**
   * Puts the basket aside, with its customer, who is no longer at the till: `Sale Suspended`.
   *
   * @example
   * ```ts
   * const aside = till.suspend({ lines });
   * ```
   */
  suspend(call?: SuspendCall): TillReceipt;
  /**
   * Takes a basket up again, with its customer: `Sale Resumed`. After a restart the lines are still there, the customer is not.
   *
   * @example
   * ```ts
   * const { basket, customer } = till.resume({ original: aside });
   * ```
   */
  resume(call?: ResumeCall): ResumedReceipt;
  /**
   * The customer collected an order: `Order Picked Up`.
   *
   * @example
   * ```ts
   * till.pickup({ orderId: 'o-7', orderChannel: 'web' });
   * ```
   */
  pickup(call: PickupCall): TillReceipt;
  /**
   * Somebody showed a card, an address or a code: she is the customer of the running receipt from now on.
   * Resolves within `identifyTimeout` with what the hub, or else a copy on this till, tells of her; undefined where that is
   * nothing. It never rejects. Without an answer the card still goes with the receipt.
   *
   * @example
   * ```ts
   * const customer = await till.identify({ kind: 'loyalty_card', value: '7000-42' });
   * ```
   */
  identify(code: CustomerCode): Promise<KnownCustomer | undefined>;
  /** The customer at the till now. */
  customer(): TillCustomer | undefined;
  /** Forgets the customer at the till; an answer that is still on its way is let go. */
  forget(): void;
  /** Who is at the till from now on. Somebody else does not see the customer of the one before. */
  signIn(staff: string): void;
  /** Begins or ends practising. Forgets the customer. */
  setTraining(on: boolean): void;
  /** The business day of a receipt that is rung up now, `2026-11-25`. */
  businessDate(): string;
  /** Begins a business day, which lasts until `closeDay`, over restarts too, whatever the clock says. */
  openDay(date: string): void;
  /**
   * Ends the business day. Baskets that are still aside are reported as `Sale Voided`, with the reason `not_resumed`; so they are
   * where a day ends by the clock.
   *
   * @returns the receipts of those
   */
  closeDay(): readonly TillReceipt[];
  /** Listens for `error` and `customer`; returns the way to stop. @throws RialtoError `invalid-option` */
  on: TillNews['on'];
  /** Writes what is to be written, and gives the receipt numbers free. Call it before the client's `close`. Never rejects. */
  close(deadline?: TillDeadline): Promise<void>;
}

/** What reaches the till from outside, so that tests can hold it still. */
interface TillPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly file: CounterFile | undefined;
}

/** {@link createTill} with a clock, chance and a disk of the caller's. */
export function createTillWith(options: TillOptions, { clock, random, file }: TillPorts): Till {
  const resolved = resolveTill(options);
  const { client, offline, identifyTimeout: timeout } = resolved;
  const news = createTillNews();
  const report = news.emit.bind(news, 'error');
  const run = Buffer.from(random.bytes(4)).toString('hex');
  const desk = createCustomerDesk({
    ...{ offline, clock, timeout, report },
    read: async (query) => client.customer(query),
    onChange: (customer) => news.emit('customer', customer),
  });
  // Problems with the file are told once somebody can listen: this very moment nobody does yet.
  const counter = createReceiptCounter({
    ...{ file, run, clock },
    report: (problem) => void Promise.resolve().then(() => report(problem)),
  });
  const reporter = createReporter(resolved, { counter, isKept: resolved.path !== undefined });
  const register = createRegister(resolved, { clock, counter, desk, reporter, report });
  let closed: Promise<void> | undefined;
  const { [beforeClose]: waitFor, [personChanges]: hear } = client as Partial<BeforeClose & PersonChanges>;
  const stopHearing = hear?.((people) => desk.outdate(people));
  // A client that is told to end must not do so in the moment in which a sale waits for its number.
  const stopWaiting = waitFor?.(() => {
    const left = [reporter.underWay(), counter.writing()].filter((work) => work !== undefined);
    return left.length > 0 ? Promise.all(left) : undefined;
  });

  async function shutDown({ timeout: within = 2_000 }: TillDeadline = {}): Promise<void> {
    register.stop();
    desk.forget();
    // Neither a disk that hangs nor a client that never answers must hang the end of the till.
    await new Promise<void>((resolve) => {
      const timer = clock.after(within, () => {
        void counter.close().catch(() => {});
        resolve();
      });
      const over = (): void => {
        timer.cancel();
        resolve();
      };
      reporter
        .settled()
        .then(() => counter.close())
        .then(over, over);
    });
    stopWaiting?.();
    stopHearing?.();
  }

  return {
    sale: (call) => register.ring('sale', call),
    return: (call) => register.ring('return', call),
    exchange: (call) => register.ring('exchange', call),
    void: (call) => register.ring('void', call),
    suspend: (call) => register.ring('suspend', call),
    resume: (call) => register.resume(call),
    pickup: (call) => register.ring('pickup', call),
    identify: (code) => register.identify(code),
    customer: () => desk.customer(),
    forget: () => desk.forget(),
    signIn: (staff) => register.signIn(staff),
    setTraining: (on) => register.setTraining(on),
    businessDate: () => register.businessDate(),
    openDay: (date) => register.openDay(date),
    closeDay: () => register.closeDay(),
    on: news.on,
    close(deadline) {
      closed ??= shutDown(deadline);
      return closed;
    },
  };
}

/**
 * Makes a till of a client: receipts with numbers, money without floating point, business days, and a customer who is forgotten
 * after the receipt. It reads one small file, where `path` is given, and touches no network.
 *
 * @throws RialtoError `invalid-option`; nothing that is rung up later throws
 * @example
 * ```ts
 * const till = createTill({ client, store: 'hh-altona', till: '4', staff: 's-7', currency: 'EUR', path: './rialto-till' });
 * till.on('error', ({ code, message }) => console.warn(code, message));
 *
 * await till.identify({ kind: 'loyalty_card', value: '7000-42' });
 * const sold = till.sale({ lines: [{ sku: 'A1', unitPrice: 1999, vatRate: 19 }] });
 * await sold.durable;
 * ```
 */
export function createTill(options: TillOptions): Till {
  // Checked before the file is looked for by names that may be none.
  const { path, store, till } = resolveTill(options);
  const file = path === undefined ? undefined : createReceiptCounterFile(path, store, till);
  return createTillWith(options, { clock: systemClock, random: createSystemRandom(), file });
}
