import {
  type DeliveryResult,
  type DurableResult,
  type Lazy,
  type Promised,
  promiseOf,
  type ReceiptBook,
} from '@rialto/core/delivery';

/** At least so many are kept whoever holds them: while the hub answers there are never more, and a weak entry costs more than a strong one. */
const keptAtLeast = 1_000;

/**
 * Makes the book of receipts for a till: in an outage of days a million events wait, and a receipt for each would
 * take hundreds of megabytes, though hardly anybody asks what became of one. It forgets those that nobody holds.
 *
 * @param onAwaited - told of each `delivered` that somebody waits for; until it is there its entry stays
 * @example
 * ```ts
 * const receipts = createWeakReceiptBook((delivered) => keepAlive.until(delivered));
 * const pipeline = createPipeline({ ...parts, receipts });
 * ```
 */
export function createWeakReceiptBook(onAwaited: (delivered: Promise<DeliveryResult>) => void): ReceiptBook {
  const kept = new Map<string, Promised>();
  const held = new Map<string, Promised>();
  const weak = new Map<string, WeakRef<Promised>>();
  let sweepAt = keptAtLeast;

  /** Many at a time: a Map whose first entries are taken out one by one is slow to find the next. */
  function weaken(): void {
    for (const [messageId, promised] of kept) {
      if (kept.size <= keptAtLeast) break;
      kept.delete(messageId);
      weak.set(messageId, new WeakRef(promised));
    }
    if (weak.size < sweepAt) return;
    for (const [messageId, entry] of weak) if (!entry.deref()) weak.delete(messageId);
    sweepAt = Math.max(keptAtLeast, weak.size * 2);
  }

  const get = (messageId: string): Promised | undefined =>
    kept.get(messageId) ?? held.get(messageId) ?? weak.get(messageId)?.deref();

  return {
    open(messageId) {
      const [durable, delivered]: [Lazy<DurableResult>, Lazy<DeliveryResult>] = [{}, {}];
      const promised: Promised = {
        receipt: {
          messageId,
          get durable() {
            return promiseOf(durable);
          },
          get delivered() {
            if (get(messageId) === promised) held.set(messageId, promised);
            onAwaited(promiseOf(delivered));
            return promiseOf(delivered);
          },
        },
        durable,
        delivered,
      };
      kept.set(messageId, promised);
      if (kept.size >= 2 * keptAtLeast) weaken();
      return promised;
    },
    get,
    delete(messageId) {
      if (kept.delete(messageId) && held.size === 0) return;
      held.delete(messageId);
      weak.delete(messageId);
    },
  };
}
