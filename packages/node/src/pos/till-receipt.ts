import type { DeliveryResult, DurableResult, Receipt } from '@rialto/core/delivery';

/** What every receipt of a till gives back, at once: two promises that never reject and need not be awaited. */
export interface TillReceipt extends Receipt {
  /** What to print. */
  readonly receiptNumber: string;
}

/** The receipts of the events of one receipt, in the order of the events: at once, or once they may be seen. */
export type Reported = readonly Receipt[] | Promise<readonly Receipt[]>;

/**
 * One receipt of its events: it is safe once all of them are, and its number too.
 *
 * @param safe - told whether all events are stored, before `durable` says so
 */
export function combineReceipts(
  names: Pick<TillReceipt, 'receiptNumber' | 'messageId'>,
  reported: Reported,
  safe: (isStored: boolean) => Promise<void>,
): TillReceipt {
  const durable = Promise.resolve(reported)
    .then((receipts) => Promise.all(receipts.map((receipt) => receipt.durable)))
    .then(async (results) => {
      const worst = results.find(({ status }) => status !== 'stored');
      await safe(worst === undefined);
      return worst ?? stored;
    });
  let delivered: Promise<DeliveryResult> | undefined;
  return {
    ...names,
    durable,
    // Only when it is asked for: whoever waits for it keeps the process alive.
    get delivered() {
      delivered ??= Promise.resolve(reported)
        .then((receipts) => Promise.all(receipts.map((receipt) => receipt.delivered)))
        .then(worstOf);
      return delivered;
    },
  };
}

const stored: DurableResult = { status: 'stored' };

const worstOf = (results: readonly DeliveryResult[]): DeliveryResult =>
  results.find(({ status }) => status !== 'accepted' && status !== 'duplicate') ??
  results[0] ?? { status: 'dropped', reason: 'invalid_message' };

/** The receipt of what could not even be reported. */
export function lostReceipt(): TillReceipt {
  const lost = { status: 'dropped', reason: 'invalid_message' } as const;
  return {
    receiptNumber: '',
    messageId: '',
    durable: Promise.resolve(lost),
    delivered: Promise.resolve(lost),
  };
}
