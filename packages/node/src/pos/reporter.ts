import type { Identifier, JsonObject } from '@rialto/core';
import type { Receipt } from '@rialto/core/delivery';
import type { Told } from './describe-receipt.ts';
import { messageIdOf } from './message-ids.ts';
import type { ReceiptCounter } from './receipt-counter.ts';
import type { TakenNumber } from './receipt-record.ts';
import type { ResolvedTill, TillCall } from './till-options.ts';
import { combineReceipts, lostReceipt, type Reported, type TillReceipt } from './till-receipt.ts';

/** When, by whom, and about whom. */
export interface Occasion {
  /** The business day. */
  readonly date: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly training: boolean;
  readonly staff: string | undefined;
  readonly identifier: Identifier | undefined;
}

/** What {@link createReporter} needs. */
export interface ReporterParts {
  readonly counter: ReceiptCounter;
  /** Whether numbers outlive the process. */
  readonly isKept: boolean;
}

/** Gives receipts their numbers and hands their events to the client. Never throws. */
export interface Reporter {
  /**
   * @param given - the number of a till that counts by itself
   * @param own - facts of the POS's own
   */
  issue(told: Told, occasion: Occasion, given?: string, own?: JsonObject): TillReceipt;
  /** Something that is no receipt. */
  mention(event: string, occasion: Occasion, properties: JsonObject): void;
  /** A number of a till before this one, whose receipt may be lost. */
  interrupted(taken: TakenNumber, at: number): void;
  /** Receipts that are not yet as safe as they will be; undefined where all are. */
  underWay(): Promise<unknown> | undefined;
  /** Resolves once every receipt is as safe as it will be. */
  settled(): Promise<void>;
}

export function createReporter(
  { client, store, till, currency }: ResolvedTill,
  { counter, isKept }: ReporterParts,
): Reporter {
  const underWay = new Set<Promise<unknown>>();

  const placeOf = ({ date, training, staff }: Occasion): JsonObject => ({
    store_id: store,
    terminal_id: till,
    ...(staff !== undefined && { operator_id: staff }),
    business_date: date,
    ...(training && { training: true }),
  });

  function callOf(event: string, occasion: Occasion, properties: JsonObject, messageId?: string): TillCall {
    const { identifier, staff, at } = occasion;
    return {
      event,
      messageId,
      timestamp: at,
      channel: 'store',
      // The business's own id is no pointer among others: it is the person's.
      ...(identifier?.kind === 'userId' && { userId: identifier.value }),
      ...(identifier && identifier.kind !== 'userId' && { identifiers: [identifier] }),
      context: {
        touchpoint: {
          ...{ id: till, place: store, direction: 'inbound', device: { shared: true } },
          ...(staff !== undefined && { staff }),
        },
      },
      properties: { ...properties, ...placeOf(occasion) },
    };
  }

  function track(call: TillCall): Receipt {
    try {
      return client.track(call as never);
    } catch {
      return lostReceipt(); // no client of ours, and no reason to stop a till
    }
  }

  /** Everybody in turn: a void must not overtake its sale because its number was quicker on the disk. */
  let turn: Promise<unknown> = Promise.resolve();
  function trackOnceNoted(calls: readonly TillCall[], noted: Promise<void> | undefined): Reported {
    if (!noted) return calls.map(track);
    const before = turn;
    const reported = noted.then(() => before).then(() => calls.map(track));
    turn = reported;
    return reported;
  }

  const watch = (receipt: Pick<Receipt, 'durable'>): void => {
    const over = receipt.durable.then(() => void underWay.delete(over));
    underWay.add(over);
  };

  const numbered = ({ series, number, run: takenBy }: TakenNumber, isLoose = !isKept) => {
    const text = `${series === 'training' ? 'T' : ''}${number}`;
    return {
      receiptNumber: [store, till, ...(isLoose ? [takenBy] : []), text].join('-'),
      // The run too: after trouble with the disk a number may be given twice, and two sales must never be taken for one.
      idPart: `${text}-${takenBy}`,
    };
  };

  return {
    issue(told, occasion, given, own = {}) {
      const { date, training } = occasion;
      const taking = given === undefined ? counter.take(training ? 'training' : 'main', date) : undefined;
      const { receiptNumber, idPart } = taking
        ? numbered(taking.taken, taking.isLoose || !isKept)
        : { receiptNumber: given ?? '', idPart: given ?? '' };
      const calls = told.events.map(({ event, part, properties }) =>
        callOf(
          event,
          occasion,
          {
            // A pick-up whose order could not be read is found by its receipt.
            ...(event === 'Order Picked Up' && { order_id: receiptNumber }),
            ...own,
            ...properties,
            currency,
            receipt_number: receiptNumber,
            ...(taking && { receipt_sequence: taking.taken.number }),
          },
          // A POS may number what is practised as it numbers what is sold.
          messageIdOf([store, till, date, ...(training && !taking ? ['training'] : []), idPart, part]),
        ),
      );
      const names = { receiptNumber, messageId: calls[0]?.messageId ?? '' };
      const receipt = combineReceipts(names, trackOnceNoted(calls, taking?.noted), async (isStored) => {
        await taking?.written;
        // What is not stored stays open, and is found at the next start.
        if (isStored && taking) await counter.done(taking.taken);
      });
      watch(receipt);
      return receipt;
    },

    mention(event, occasion, properties) {
      track(callOf(event, occasion, properties));
    },

    interrupted(taken, at) {
      const { date, series, number } = taken;
      const { receiptNumber, idPart } = numbered(taken);
      const occasion = { date, at, training: series === 'training', staff: undefined, identifier: undefined };
      // No total: should the sale have been stored after all, this takes nothing off it.
      const properties = { receipt_number: receiptNumber, receipt_sequence: number, reason: 'interrupted' };
      const messageId = messageIdOf([store, till, date, idPart, 'interrupted']);
      const { durable } = track(callOf('Sale Voided', occasion, properties, messageId));
      watch({
        durable: durable.then(async (result) => {
          if (result.status === 'stored') await counter.done(taken);
          return result;
        }),
      });
    },

    underWay: () => (underWay.size > 0 ? Promise.all(underWay) : undefined),

    async settled() {
      await counter.interrupted;
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
