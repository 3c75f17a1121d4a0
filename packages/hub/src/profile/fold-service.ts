import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { permittedFor } from './permitted.ts';
import type { Profile, ProfileCase, ProfileResponse } from './profile.ts';
import { newest, newestResponses, profileBounds } from './profile-bounds.ts';
import { textOf } from './read-properties.ts';

const responses: Readonly<Record<string, ProfileResponse['response']>> = {
  'Offer Presented': 'presented',
  'Offer Accepted': 'accepted',
  'Offer Declined': 'declined',
  'Offer Dismissed': 'dismissed',
  'Offer Redeemed': 'redeemed',
};

/** The state that an event puts a case in. */
const caseStates: Readonly<Record<string, ProfileCase['state']>> = {
  'Case Opened': 'open',
  'Case Updated': 'open',
  'Case Closed': 'closed',
};

/**
 * Folds what an event says of cases, offer responses and contacts that the retailer began.
 *
 * @example
 * ```ts
 * foldService(profile, caseOpened).cases; // the open case
 * ```
 */
export function foldService(profile: Profile, event: PreparedEvent): Profile {
  return {
    ...profile,
    cases: foldCases(profile.cases, event),
    responses: foldResponses(profile.responses, event),
    lastContact: foldContact(profile.lastContact, event),
  };
}

function foldCases(cases: Profile['cases'], event: PreparedEvent): Profile['cases'] {
  const { happenedAt, channel, properties, name } = event;
  const state = Object.hasOwn(caseStates, name) ? caseStates[name] : undefined;
  if (!state) return cases;
  const id = textOf(properties, 'case_id') ?? event.messageId;
  const known = cases.find((other) => other.id === id);
  const isLatest = !known || happenedAt >= known.updatedAt;
  const subject = known?.subject ?? textOf(properties, 'subject');
  const next = {
    id,
    channel: known?.channel ?? channel,
    openedAt: Math.min(happenedAt, known?.openedAt ?? happenedAt),
    updatedAt: Math.max(happenedAt, known?.updatedAt ?? 0),
    state: isLatest ? state : known.state,
    ...(subject === undefined ? {} : { subject }),
  };
  return newest(
    [...cases.filter((other) => other !== known), next],
    profileBounds.cases,
    ({ openedAt }) => openedAt,
  );
}

function foldResponses(list: Profile['responses'], event: PreparedEvent): Profile['responses'] {
  const response = Object.hasOwn(responses, event.name) ? responses[event.name] : undefined;
  const offerId = textOf(event.properties, 'offer_id');
  if (!response || offerId === undefined) return list;
  const productId = textOf(event.properties, 'product_id');
  const entry: ProfileResponse = {
    offerId,
    response,
    channel: event.channel,
    at: event.happenedAt,
    ...(productId === undefined ? {} : { productId }),
    ...permittedFor(event),
  };
  return newestResponses([...list, entry]);
}

function foldContact(contacts: Profile['lastContact'], event: PreparedEvent): Profile['lastContact'] {
  const { direction, channel, happenedAt, properties } = event;
  if (direction !== 'outbound') return contacts;
  const known = Object.hasOwn(contacts, channel) ? contacts[channel] : undefined;
  if (known && known.at > happenedAt) return contacts;
  const campaign = textOf(properties, 'campaign_id', 'campaign');
  const contact = { at: happenedAt, ...(campaign === undefined ? {} : { campaign }), ...permittedFor(event) };
  return { ...contacts, [channel]: contact };
}
