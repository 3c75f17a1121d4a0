import type { Identifier } from '@rialto/core/model';
import type { GraphView, Merge } from '../identity/resolve.ts';
import type { Profile } from '../profile/profile.ts';
import type { ChainedRecord } from '../proof/proof-record.ts';
import type { BatchChanges, BatchView } from './batch-view.ts';
import { pairKey } from './pair-key.ts';
import type { PreparedEvent } from './prepared-event.ts';

/** The view of a batch with what the batch itself has changed so far on top. */
export interface WorkingSet extends GraphView {
  isKnown(source: string, messageId: string): boolean;
  profile(id: string): Profile | undefined;
  append(event: PreparedEvent, profileId: string | undefined): void;
  link(identifier: Identifier, profileId: string): void;
  merge(merge: Merge): void;
  record(record: ChainedRecord): void;
  save(profile: Profile): void;
  changes(): Omit<BatchChanges, 'results'>;
}

/**
 * Lays a working set over a view; the view itself is not touched.
 *
 * @example
 * ```ts
 * const work = createWorkingSet(view);
 * ```
 */
export function createWorkingSet(view: BatchView): WorkingSet {
  const known = new Set<string>();
  const links = new Map<string, { identifier: Identifier; profileId: string }>();
  const survivors = new Map<string, string>();
  const profiles = new Map<string, Profile>();
  const entries: { event: PreparedEvent; profileId: string | undefined }[] = [];
  const merges: Merge[] = [];
  const records: ChainedRecord[] = [];

  const standing = (id: string): string => {
    let current = id;
    for (let next = survivors.get(current); next !== undefined; next = survivors.get(current)) current = next;
    return current;
  };
  const profile = (id: string): Profile | undefined =>
    profiles.get(standing(id)) ?? view.profile(standing(id));

  return {
    isKnown: (source, messageId) => known.has(pairKey(source, messageId)) || view.isKnown(source, messageId),
    profile,
    profileOf(identifier) {
      const id =
        links.get(pairKey(identifier.kind, identifier.value))?.profileId ?? view.profileIdOf(identifier);
      return id === undefined ? undefined : profile(id);
    },
    append(event, profileId) {
      known.add(pairKey(event.source, event.messageId));
      entries.push({ event, profileId });
    },
    link(identifier, profileId) {
      links.set(pairKey(identifier.kind, identifier.value), { identifier, profileId });
    },
    merge(merge) {
      survivors.set(merge.absorbed, merge.survivor);
      profiles.delete(merge.absorbed);
      merges.push(merge);
    },
    record(record) {
      records.push(record);
    },
    save(changed) {
      profiles.set(changed.id, changed);
    },
    changes: () => ({
      entries,
      links: [...links.values()],
      merges,
      records,
      profiles: [...profiles.values()],
    }),
  };
}
