import type { Clock, DeliveryProblem, Random } from '@rialto/core/delivery';
import type { lockDirectory } from './directory-lock.ts';
import type { JournalFiles } from './journal-files.ts';
import type { IdHash } from './journal-ids.ts';

/** Options of `createLanedStore`. */
export interface LanedStoreOptions {
  /** The directory; it is made if it is not there. Undefined: in memory alone. */
  readonly path: string | undefined;
  /** How many lines of events there are, 1 or more. */
  readonly lanes: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of a directory that cannot be used, once, and of what could not be read. */
  readonly report: (problem: DeliveryProblem) => void;
  /**
   * Bytes after which a new segment file is begun.
   * @default 4_194_304
   */
  readonly segmentBytes?: number;
  /**
   * Bytes of events that are held in memory although they are on the disk: the newest, and what was read last.
   * @default 4_194_304
   */
  readonly cacheBytes?: number;
}

/** Parts that only tests replace. */
export interface LanedStoreParts {
  readonly hash?: IdHash;
  readonly files?: JournalFiles;
  readonly lock?: typeof lockDirectory;
  /** Milliseconds from one write to the next. */
  readonly spacing?: number;
}
