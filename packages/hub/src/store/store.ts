import type { Identifier, MessageResult } from '@rialto/core/model';
import type { Merge } from '../identity/resolve.ts';
import type { Arrival, PreparedEvent } from '../ingest/prepared-event.ts';
import type { Profile } from '../profile/profile.ts';
import type { ChainedRecord } from '../proof/proof-record.ts';

/** What a commit achieved: an answer per event, in order, and the profiles that changed. */
export interface CommitResult {
  readonly results: readonly MessageResult[];
  /** Ids of the profiles that changed, survivors and absorbed. */
  readonly changed: readonly string[];
}

/** One line of the log. */
export interface LogEntry {
  /** The order in which the hub took events, from 1. */
  readonly sequence: number;
  /** The profile it was folded into; undefined for training and for events of nobody. */
  readonly profileId: string | undefined;
  readonly event: PreparedEvent;
}

/** A key of a source. The key itself is not kept, only what is needed to recognise it and its tokens. */
export interface StoredKey {
  readonly id: string;
  readonly kind: 'write' | 'secret';
  readonly source: string;
  readonly channel: string;
  /** SHA-256 of the key, hex. */
  readonly hash: string;
  /** Of a secret key: the id and the key of its context tokens (see `deriveTokenKey`), hex. */
  readonly token?: { readonly kid: string; readonly key: string } | undefined;
  /** The web origins that may use it; all where it is empty. */
  readonly origins: readonly string[];
  readonly createdAt: number;
  readonly revokedAt?: number | undefined;
}

/** A link from an identifier to its profile. */
export interface StoredLink {
  readonly identifier: Identifier;
  readonly profileId: string;
}

/** Numbers of a sender's queue that have come, with none missing between the first and the last. */
export interface ArrivedRange {
  readonly source: string;
  readonly queue: string;
  readonly from: number;
  readonly to: number;
}

/** The words of consents, by their hash (`hashConsentText`). */
export type ConsentTexts = ReadonlyMap<string, string>;

/** What the log and the folds add up to. */
export interface StoreCounts {
  readonly events: number;
  /** Profiles that stand, absorbed ones not counted. */
  readonly profiles: number;
  readonly identifiers: number;
  /** Sums of the log by currency, decimal strings; training left out. */
  readonly revenue: Readonly<Record<string, string>>;
}

/**
 * Where the hub keeps the log, the identity graph, the profiles and the keys.
 * One contract suite (`store-contract.ts`) runs against every adapter.
 */
export interface Store {
  /**
   * Decides and stores a batch in one transaction (`decide-batch.ts`), durable when it resolves.
   * Batches that overlap are committed one after the other.
   *
   * @param texts - the words of consents by their hash: those that an accepted event names are kept in the same
   *   transaction. What is kept already stays as it is
   * @param refused - the places of messages that were refused before they could be events. That a number came is kept
   *   of every message, also of one that consent refuses or holds: nothing else of it is, and a gap is what did not come
   * @throws RialtoError `store-unavailable` when nothing could be stored; the batch may be sent again
   */
  commit(
    batch: readonly PreparedEvent[],
    texts?: ConsentTexts,
    refused?: readonly Arrival[],
  ): Promise<CommitResult>;
  /** The profile that an identifier points to, through merges. Never waits for a commit. */
  findProfile(identifier: Identifier): Promise<Profile | undefined>;
  /** The log in its order, from after `sequence`. */
  readLog(sequence: number, limit: number): Promise<readonly LogEntry[]>;
  /** The line of the log with a source's message; undefined where the log has none. */
  findEntry(source: string, messageId: string): Promise<LogEntry | undefined>;
  /** Which of these messages of a source the log has: every one of which a commit has answered. Never waits for a commit. */
  findKnown(source: string, messageIds: readonly string[]): Promise<readonly string[]>;
  /** Profiles that stand, by id, from after `id`. */
  listProfiles(id: string, limit: number): Promise<readonly Profile[]>;
  /** Links in the order of (kind, value), from after the given one, through merges. */
  listLinks(after: Identifier | undefined, limit: number): Promise<readonly StoredLink[]>;
  /** Merges in the order in which they happened. */
  listMerges(): Promise<readonly Merge[]>;
  /** The records of one chain, by number. */
  readChain(chain: string): Promise<readonly ChainedRecord[]>;
  /** Records of all chains by (chain, number), from after the given one. */
  listRecords(
    after: Pick<ChainedRecord, 'chain' | 'number'> | undefined,
    limit: number,
  ): Promise<readonly ChainedRecord[]>;
  /** The words of which this is the hash; undefined where they were never told. */
  readText(hash: string): Promise<string | undefined>;
  /**
   * Which numbers of senders' queues have come, by (source, queue, from), from after the given range. Two ranges of a
   * queue may meet, and an adapter may give more than `limit`; none are left where there are none.
   */
  listArrivals(after: Omit<ArrivedRange, 'to'> | undefined, limit: number): Promise<readonly ArrivedRange[]>;
  /** Recounted from what is stored. */
  counts(): Promise<StoreCounts>;
  /** Keeps a key, durable when it resolves. */
  addKey(key: StoredKey): Promise<void>;
  /** Every key, revoked ones included, in the order of their making. */
  listKeys(): Promise<readonly StoredKey[]>;
  /** @returns whether there was such a key, not revoked yet */
  revokeKey(id: string, at: number): Promise<boolean>;
  /** Ends what is under way and lets go of the file. */
  close(): Promise<void>;
}
