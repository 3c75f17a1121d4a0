import {
  type Clock,
  type DeliveryResult,
  type DurableResult,
  keepPromises,
  type Lazy,
  type Promised,
  promiseOf,
  type ReceiptBook,
} from '@rialto/core/delivery';

/** What {@link createTillReceiptBook} needs. */
export interface TillReceiptParts {
  readonly clock: Clock;
  /** Told of each `delivered` that somebody waits for. */
  readonly onAwaited: (delivered: Promise<DeliveryResult>) => void;
  /** Whether an event that was stored still waits. */
  readonly isWaiting: (messageId: string) => Promise<boolean>;
}

/** So many of the newest receipts are kept, once or twice: most callers ask at once or never. */
const keptReceipts = 2_000;
/** So many of the newest endings are remembered, once or twice, that were no arrivals. */
const keptEndings = 10_000;
const arrived: DeliveryResult = { status: 'accepted' };

/**
 * Makes the book of receipts for a till: in an outage of days a million events wait, and a receipt for each would take
 * hundreds of megabytes, though hardly anybody asks what became of one. Of what is stored only the newest receipts are
 * kept. Who asks for an older `delivered` waits from then on; if its event has ended by then, it has arrived, unless
 * it is among the endings that were no arrivals. Where these were too many to remember, that is the answer: `dropped`,
 * with the reason `end_forgotten`.
 *
 * @example
 * ```ts
 * const receipts = createTillReceiptBook({ clock, onAwaited: keepAlive.until, isWaiting: store.has });
 * ```
 */
export function createTillReceiptBook({ clock, onAwaited, isWaiting }: TillReceiptParts): ReceiptBook {
  /** In two halves, so that the older half goes at once: to take the first entry out of a Map again and again is slow. */
  let young = new Map<string, Promised>();
  let old = new Map<string, Promised>();
  /** Older ones that are not stored yet: they may wait for a decision, and nobody else would know of them. */
  const unstored = new Map<string, Promised>();
  /** Somebody waits for these. */
  const held = new Map<string, Promised>();
  let lateEndings = new Map<string, DeliveryResult>();
  let earlyEndings = new Map<string, DeliveryResult>();
  /** Whether so much was lost that not all of it is remembered. */
  let forgot = false;

  const get = (messageId: string): Promised | undefined =>
    young.get(messageId) ?? old.get(messageId) ?? unstored.get(messageId) ?? held.get(messageId);

  function turn(): void {
    for (const [messageId, { durable }] of unstored) if (durable.value) unstored.delete(messageId);
    for (const [messageId, promised] of old) if (!promised.durable.value) unstored.set(messageId, promised);
    old = young;
    young = new Map();
  }

  function remember(messageId: string, result: DeliveryResult): void {
    if (result.status === 'accepted' || result.status === 'duplicate') return;
    lateEndings.set(messageId, result);
    if (lateEndings.size < keptEndings) return;
    forgot ||= earlyEndings.size > 0;
    earlyEndings = lateEndings;
    lateEndings = new Map();
  }

  /** Its end may have been missed. If so, it is told in a moment: an event leaves the store just before its end is told. */
  async function recall(messageId: string, promised: Promised): Promise<void> {
    if (await isWaiting(messageId)) return;
    clock.after(0, () => {
      if (!held.delete(messageId)) return;
      const known = lateEndings.get(messageId) ?? earlyEndings.get(messageId);
      keepPromises(promised, known ?? (forgot ? { status: 'dropped', reason: 'end_forgotten' } : arrived));
    });
  }

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
            if (!delivered.value && held.get(messageId) !== promised) {
              const isKept = get(messageId) === promised;
              held.set(messageId, promised);
              if (!isKept) void recall(messageId, promised);
            }
            onAwaited(promiseOf(delivered));
            return promiseOf(delivered);
          },
        },
        durable,
        delivered,
      };
      young.set(messageId, promised);
      if (young.size >= keptReceipts) turn();
      return promised;
    },
    get,
    end(messageId, result) {
      const promised = get(messageId);
      if (promised) keepPromises(promised, result);
      else remember(messageId, result);
      young.delete(messageId);
      old.delete(messageId);
      unstored.delete(messageId);
      held.delete(messageId);
    },
  };
}
