import type { Issue } from '../result.ts';
import type { DropReason } from './announcer.ts';

/** Whether an event is safe from a crash, or why it never will be. */
export type DurableResult =
  | { readonly status: 'stored' }
  | { readonly status: 'dropped'; readonly reason: DropReason };

/** What became of an event in the end. */
export type DeliveryResult =
  | { readonly status: 'accepted' | 'duplicate' }
  | {
      readonly status: 'rejected' | 'held';
      readonly code?: string | undefined;
      readonly issues?: readonly Issue[] | undefined;
    }
  | { readonly status: 'dropped'; readonly reason: DropReason };

/** What a tracking call returns: two promises that never reject and need not be awaited. */
export interface Receipt {
  readonly messageId: string;
  /** Resolves once the event is in durable storage, or has been let go. While it is held for a decision it waits. */
  readonly durable: Promise<DurableResult>;
  /** Resolves with the hub's judgement, or when the event has been let go. */
  readonly delivered: Promise<DeliveryResult>;
}

/** One promise of a receipt, made when it is asked for: of a million events that wait, hardly anybody asks for one. */
export interface Lazy<T> {
  /** Left out until it is there. */
  value?: T;
  /** Left out until somebody asks. */
  promise?: Promise<T>;
  /** Left out until somebody waits. */
  resolve?: (value: T) => void;
}

/** A receipt, and what its promises are made of. */
export interface Promised {
  readonly receipt: Receipt;
  readonly durable: Lazy<DurableResult>;
  readonly delivered: Lazy<DeliveryResult>;
}

/** Where the receipts of events are found that are on their way. */
export interface ReceiptBook {
  /** Makes and keeps the receipt of a new event. */
  open(messageId: string): Promised;
  /** The receipt of an event that is on its way; undefined where it has ended or was never seen. */
  get(messageId: string): Promised | undefined;
  /** The event has ended: keeps the promises of its receipt, where there is one. */
  end(messageId: string, result: DeliveryResult): void;
}

/**
 * Keeps a promise; its first word counts.
 *
 * @example
 * ```ts
 * keepPromise(promised.durable, { status: 'stored' });
 * await promised.receipt.durable; // { status: 'stored' }
 * ```
 */
export function keepPromise<T extends object>(lazy: Lazy<T>, value: T): void {
  lazy.value ??= value;
  lazy.resolve?.(value);
}

/**
 * The promise, whether it has been kept or not.
 *
 * @example
 * ```ts
 * await promiseOf(promised.delivered);
 * ```
 */
export function promiseOf<T extends object>(lazy: Lazy<T>): Promise<T> {
  lazy.promise ??= new Promise((resolve) => {
    lazy.resolve = resolve;
    if (lazy.value) resolve(lazy.value);
  });
  return lazy.promise;
}

/**
 * Keeps the promises of a receipt whose event has ended.
 *
 * @example
 * ```ts
 * keepPromises(promised, { status: 'accepted' });
 * ```
 */
export function keepPromises(promised: Promised | undefined, result: DeliveryResult): void {
  if (!promised) return;
  // Nothing to one that was stored before it was dropped: a promise keeps its first word.
  if (result.status === 'dropped') keepPromise(promised.durable, result);
  keepPromise(promised.delivered, result);
}

/**
 * Makes a {@link ReceiptBook} that keeps everything until it has ended.
 *
 * @example
 * ```ts
 * const { receipt } = createReceiptBook().open(messageId);
 * ```
 */
export function createReceiptBook(): ReceiptBook {
  const entries = new Map<string, Promised>();
  return {
    open(messageId) {
      const [durable, delivered]: [Lazy<DurableResult>, Lazy<DeliveryResult>] = [{}, {}];
      const receipt = {
        messageId,
        get durable() {
          return promiseOf(durable);
        },
        get delivered() {
          return promiseOf(delivered);
        },
      };
      const promised = { receipt, durable, delivered };
      entries.set(messageId, promised);
      return promised;
    },
    get: (messageId) => entries.get(messageId),
    end(messageId, result) {
      keepPromises(entries.get(messageId), result);
      entries.delete(messageId);
    },
  };
}
