import type { Clock, Random } from '@rialto/core/delivery';
import type { GateDecision, Message, Purpose } from '@rialto/core/model';
import type { KeyValue } from '../adapters/web-key-value.ts';

/** What a capture may do. */
export interface CaptureTarget {
  /** Something has happened; at `timestamp`, epoch milliseconds, if not now. */
  track(event: string, properties?: object, options?: { readonly timestamp?: number }): void;
  /** A page was viewed. */
  page(name?: string, properties?: object): void;
  /**
   * Adds to the context of each event that a device sends which permits storing; called when the gate has let it pass. What throws cannot
   * travel, and its event is dropped. Returns the way to stop.
   */
  enrich(add: (message: Message) => object): () => void;
  /** Told of each verdict of the gate, for the tools of those who build the page. Returns the way to stop. */
  watch(look: (message: Message, purposes: readonly Purpose[], decision: GateDecision) => void): () => void;
  /** Whether the person lets us store on this device. Ask before each use of `storage`. */
  permitted(): boolean;
  /** The tracker's own place on the device; on a shared device, its memory. */
  readonly storage: KeyValue;
  readonly clock: Clock;
  readonly random: Random;
  /** There where `sessions()` came earlier in the list. */
  sessions?: SessionBoard;
}

/** By which `sessions()` and whoever knows where somebody came from speak with each other. */
export interface SessionBoard {
  /**
   * The page was reached by this campaign; another one than that of the session starts a new one, unless the address of the page names
   * one itself, or the page has sent events already.
   *
   * @param campaign - any text that stands for it; empty for none
   * @param onStart - told of each session that starts from now on, before its first event is sent
   */
  arrived(campaign: string, onStart: () => void): void;
}

/** Something that a page records by itself: begins when called, and returns the way to stop. */
export type Capture = (target: CaptureTarget) => () => void;
