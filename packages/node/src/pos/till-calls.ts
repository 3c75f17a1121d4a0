import type { Channel, JsonObject } from '@rialto/core';

/** A line of a receipt. Amounts are whole minor units with tax, as the receipt shows them: `1999` for €19.99. */
export interface TillLine {
  readonly productId?: string;
  readonly sku?: string;
  readonly name?: string;
  readonly brand?: string;
  readonly category?: string;
  readonly variant?: string;
  readonly coupon?: string;
  /**
   * How many: a whole number, or a decimal string with three decimals at most for goods by weight, `'0.735'`.
   * @default 1
   */
  readonly quantity?: number | string;
  /** The price of one. Below zero for what is taken back within a sale, such as the deposit on a bottle. */
  readonly unitPrice?: number;
  /**
   * What is taken off the line as a whole.
   * @default 0
   */
  readonly discount?: number;
  /**
   * What is paid for the line, where the till has rounded it its own way.
   * @default quantity × unitPrice − discount, rounded half away from zero
   */
  readonly total?: number;
  /** Percent: a whole number, or a decimal string with three decimals at most, `'8.1'`. */
  readonly vatRate?: number | string;
}

/** What the receipt says of one rate of tax, in whole minor units. */
export interface TillVat {
  /** Percent: a whole number, or a decimal string with three decimals at most. */
  readonly rate: number | string;
  readonly net: number;
  readonly tax: number;
}

/** A means of payment, and what was paid with it, or paid out with it, in whole minor units. */
export interface TillPayment {
  /** `cash`, `card`, `gift_card`, … Never the number of a card. */
  readonly method: string;
  readonly amount: number;
}

/** The purchase that a return, an exchange or a void is about. The receipt of the sale will do as it is. */
export interface OriginalPurchase {
  /** The number on the receipt of the sale. */
  readonly receiptNumber?: string;
  /** The order, for what was bought elsewhere. Say in which `channel` too, so that the channels net out. */
  readonly orderId?: string;
  /**
   * Where it was bought.
   * @default `store` for a receipt
   */
  readonly channel?: Channel;
}

/** What every receipt can carry. */
export interface ReceiptCall {
  /**
   * The receipt's number, where the till counts by itself: then Rialto counts nothing. A receipt that is reported twice with the
   * same number on the same business day is one.
   * @default the next number of Rialto's own counter
   */
  readonly receiptNumber?: string;
  /**
   * When it happened: ISO 8601, a Date, or epoch milliseconds.
   * @default now
   */
  readonly at?: string | number | Date;
  /** Facts of your own. Names that the till uses itself, such as `total` or `training`, are left out. */
  readonly properties?: JsonObject;
}

/** The goods of a receipt and what they come to. */
export interface GoodsCall extends ReceiptCall {
  /**
   * What the receipt lists.
   * @default []
   */
  readonly lines?: readonly TillLine[];
  /**
   * What is paid, with tax, before cash rounding. If it is not what the lines come to, it counts, and the till says so.
   * @default the sum of the lines
   */
  readonly total?: number;
  /**
   * The tax as the receipt shows it.
   * @default taken out of the lines, once for each rate
   */
  readonly vat?: readonly TillVat[];
  /**
   * How it was paid. Together, without the change, they must come to the total and the rounding.
   * @default []
   */
  readonly payments?: readonly TillPayment[];
  /**
   * What was given back in cash.
   * @default what the payments come to beyond the total and the rounding
   */
  readonly change?: number;
  /**
   * What rounding to the coins that there are has added, or taken off: `2` for 19.98 paid with 20.00 in cash, `-2` for 19.97 with 19.95.
   * @default 0
   */
  readonly rounding?: number;
}

/** A sale that was paid. */
export interface SaleCall extends GoodsCall {
  readonly coupon?: string;
  /** The order that is paid at the till, of click & reserve for instance. */
  readonly orderId?: string;
  /** Where that order was placed. */
  readonly orderChannel?: Channel;
}

/** Goods that came back for money. All amounts are above zero: what the customer gets. */
export interface ReturnCall extends Omit<GoodsCall, 'change'> {
  readonly original?: OriginalPurchase;
  readonly reason?: string;
}

/** Goods that were swapped for others. */
export interface ExchangeCall extends ReceiptCall, Pick<GoodsCall, 'payments' | 'change' | 'rounding'> {
  /** What came back. */
  readonly returned: readonly TillLine[];
  /** What the customer took instead. */
  readonly taken: readonly TillLine[];
  readonly original?: OriginalPurchase;
  readonly reason?: string;
}

/** A sale that was broken off, or with `original` one that was paid and is undone. */
export interface VoidCall extends ReceiptCall {
  /** The sale that is undone. Left out: the one at the till, which nobody has paid. */
  readonly original?: OriginalPurchase;
  /**
   * What that sale came to; below zero for a return.
   * @default known of the receipts of this business day, as long as the process lives
   */
  readonly total?: number;
  readonly reason?: string;
}

/** A basket that is put aside before it is paid. */
export interface SuspendCall extends ReceiptCall, Pick<GoodsCall, 'lines' | 'total'> {}

/** A basket that was put aside. */
export interface ResumeCall extends ReceiptCall {
  /**
   * The receipt that `suspend` gave.
   * @default the one that was put aside last
   */
  readonly original?: OriginalPurchase;
}

/** An order that the customer collects. */
export interface PickupCall extends ReceiptCall {
  readonly orderId: string;
  /** Where it was placed: `web`, `app`, … */
  readonly orderChannel: Channel;
  /**
   * How it reaches the customer.
   * @default `store`
   */
  readonly fulfilmentChannel?: Channel;
  /** What was handed over; left out where it was all. */
  readonly lines?: readonly TillLine[];
}
