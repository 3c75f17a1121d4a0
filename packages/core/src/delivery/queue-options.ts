import type { GateDecision } from '../gate/gate.ts';
import { batchBytes } from '../model/batch-limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore, StoredEvent } from '../ports/event-store.ts';
import type { Random } from '../ports/random.ts';
import type { Outcome, StoreSharers } from '../ports/sharers.ts';
import type { Transport } from '../ports/transport.ts';
import type { Announcer } from './announcer.ts';

/** How a queue behaves. Every field has a default in {@link queueDefaults}. */
export interface QueueOptions {
  /**
   * Waiting events that start a batch by themselves, from 1.
   * @default 20
   */
  readonly flushAt?: number;
  /**
   * The longest an event waits for others, milliseconds.
   * @default 5_000
   */
  readonly flushAfter?: number;
  /**
   * The most messages in one batch, 1 to 2,500.
   * @default 100
   */
  readonly batchMessages?: number;
  /**
   * The most bytes in one batch, up to 512 KiB.
   * @default 524_288
   */
  readonly batchBytes?: number;
  /**
   * The most events that may wait; a further one is dropped with the reason `queue_full`, and announced.
   * @default 100_000
   */
  readonly maxEvents?: number;
  /**
   * The most bytes that may wait.
   * @default 268_435_456
   */
  readonly maxBytes?: number;
  /**
   * How long an event is tried, milliseconds. A till may be offline for a week.
   * @default 2_592_000_000 (30 days)
   */
  readonly maxAge?: number;
}

/** The defaults of {@link QueueOptions}. */
export const queueDefaults = {
  flushAt: 20,
  flushAfter: 5_000,
  batchMessages: 100,
  batchBytes,
  maxEvents: 100_000,
  maxBytes: 256 * 1024 * 1024,
  maxAge: 30 * 24 * 3_600_000,
} satisfies Required<QueueOptions>;

/** What {@link createQueue} needs. */
export interface QueueParts {
  readonly store: EventStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly announcer: Announcer;
  readonly options?: QueueOptions;
  /** Asked before each send; whatever is not `pass` is dropped with its reason, never sent. */
  readonly recheck?: (event: StoredEvent) => GateDecision;
  /** The others who send from the same store, such as the other tabs of a page. Left out: nobody else does. */
  readonly sharers?: StoreSharers;
  /** The ids of what may have reached the hub without our hearing it: shared with who else sends the same events, such as a page that is left. */
  readonly inDoubt?: Set<string>;
  /** Told once of each event that left the store, with what became of it. */
  readonly onSettled?: (event: StoredEvent, outcome: Outcome) => void;
}
