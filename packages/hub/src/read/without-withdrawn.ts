import { consentStateOf, isRefusal } from '@rialto/core/model';
import type { Permitted, Profile } from '../profile/profile.ts';

/**
 * The profile without what was kept for a purpose that the person has since taken back, or that has lapsed:
 * a withdrawal works on what is shown, not only on what is collected.
 *
 * @param now - epoch milliseconds
 * @example
 * ```ts
 * withoutWithdrawn(profile, clock.now()).timeline; // no page views after analytics was withdrawn
 * ```
 */
export function withoutWithdrawn(profile: Profile, now: number): Profile {
  const isShown = ({ purposes = [] }: Permitted): boolean =>
    !purposes.some((purpose) => isRefusal(consentStateOf(profile.consent, purpose, now)));
  const shown = <Entry extends Permitted>(entries: readonly Entry[]): readonly Entry[] =>
    entries.filter(isShown).map((entry) => ({ ...entry, purposes: undefined }));
  const { phase, lastContact, ...rest } = profile;
  return {
    ...rest,
    ...(phase && isShown(phase) ? { phase } : {}),
    carts: shown(profile.carts),
    responses: shown(profile.responses),
    timeline: shown(profile.timeline),
    lastContact: Object.fromEntries(
      Object.entries(lastContact)
        .filter(([, contact]) => isShown(contact))
        .map(([channel, contact]) => [channel, { ...contact, purposes: undefined }]),
    ),
  };
}
