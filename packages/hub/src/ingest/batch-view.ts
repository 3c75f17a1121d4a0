import type { Identifier, MessageResult } from '@rialto/core/model';
import type { Merge } from '../identity/resolve.ts';
import type { Profile } from '../profile/profile.ts';
import type { ChainedRecord } from '../proof/proof-record.ts';
import type { PreparedEvent } from './prepared-event.ts';

/** What the store holds of a batch's keys before the batch: loaded once, then decided without waiting. */
export interface BatchView {
  /** Whether the log has the message. */
  isKnown(source: string, messageId: string): boolean;
  /** The id of the profile that an identifier points to, through merges. */
  profileIdOf(identifier: Identifier): string | undefined;
  /** A profile that stands. */
  profile(id: string): Profile | undefined;
}

/** What the store must write, and the answers. */
export interface BatchChanges {
  /** One per event of the batch, in its order. */
  readonly results: readonly MessageResult[];
  /** What goes to the log, in order. */
  readonly entries: readonly { readonly event: PreparedEvent; readonly profileId: string | undefined }[];
  readonly links: readonly { readonly identifier: Identifier; readonly profileId: string }[];
  readonly merges: readonly Merge[];
  /** What is added to the chains of consent records, in order. */
  readonly records: readonly ChainedRecord[];
  /** New and changed profiles that stand after the batch; absorbed ones are in `merges`. */
  readonly profiles: readonly Profile[];
}
