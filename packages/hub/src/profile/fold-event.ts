import type { Identifier, JsonObject } from '@rialto/core/model';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { foldCommerce } from './fold-commerce.ts';
import { foldConsentEvent } from './fold-consent.ts';
import { foldService } from './fold-service.ts';
import { permittedFor } from './permitted.ts';
import type { Assurance, Profile, ProfileTouch } from './profile.ts';
import { bestAssurance, newest, profileBounds } from './profile-bounds.ts';
import { textOf } from './read-properties.ts';

/** What each kind of identifier says of who the person is. */
const assuranceOf = ({ kind }: Identifier): Assurance => {
  if (kind === 'userId') return 'login';
  if (kind === 'anonymousId') return 'device';
  return kind === 'email' || kind === 'phone' ? 'contact' : 'card';
};

/** The facts of an account that a touchpoint may show; everything else that `identify` carries stays in the log. */
const shownFacts: readonly string[] = [
  'title',
  'name',
  'first_name',
  'firstName',
  'last_name',
  'lastName',
  'language',
  'locale',
];

/** The profile that an event founds, before the event itself is folded into it. */
export const foundProfile = (id: string, event: Pick<PreparedEvent, 'happenedAt'>): Profile => ({
  id,
  version: 0,
  firstSeenAt: event.happenedAt,
  lastSeenAt: event.happenedAt,
  events: 0,
  assurance: 'device',
  consent: {},
  facts: {},
  carts: [],
  orders: [],
  cases: [],
  responses: [],
  owned: [],
  lastContact: {},
  timeline: [],
  revenue: { orders: 0, sums: {} },
});

/** The profile with one more identifier. */
export const linkProfile = (profile: Profile, identifier: Identifier): Profile => ({
  ...profile,
  assurance: bestAssurance(profile.assurance, assuranceOf(identifier)),
  ...(identifier.kind === 'userId' && profile.userId === undefined ? { userId: identifier.value } : {}),
});

/**
 * Folds one event into a profile, pure. What comes late is put where it belongs by its time.
 *
 * @example
 * ```ts
 * const after = foldEvent(before, event);
 * ```
 */
export function foldEvent(profile: Profile, event: PreparedEvent): Profile {
  const seen: Profile = {
    ...profile,
    version: profile.version + 1,
    events: profile.events + 1,
    firstSeenAt: Math.min(profile.firstSeenAt, event.happenedAt),
    lastSeenAt: Math.max(profile.lastSeenAt, event.happenedAt),
    facts: foldFacts(profile.facts, event),
    consent: foldConsentEvent(profile.consent, event),
    // A letter that we sent is a contact too, although the customer took no part in it.
    timeline:
      event.interaction || event.direction === 'outbound'
        ? newest([...profile.timeline, touchOf(event)], profileBounds.timeline, ({ at }) => at)
        : profile.timeline,
  };
  const phase = phaseAfter(profile.phase, event);
  return foldService(foldCommerce(phase ? { ...seen, phase } : seen, event), event);
}

function phaseAfter(known: Profile['phase'], event: PreparedEvent): Profile['phase'] {
  const { phase, name, happenedAt } = event;
  if (!phase || (known && known.at > happenedAt)) return known;
  return { phase, because: name, at: happenedAt, ...permittedFor(event) };
}

function touchOf(event: PreparedEvent): ProfileTouch {
  const about = textOf(
    event.properties,
    'name',
    'subject',
    'topic',
    'title',
    'order_id',
    'receipt_number',
    'product_id',
    'case_id',
    'query',
    'campaign_id',
  );
  return {
    at: event.happenedAt,
    channel: event.channel,
    direction: event.direction,
    event: event.name,
    ...(about === undefined ? {} : { about }),
    ...(event.place === undefined ? {} : { place: event.place }),
    ...permittedFor(event),
  };
}

function foldFacts(facts: Profile['facts'], { traits, type, happenedAt }: PreparedEvent): Profile['facts'] {
  if (type !== 'identify') return facts;
  const next: Record<string, { value: JsonObject[string]; at: number }> = { ...facts };
  for (const fact of shownFacts) {
    const value = textOf(traits, fact);
    if (value !== undefined && (next[fact]?.at ?? happenedAt) <= happenedAt)
      next[fact] = { value, at: happenedAt };
  }
  return next;
}
