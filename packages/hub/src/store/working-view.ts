import type { Identifier } from '@rialto/core/model';
import type { BatchChanges, BatchView } from '../ingest/batch-view.ts';
import { pairKey } from '../ingest/pair-key.ts';
import type { Profile } from '../profile/profile.ts';
import type { StoredLink } from './store.ts';

/** A view that keeps up with the batches decided on it. */
export interface WorkingView extends BatchView {
  /** Takes in what a batch changed, so that the next batch is decided on top of it. */
  apply(changes: BatchChanges): void;
  /** Links and standing profiles that were taken in; what the base holds is not among them. */
  links(): readonly StoredLink[];
  profiles(): readonly Profile[];
}

/** The base of what begins empty. */
const nothing: BatchView = { isKnown: () => false, profileIdOf: () => undefined, profile: () => undefined };

/**
 * Lays decided batches over a base: over nothing it is a whole store in memory, over a database it is
 * what one transaction has changed so far.
 *
 * @example
 * ```ts
 * const view = createWorkingView();
 * view.apply(decideBatch(batch, view));
 * ```
 */
export function createWorkingView(base: BatchView = nothing): WorkingView {
  const known = new Set<string>();
  const links = new Map<string, StoredLink>();
  const profiles = new Map<string, Profile>();
  // Flattened: every absorbed profile points straight at the one that stands, so that a look-up is one step.
  const survivors = new Map<string, string>();
  const loaded = new Map<string, Profile | undefined>();
  const absorbedBy = new Map<string, string[]>();
  const standing = (id: string): string => survivors.get(id) ?? id;

  // A decision asks for the same profile several times, and a base has to read it from its file.
  const ofBase = (id: string): Profile | undefined => {
    if (!loaded.has(id)) loaded.set(id, base.profile(id));
    return loaded.get(id);
  };

  const merge = (absorbed: string, survivor: string): void => {
    const target = standing(survivor);
    const moved = [absorbed, ...(absorbedBy.get(absorbed) ?? [])];
    for (const id of moved) survivors.set(id, target);
    const followers = absorbedBy.get(target);
    if (followers) followers.push(...moved);
    else absorbedBy.set(target, moved);
    absorbedBy.delete(absorbed);
    profiles.delete(absorbed);
  };

  return {
    isKnown: (source, messageId) => known.has(pairKey(source, messageId)) || base.isKnown(source, messageId),
    profileIdOf(identifier: Identifier) {
      const id = links.get(pairKey(identifier.kind, identifier.value))?.profileId;
      const found = id ?? base.profileIdOf(identifier);
      return found === undefined ? undefined : standing(found);
    },
    profile: (id) => profiles.get(id) ?? (survivors.has(id) ? undefined : ofBase(id)),
    apply({ entries, links: added, merges, profiles: changed }) {
      for (const { event } of entries) known.add(pairKey(event.source, event.messageId));
      for (const link of added) links.set(pairKey(link.identifier.kind, link.identifier.value), link);
      for (const { absorbed, survivor } of merges) merge(absorbed, survivor);
      for (const profile of changed) profiles.set(profile.id, profile);
    },
    links: () =>
      [...links.values()].map(({ identifier, profileId }) => ({
        identifier,
        profileId: standing(profileId),
      })),
    profiles: () => [...profiles.values()],
  };
}
