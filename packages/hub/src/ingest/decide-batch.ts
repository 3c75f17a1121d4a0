import {
  type ConsentState,
  consentStateOf,
  decideGate,
  isRefusal,
  type MessageResult,
} from '@rialto/core/model';
import { bestIdentifier, resolve } from '../identity/resolve.ts';
import { foldEvent, foundProfile, linkProfile } from '../profile/fold-event.ts';
import { mergeProfiles } from '../profile/merge-profiles.ts';
import type { Profile } from '../profile/profile.ts';
import { chainMerge, chainRecord, headOf } from '../proof/chain-record.ts';
import type { ChainedRecord } from '../proof/proof-record.ts';
import type { BatchChanges, BatchView } from './batch-view.ts';
import type { PreparedEvent } from './prepared-event.ts';
import { profileIdOf } from './profile-id.ts';
import { createWorkingSet, type WorkingSet } from './working-set.ts';

/** How {@link decideBatch} works. */
export interface DecideOptions {
  /**
   * The events come from the log: they were accepted once, and the gate is not asked again.
   * @default false
   */
  readonly replay?: boolean;
}

/**
 * Decides a batch, pure: who is a duplicate, what the gate says, whose event it is, what the profile becomes.
 * Folding is in the order of the batch, so that a replay of the log gives the same profiles.
 *
 * @example
 * ```ts
 * const { results, entries, profiles } = decideBatch(batch, view);
 * ```
 */
export function decideBatch(
  batch: readonly PreparedEvent[],
  view: BatchView,
  { replay = false }: DecideOptions = {},
): BatchChanges {
  const work = createWorkingSet(view);
  const results = batch.map((event) => decideEvent(event, work, replay));
  return { results, ...work.changes() };
}

function decideEvent(event: PreparedEvent, work: WorkingSet, replay: boolean): MessageResult {
  const { messageId } = event;
  if (work.isKnown(event.source, messageId)) return { messageId, status: 'duplicate' };
  const stateOf = consentFor(event, work);
  if (!replay) {
    const { verdict } = decideGate(event.purposes, stateOf);
    if (verdict === 'hold') return { messageId, status: 'held', code: 'consent_undecided' };
    if (verdict === 'drop') return { messageId, status: 'rejected', code: 'consent_refused' };
  }
  work.append(
    event,
    event.training ? undefined : foldIntoPerson(event, work, stateOf('linking') === 'granted'),
  );
  return { messageId, status: 'accepted' };
}

/**
 * What holds for an event: the stamp at capture and the person's own record must both allow. Where there is
 * no stamp, a secret key leaves the decision to the record; a write key without a stamp has no consent.
 * The record is that of whose event it is, and of everybody else whom it names: nobody grants for another.
 */
function consentFor(event: PreparedEvent, work: WorkingSet): (purpose: string) => ConsentState {
  const people = event.identifiers.flatMap((identifier) => work.profileOf(identifier) ?? []);
  const best = bestIdentifier(event.identifiers);
  const isOnRecord = best !== undefined && work.profileOf(best) !== undefined;
  return (purpose) => {
    const recorded = people.map(({ consent }) => consentStateOf(consent, purpose, event.receivedAt));
    const refusal = recorded.find(isRefusal);
    if (refusal) return refusal;
    const stamped = event.stamp && Object.hasOwn(event.stamp, purpose) ? event.stamp[purpose] : undefined;
    if (stamped !== undefined) return stamped ? 'granted' : 'denied';
    const isGranted = isOnRecord && recorded.every((state) => state === 'granted');
    return event.trusted && isGranted ? 'granted' : 'unset';
  };
}

/** @returns the id of the profile that the event went into */
function foldIntoPerson(event: PreparedEvent, work: WorkingSet, mayLink: boolean): string | undefined {
  const newId = profileIdOf(event.source, event.messageId);
  const person = resolve(event, work, { mayLink, newId });
  if (person.kind === 'nobody') return undefined;
  const { profileId } = person;
  let profile = (person.founds ? undefined : work.profile(profileId)) ?? foundProfile(profileId, event);
  for (const absorbed of person.absorb) {
    const record = chainMerge(event, profile, absorbed);
    profile = withRecord(mergeProfiles(profile, absorbed), record, work);
    work.merge({
      absorbed: absorbed.id,
      survivor: profileId,
      because: `${event.source}/${event.messageId}`,
      at: event.receivedAt,
    });
  }
  for (const identifier of person.attach) {
    profile = linkProfile(profile, identifier);
    work.link(identifier, profileId);
  }
  const record = chainRecord(event, profileId, profile.proof, profile.consent);
  work.save(withRecord(foldEvent(profile, event), record, work));
  return profileId;
}

/** The profile with its chain longer by a record. */
function withRecord(profile: Profile, record: ChainedRecord | undefined, work: WorkingSet): Profile {
  if (!record) return profile;
  work.record(record);
  return { ...profile, proof: headOf(record) };
}
