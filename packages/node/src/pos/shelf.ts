import { isObject } from '../check-options.ts';
import type { TillCustomer } from './customer-desk.ts';
import type { ReceiptCounter } from './receipt-counter.ts';
import type { ParkedRecord } from './receipt-record.ts';
import type { SuspendCall } from './till-calls.ts';

/** What was put aside with a basket, as the POS gave it. */
export type Basket = Pick<SuspendCall, 'lines' | 'total'>;

/** What comes back with a basket. */
export interface Parked {
  /** The lines as `suspend` got them; undefined where nothing was aside under that number. */
  readonly basket: Basket | undefined;
  /** The customer of the basket; undefined after a restart, since who she is stays off the disk. */
  readonly customer: TillCustomer | undefined;
}

/** The baskets that are aside: their lines on disk with the receipt numbers, their customers in memory. */
export interface Shelf {
  put(
    record: Omit<ParkedRecord, 'basket'>,
    basket: unknown,
    customer: TillCustomer | undefined,
  ): Promise<void>;
  /** @param receiptNumber - left out: the last one */
  find(training: boolean, receiptNumber?: string): ParkedRecord | undefined;
  take(record: ParkedRecord): Parked;
  /** Takes down all that fit; their customers are forgotten. */
  clear(fits: (record: ParkedRecord) => boolean): readonly ParkedRecord[];
}

/** More is kept in no file: whoever puts aside more has lines of a length that no receipt has. */
const longestBasket = 256 * 1024;

export function createShelf(counter: ReceiptCounter): Shelf {
  const customers = new Map<string, TillCustomer>();
  const remove = ({ receiptNumber }: ParkedRecord): void => {
    customers.delete(receiptNumber);
    counter.unpark(receiptNumber);
  };
  return {
    put(record, basket, customer) {
      if (customer) customers.set(record.receiptNumber, customer);
      return counter.park({ ...record, basket: textOf(basket) });
    },
    find: (training, receiptNumber) =>
      counter
        .parked()
        .findLast(
          (record) =>
            record.training === training &&
            (receiptNumber === undefined || record.receiptNumber === receiptNumber),
        ),
    take(record) {
      const customer = customers.get(record.receiptNumber);
      remove(record);
      return { basket: basketOf(record.basket), customer };
    },
    clear(fits) {
      const fitting = counter.parked().filter(fits);
      for (const record of fitting) remove(record);
      return fitting;
    },
  };
}

function textOf(basket: unknown): string {
  try {
    const text = JSON.stringify(basket);
    return text.length <= longestBasket ? text : '{}';
  } catch {
    return '{}';
  }
}

function basketOf(text: string): Basket {
  try {
    const basket: unknown = JSON.parse(text);
    return isObject(basket) ? (basket as Basket) : {};
  } catch {
    return {};
  }
}
