import { createHash } from 'node:crypto';
import {
  type Channel,
  type ContextPermission,
  type ContextSuppression,
  type CustomerContext,
  consentStateOf,
  isChannel,
  isRefusal,
  lapseOf,
  type ReadPurpose,
} from '@rialto/core';
import type { Profile } from '../profile/profile.ts';
import { mayUse } from './may-use.ts';
import { blocksFor, stateForRead } from './read-rules.ts';
import { withoutWithdrawn } from './without-withdrawn.ts';

/** Who reads, what for, and when. */
export interface ReadRequest {
  readonly purpose: ReadPurpose;
  /** Where the reader meets the customer. */
  readonly channel: Channel;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** No time is too late to be written (ECMA-262, section 21.4.1.1). */
const iso = (at: number): string => new Date(Math.min(at, 8.64e15)).toISOString();

/** The days for which a declined or dismissed offer is not made again. */
export const declinedFor = 90;
const day = 86_400_000;

/**
 * What a touchpoint may know of a customer now, pure: the profile seen through the purpose of the read and
 * through what the person permits. Built up from what is allowed, never cut down from what there is.
 *
 * @example
 * ```ts
 * readCustomerContext(profile, { purpose: 'service', channel: 'store', now: clock.now() });
 * ```
 */
export function readCustomerContext(
  profile: Profile,
  { purpose, channel, now }: ReadRequest,
): CustomerContext {
  const permitted = withoutWithdrawn(profile, now);
  const asOf = iso(profile.lastSeenAt);
  const blocks = blocksFor(purpose, (needed) => stateForRead(profile.consent, needed, channel, now));
  const shown = <Block>(name: Parameters<typeof blocks.has>[0], block: Block): Block | undefined =>
    blocks.has(name) ? block : undefined;
  const context = {
    version: profile.version,
    asOf: iso(now),
    purpose,
    channel,
    subject: {
      asOf,
      id: opaqueId(profile.id, purpose),
      state: profile.assurance === 'device' ? ('anonymous' as const) : ('known' as const),
      assurance: profile.assurance,
    },
    permissions: { asOf, ...permissionsOf(profile, now) },
    traits: shown('traits', { asOf, facts: factsOf(profile) }),
    phase: shown('phase', phaseOf(permitted)),
    now: shown('now', { asOf, ...nowOf(permitted) }),
    offers:
      blocks.size === 0
        ? { asOf, active: [], suppressed: [{ reason: 'no-permission' as const }] }
        : shown('offers', { asOf, active: [], suppressed: suppressionsOf(profile, now) }),
    responses: shown('responses', {
      asOf,
      list: permitted.responses.toReversed().map(({ at, ...response }) => ({ ...response, at: iso(at) })),
    }),
    campaigns: shown('campaigns', {
      asOf,
      lastContact: Object.entries(permitted.lastContact).flatMap(([by, { at, ...rest }]) =>
        isChannel(by) ? [{ channel: by, at: iso(at), ...rest }] : [],
      ),
    }),
    orders: shown('orders', {
      asOf,
      list: profile.orders.toReversed().map(({ placedAt, updatedAt, ...order }) => ({
        ...order,
        placedAt: iso(placedAt),
        updatedAt: iso(updatedAt),
      })),
    }),
    cases: shown('cases', {
      asOf,
      list: profile.cases.toReversed().map(({ openedAt, updatedAt, ...entry }) => ({
        ...entry,
        openedAt: iso(openedAt),
        updatedAt: iso(updatedAt),
      })),
    }),
    value: shown('value', { asOf, ...worthOf(profile) }),
    timeline: shown('timeline', {
      asOf,
      touches: permitted.timeline.toReversed().map(({ at, ...touch }) => ({ ...touch, at: iso(at) })),
    }),
  };
  // Absent, not null: what is undefined leaves the document, at every depth.
  return JSON.parse(JSON.stringify(context));
}

/** Another id for every purpose, so that two readers cannot put their answers together. */
const opaqueId = (id: string, purpose: ReadPurpose): string =>
  createHash('sha256').update(`${purpose}\n${id}`).digest('hex').slice(0, 24);

function permissionsOf(profile: Profile, now: number): Omit<CustomerContext['permissions'], 'asOf'> {
  // A use that was noted before any answer is no answer.
  const answered = Object.entries(profile.consent).filter(([, { state }]) => state !== 'unset');
  const cells = answered.map(([key, cell]): ContextPermission => {
    const { at, conflict, reach, productGroups } = cell;
    const [purpose = '', by] = key.split('@');
    const channel = isChannel(by) ? by : undefined;
    // A refusal lapses only where it said so itself.
    const expires = isRefusal(cell.state) ? cell.until : lapseOf(cell, channel);
    return {
      purpose,
      ...(channel ? { channel } : {}),
      state: consentStateOf(profile.consent, purpose, now, channel),
      since: iso(at),
      ...(expires === undefined ? {} : { expires: iso(expires) }),
      ...(reach ? { reach } : {}),
      ...(conflict ? { conflict } : {}),
      ...(productGroups ? { productGroups } : {}),
    };
  });
  const isReachable = (channel: Channel): boolean =>
    mayUse(profile.consent, { purpose: 'marketing', channel, known: ['marketing'], now }).may;
  const reachableOn = cells.flatMap(({ purpose, channel }) =>
    channel && purpose === 'marketing' && isReachable(channel) ? [channel] : [],
  );
  return { cells, reachableOn };
}

const factsOf = ({ facts }: Profile): NonNullable<CustomerContext['traits']>['facts'] =>
  Object.fromEntries(Object.entries(facts).map(([name, { value }]) => [name, value]));

const phaseOf = ({ phase }: Profile): CustomerContext['phase'] | undefined =>
  phase && { asOf: iso(phase.at), phase: phase.phase, because: phase.because };

function nowOf({ timeline, carts }: Profile): Omit<NonNullable<CustomerContext['now']>, 'asOf'> {
  const last = timeline.at(-1);
  return {
    ...(last ? { lastTouchpoint: JSON.parse(JSON.stringify({ ...last, at: iso(last.at) })) } : {}),
    carts: JSON.parse(
      JSON.stringify(
        carts.toReversed().map(({ updatedAt, ...cart }) => ({ ...cart, updatedAt: iso(updatedAt) })),
      ),
    ),
  };
}

function suppressionsOf({ owned, responses, cases }: Profile, now: number): readonly ContextSuppression[] {
  const declined = new Map<string, ContextSuppression>();
  for (const { offerId, productId, response, at } of responses) {
    const until = at + declinedFor * day;
    if (response === 'accepted' || response === 'redeemed') declined.delete(offerId);
    if ((response !== 'declined' && response !== 'dismissed') || until <= now) continue;
    declined.set(offerId, {
      offerId,
      ...(productId === undefined ? {} : { productId }),
      reason: 'declined',
      until: iso(until),
    });
  }
  const complaint: readonly ContextSuppression[] = cases.some(({ state }) => state === 'open')
    ? [{ reason: 'complaint-open' }]
    : [];
  return [
    ...complaint,
    ...declined.values(),
    ...owned.map(({ productId }) => ({ productId, reason: 'owned' as const })),
  ];
}

function worthOf({ revenue }: Profile): Omit<NonNullable<CustomerContext['value']>, 'asOf'> {
  const { orders, sums, lastOrderAt } = revenue;
  return { orders, revenue: sums, ...(lastOrderAt === undefined ? {} : { lastOrderAt: iso(lastOrderAt) }) };
}
