import type { Sale } from '../sale.ts';

/** A client in the process that is measured. */
export interface Client {
  track(sale: Sale): void;
  /** Resolves when it has sent what it has, as far as it can say so. */
  flush(): Promise<unknown>;
  /** Resolves when what was tracked last is where a crash does not reach it; only where the client has such a place. */
  stored?(): Promise<unknown>;
  /** Makes everything ready that the raw limit does not pay for, and answers what sends it. */
  prepare?(sales: readonly Sale[]): () => Promise<void>;
}

/** How a client is to be started. */
interface Start {
  /** The collector, with the name of the client's wire as its path. */
  readonly endpoint: string;
  /** Batches as large as its documents allow, for a flood; otherwise its defaults. */
  readonly isRaised: boolean;
  /** A directory of its own, empty unless it is a second start. */
  readonly directory: string;
  readonly variant: string;
}

/** Starts a client. */
export type StartClient = (start: Start) => Client | Promise<Client>;
