import {
  type DeliveryResult,
  type DurableResult,
  type Lazy,
  type Promised,
  promiseOf,
  type ReceiptBook,
} from '@rialto/core/delivery';

/** Receipts that came one after the other. They are kept, or forgotten, together: a weak reference to each would cost more than the rest of a tracking call. */
type Page = Map<string, Promised>;

const pageReceipts = 500;
/** The newest pages are kept whoever holds their receipts: while the hub answers there are hardly more. */
const keptPages = 8;

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
  const held = new Map<string, Promised>();
  let page: Page = new Map();
  /** The oldest first; the newest are strong. */
  let pages: (Page | WeakRef<Page>)[] = [page];
  /** Where the last one was found: events end about in the order in which they came. */
  let hint = 0;

  function turn(): void {
    pages = pages.filter((entry) => entry instanceof Map || entry.deref());
    const weakened = pages.at(-keptPages);
    if (weakened instanceof Map) pages[pages.length - keptPages] = new WeakRef(weakened);
    page = new Map();
    pages.push(page);
    hint = 0;
  }

  function pageOf(messageId: string): Page | undefined {
    for (let step = 0; step < pages.length; step += 1) {
      const at = (hint + step) % pages.length;
      const entry = pages[at];
      const found = entry instanceof Map ? entry : entry?.deref();
      if (!found?.has(messageId)) continue;
      hint = at;
      return found;
    }
    return undefined;
  }

  const get = (messageId: string): Promised | undefined =>
    held.get(messageId) ?? pageOf(messageId)?.get(messageId);

  return {
    open(messageId) {
      const [durable, delivered]: [Lazy<DurableResult>, Lazy<DeliveryResult>] = [{}, {}];
      const own = page;
      const promised: Promised = {
        receipt: {
          messageId,
          get durable() {
            return promiseOf(durable);
          },
          get delivered() {
            // Named here, so that whoever holds a receipt holds its page.
            if (own.get(messageId) === promised) held.set(messageId, promised);
            onAwaited(promiseOf(delivered));
            return promiseOf(delivered);
          },
        },
        durable,
        delivered,
      };
      own.set(messageId, promised);
      if (own.size >= pageReceipts) turn();
      return promised;
    },
    get,
    delete(messageId) {
      held.delete(messageId);
      pageOf(messageId)?.delete(messageId);
    },
  };
}
