import type { Identifier } from '@rialto/core';

/** What is remembered of a receipt until the business day is over, for the case that it is voided. */
interface RememberedReceipt {
  /** What it moved, in minor units. */
  readonly net: number;
  /** Whose receipt it was. */
  readonly identifier: Identifier | undefined;
  readonly isVoided: boolean;
}

/** The receipts of this business day that can be voided, in memory. */
export interface ReceiptMemory {
  find(receiptNumber: string | undefined): RememberedReceipt | undefined;
  /** A receipt that is reported twice keeps what was remembered first. */
  remember(receiptNumber: string, receipt: Omit<RememberedReceipt, 'isVoided'>): void;
  markVoided(receiptNumber: string): void;
  clear(): void;
}

/** A busy till's day. Beyond it the oldest are forgotten, and the call must say what they came to. */
const most = 2_000;

export function createReceiptMemory(): ReceiptMemory {
  const receipts = new Map<string, RememberedReceipt>();
  return {
    find: (receiptNumber) => (receiptNumber === undefined ? undefined : receipts.get(receiptNumber)),
    remember(receiptNumber, receipt) {
      if (receipts.has(receiptNumber)) return;
      receipts.set(receiptNumber, { ...receipt, isVoided: false });
      const [oldest] = receipts.keys();
      if (receipts.size > most && oldest !== undefined) receipts.delete(oldest);
    },
    markVoided(receiptNumber) {
      const receipt = receipts.get(receiptNumber);
      if (receipt) receipts.set(receiptNumber, { ...receipt, isVoided: true });
    },
    clear: () => receipts.clear(),
  };
}
