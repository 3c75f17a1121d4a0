import type { Random } from '@rialto/core/delivery';
import type { NodeFaultProxy } from './fault-proxy.ts';
import type { NodeHub } from './open-node-hub.ts';
import type { Order } from './player-words.ts';

/** A process with a client in it, as a scenario sees it. */
export interface Till {
  /** Tracks so many more sales, so many a second; resolves when they are tracked. */
  track(count: number, rate: number): Promise<void>;
  /** Tracks one that will be turned away. */
  poison(kind: Extract<Order, { kind: 'poison' }>['poison']): Promise<void>;
  /** Waits until it has promised so many, or has tracked 2,000 beyond that, or for 5 s: some promise nothing, and some are slow. */
  untilPromised(count: number): Promise<void>;
  flush(timeout: number): Promise<void>;
  /** Puts its clock so many ms ahead of the truth. */
  shift(by: number): Promise<void>;
  /** Closes the client, and lets the process end by itself. */
  close(timeout: number): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** What its client has reported so far. */
  readonly problems: readonly string[];
}

/** How fast a scenario is played: the suite has less time than the benchmark. */
export interface Tempo {
  /** How long the hub is away, ms. */
  readonly outage: number;
  /** How long a client may take by itself to bring what is left, once the fault is over, ms. */
  readonly patience: number;
}

/** Where a scenario plays. */
export interface Scene {
  readonly proxy: NodeFaultProxy;
  readonly random: Random;
  /** From 1. What has few kinds takes them in turns by it, so that few runs see all of them. */
  readonly seed: number;
  readonly tempo: Tempo;
  /** The folder that outlives the processes. */
  readonly path: string;
  /** The real hub, where the client speaks its protocol. */
  readonly hub: NodeHub | undefined;
  /** Starts a process on the folder; only one at a time. */
  start(options?: { readonly under?: readonly string[]; readonly users?: number }): Promise<Till>;
  /** Whether the collector has taken everything that the client owes us. */
  hasArrived(): boolean;
  /** The hub goes away, and with it its address; the real one is killed. */
  hubDown(): Promise<void>;
  hubUp(): Promise<void>;
  /** Something is wrong with the run, in words. */
  note(wrong: string): void;
}

/** A run that is over, for what a scenario has to look at besides losses. */
export interface Played {
  readonly scene: Scene;
  readonly run: string;
  readonly problems: readonly string[];
  /** What the scenario itself keeps in mind. */
  readonly poisoned: readonly string[];
}

/** A fault, as a program that a seed repeats. */
export interface NodeScenario {
  readonly name: string;
  /** It has a hub of its own, to be killed. */
  readonly ownHub?: true;
  /** Events of a run that never reach the hub, and so are a gap in the numbers of the queue. */
  readonly gaps?: number;
  /** It is about what only Rialto has; with others it is left out, for this reason. */
  readonly onlyRialto?: string;
  /** It waits for the client's own timeouts, and so is begun before the others. */
  readonly isLong?: true;
  play(scene: Scene): Promise<void>;
  /** Looks at the run afterwards; what is wrong with it, in words. */
  check?(played: Played): readonly string[] | Promise<readonly string[]>;
}
