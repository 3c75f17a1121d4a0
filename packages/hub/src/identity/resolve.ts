import type { Identifier } from '@rialto/core/model';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import type { Profile } from '../profile/profile.ts';

/** A pointer from a profile to the one it was found to be: nothing is rewritten, so it can be undone. */
export interface Merge {
  readonly absorbed: string;
  readonly survivor: string;
  /** The event that showed it, `source/messageId`. */
  readonly because: string;
  readonly at: number;
}

/** What the graph says before the event. */
export interface GraphView {
  /** The profile that an identifier points to, through merges. */
  profileOf(identifier: Identifier): Profile | undefined;
}

/** To whom an event belongs, and what it adds to the graph. */
export type Resolution =
  /** Nobody: no identifier at all, as in a sale to a stranger. */
  | { readonly kind: 'nobody' }
  | {
      readonly kind: 'person';
      /** The profile; a new one where `founds` is set. */
      readonly profileId: string;
      readonly founds: boolean;
      /** Identifiers that the event links to the profile for the first time. */
      readonly attach: readonly Identifier[];
      /** Profiles that turn out to be the same person. */
      readonly absorb: readonly Profile[];
    };

/** What a hub goes by when an event carries several identifiers: the first that is there. */
const priority: readonly string[] = ['userId', 'loyalty_card', 'email', 'phone'];
const device = 'anonymousId';

const rank = ({ kind }: Identifier): number => {
  const place = priority.indexOf(kind);
  if (kind === device) return Number.POSITIVE_INFINITY;
  return place < 0 ? priority.length : place;
};

/**
 * Finds the person of an event: attach, create or merge, pure. The rules I1 to I7 stand in docs/specs/identity.md.
 *
 * @param mayLink - whether the person permits `linking`; without it only the best identifier counts
 * @param newId - the id of a profile that this event would found
 */
export function resolve(
  event: Pick<PreparedEvent, 'identifiers' | 'shared'>,
  graph: GraphView,
  { mayLink, newId }: { readonly mayLink: boolean; readonly newId: string },
): Resolution {
  const [best, ...others] = candidates(event, mayLink);
  if (!best) return { kind: 'nobody' };
  const own = graph.profileOf(best);
  let userId = own?.userId ?? (best.kind === 'userId' ? best.value : undefined);
  const attach: Identifier[] = own ? [] : [best];
  const found = new Map<string, Profile>();
  for (const other of others) {
    const theirs = graph.profileOf(other);
    if (!theirs) {
      if (other.kind === 'userId' && userId !== undefined && userId !== other.value) continue;
      attach.push(other);
      userId ??= other.kind === 'userId' ? other.value : undefined;
    } else if (theirs.id !== own?.id && !isSomebodyElse(theirs, userId)) {
      found.set(theirs.id, theirs);
      userId ??= theirs.userId;
    }
  }
  const people = [...(own ? [own] : []), ...found.values()].sort(bySeniority);
  const [survivor, ...absorb] = people;
  return survivor
    ? { kind: 'person', profileId: survivor.id, founds: false, attach, absorb }
    : { kind: 'person', profileId: newId, founds: true, attach, absorb: [] };
}

/** Best first. */
const sorted = (identifiers: readonly Identifier[]): Identifier[] =>
  identifiers.toSorted((a, b) => rank(a) - rank(b));

/**
 * The identifier of the one whose event it is, whoever else it names; undefined for an event of nobody.
 *
 * @example
 * ```ts
 * bestIdentifier([device, account]); // the account
 * ```
 */
export const bestIdentifier = (identifiers: readonly Identifier[]): Identifier | undefined =>
  sorted(identifiers)[0];

/** The identifiers that may be used, best first. */
function candidates(
  { identifiers, shared }: Pick<PreparedEvent, 'identifiers' | 'shared'>,
  mayLink: boolean,
): Identifier[] {
  const all = sorted(identifiers);
  if (!mayLink) return all.slice(0, 1);
  const people = all.filter(({ kind }) => kind !== device);
  return shared && people.length > 0 ? people : all;
}

/** Two different ids of the business are two people, whatever device or card they share. */
const isSomebodyElse = (profile: Profile, userId: string | undefined): boolean =>
  profile.userId !== undefined && userId !== undefined && profile.userId !== userId;

/** A known person survives an unknown one, then the one seen first; the id decides what is left. */
const bySeniority = (a: Profile, b: Profile): number =>
  Number(b.userId !== undefined) - Number(a.userId !== undefined) ||
  a.firstSeenAt - b.firstSeenAt ||
  (a.id < b.id ? -1 : 1);
