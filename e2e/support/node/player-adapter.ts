/** A sale that a player tracks. */
export interface PlayedSale {
  /** Our id of it, by which it is found again whatever the client makes of it. */
  readonly marker: string;
  /** From 0, over all processes of a run. */
  readonly number: number;
  readonly userId: string;
  /** When it truly happened, epoch ms, however wrong the process' clock is. */
  readonly trueAt: number;
  /** What is wrong with it on purpose: the hub rejects a `rejected` one; a server in front refuses what holds a `refused` one. */
  readonly poison?: 'rejected' | 'refused';
}

/** A client in a process that faults are played on. */
interface PlayedClient {
  /** Tracks a sale; a promise of true as soon as it outlives the process, nothing where the client gives no such word. */
  track(sale: PlayedSale): Promise<boolean> | undefined;
  /** Sends what waits. */
  flush(timeout: number): Promise<unknown>;
  /** Ends the client as its documents say. */
  close(timeout: number): Promise<unknown>;
}

/** What a client is opened with. */
export interface PlayedSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly key: string;
  /** A folder that outlives the process. */
  readonly path: string;
  /** Told of what the client itself reports: a code, or a text. */
  readonly report: (problem: string) => void;
}

/** What an adapter's module exports as `open`. */
export type OpenPlayed = (settings: PlayedSettings) => PlayedClient;
