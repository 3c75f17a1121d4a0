import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decidedCells } from '../profile/fold-consent.ts';
import { profileBounds } from '../profile/profile-bounds.ts';
import { readProofRecord } from '../proof/proof-record.ts';
import { verifyChain } from '../proof/verify-chain.ts';
import { identifier, testEvent } from '../store/test-events.ts';
import { createWorkingView } from '../store/working-view.ts';
import { type DecideOptions, decideBatch } from './decide-batch.ts';
import type { PreparedEvent } from './prepared-event.ts';

// Any sequence of events of a few people who share devices, cards and addresses.

const people = [
  'userId:u1',
  'userId:u2',
  'loyalty_card:1',
  'loyalty_card:2',
  'email:a',
  'email:b',
  'anonymousId:x',
  'anonymousId:y',
];
const names = [
  'Product Added',
  'Product Removed',
  'Cart Viewed',
  'Order Completed',
  'Sale Completed',
  'Order Refunded',
  'Item Returned',
  'Item Exchanged',
  'Sale Voided',
  'Consent Recorded',
  'Case Opened',
  'Case Closed',
  'Offer Declined',
  'Offer Presented',
  'Opt-Out Received',
  'Consent Used',
  'Message Sent',
  'constructor',
  '__proto__',
];
const start = 1_700_000_000_000;
const text = fc.constantFrom('A1', 'B2', 'C3', '__proto__', 'constructor');
const properties = fc.record(
  {
    products: fc.oneof(
      fc.array(fc.record({ product_id: text, quantity: fc.nat(3) }), { maxLength: 3 }),
      fc.jsonValue(),
    ),
    product_id: text,
    order_id: text,
    cart_id: text,
    case_id: text,
    offer_id: text,
    cells: fc.oneof(
      fc.array(
        fc.record({
          purpose: fc.constantFrom('linking', 'analytics', 'marketing', '__proto__'),
          state: fc.constantFrom('granted', 'denied', 'withdrawn', 'nonsense'),
        }),
        { maxLength: 2 },
      ),
      fc.jsonValue(),
    ),
    price: fc.jsonValue(),
    quantity: fc.jsonValue(),
    purpose: fc.constantFrom('marketing', '__proto__'),
    channel: fc.constantFrom('phone', 'email', 'carrier pigeon'),
    message_channel: fc.constantFrom('email', 'carrier pigeon'),
    valid_until: fc.constantFrom('2023-11-14', 'soon'),
  },
  { requiredKeys: [] },
);
const event = fc
  .record({
    id: fc.nat(30),
    identifiers: fc.subarray(people, { maxLength: 4 }),
    name: fc.constantFrom(...names),
    at: fc.integer({ min: -5, max: 5 }),
    purposes: fc.constantFrom(['necessary'], ['necessary'], ['analytics']),
    stamp: fc.option(fc.record({ linking: fc.boolean(), analytics: fc.boolean() }), { nil: undefined }),
    flags: fc.record({
      trusted: fc.boolean(),
      shared: fc.constantFrom(false, false, true),
      training: fc.constantFrom(false, false, false, true),
    }),
    amount: fc.option(fc.integer({ min: -9_999, max: 9_999 }), { nil: undefined }),
    properties,
  })
  .map(
    ({ id, identifiers, name, at, amount, flags, ...rest }): PreparedEvent =>
      testEvent(`m${id}`, {
        ...rest,
        ...flags,
        name,
        type: id % 7 === 0 ? 'identify' : 'track',
        identifiers: identifiers.map(identifier),
        happenedAt: start + at * 1_000,
        receivedAt: start + 9_000 + id,
        ...(amount === undefined ? {} : { amount: (amount / 100).toFixed(2), currency: 'EUR' }),
        properties: rest.properties as PreparedEvent['properties'],
        traits: rest.properties as PreparedEvent['traits'],
      }),
  );
const sequence = fc.array(event, { maxLength: 30 });

function run(batches: readonly (readonly PreparedEvent[])[], options?: DecideOptions) {
  const view = createWorkingView();
  const decided = batches.map((batch) => {
    const changes = decideBatch(batch, view, options);
    view.apply(changes);
    return changes;
  });
  return {
    results: decided.flatMap(({ results }) => results),
    log: decided.flatMap(({ entries }) => entries),
    merges: decided.flatMap(({ merges }) => merges),
    records: decided.flatMap(({ records }) => records),
    profiles: view.profiles().toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    links: view
      .links()
      .map(({ identifier: { kind, value }, profileId }) => `${kind}:${value} ${profileId}`)
      .toSorted(),
  };
}

it('I9, R3: is the same however it is cut into batches', () => {
  fc.assert(
    fc.property(sequence, fc.array(fc.nat(30)), (events, cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), events.length];
      const batches = edges.map((edge, index) =>
        events.slice(edge, Math.max(edge, edges[index + 1] ?? edge)),
      );
      expect(run(batches)).toEqual(run([events]));
    }),
    { numRuns: 300 },
  );
});

it('I8, R3: is the same when the log is replayed, also a second time', () => {
  fc.assert(
    fc.property(sequence, (events) => {
      const first = run([events]);
      const log = first.log.map(({ event: logged }) => logged);
      const { results: _, ...replayed } = run([log], { replay: true });
      const { results: __, ...original } = first;
      expect(replayed).toEqual(original);
      expect(run([log, log], { replay: true }).profiles).toEqual(first.profiles);
    }),
    { numRuns: 300 },
  );
});

it('I1, I2: points each identifier to one profile that stands, and no profile has two userIds', () => {
  fc.assert(
    fc.property(sequence, (events) => {
      const { links, profiles, merges } = run([events]);
      const standing = new Map(profiles.map((profile) => [profile.id, profile]));
      const userIds = new Map<string, string>();
      for (const link of links) {
        const [name = '', id = ''] = link.split(' ');
        expect(standing.has(id), 'it stands').toBe(true);
        if (!name.startsWith('userId:')) continue;
        expect(userIds.has(id), 'one userId').toBe(false);
        userIds.set(id, name.slice('userId:'.length));
      }
      for (const { id, userId } of profiles) expect(userId).toBe(userIds.get(id));
      expect(new Set(links.map((link) => link.split(' ')[0])).size).toBe(links.length);
      for (const { absorbed } of merges) expect(standing.has(absorbed)).toBe(false);
    }),
    { numRuns: 300 },
  );
});

it('I5, I7: logs what it accepts as it came, and counts it once in one profile', () => {
  fc.assert(
    fc.property(sequence, (events) => {
      const { results, log, profiles } = run([events]);
      expect(log.map(({ event: logged }) => logged)).toEqual(
        events.filter((_, index) => results[index]?.status === 'accepted'),
      );
      const folded = log.filter(({ profileId }) => profileId !== undefined);
      expect(profiles.reduce((sum, profile) => sum + profile.events, 0)).toBe(folded.length);
      for (const { event: logged, profileId } of log) if (logged.training) expect(profileId).toBeUndefined();
    }),
  );
});

it('P2, R1, R2: adds one whole chain per profile, which ends where the profile says, or the merge that absorbed it', () => {
  fc.assert(
    fc.property(sequence, (events) => {
      const { records, profiles, log } = run([events]);
      const chains = Map.groupBy(records, ({ chain }) => chain);
      const ends = new Map(profiles.map(({ id, proof }) => [id, proof]));
      for (const { body } of records) {
        const absorbed = readProofRecord(body)?.merge?.absorbed;
        if (absorbed) ends.set(absorbed.chain, absorbed.count > 0 ? absorbed : undefined);
      }
      for (const [chain, end] of ends) {
        expect(verifyChain(chain, chains.get(chain) ?? [], end)).toEqual([]);
      }
      expect([...chains.keys()].filter((chain) => !ends.has(chain))).toEqual([]);
      const decided = log.filter(
        ({ event: logged, profileId }) =>
          profileId !== undefined && (logged.name === 'Consent Used' || decidedCells(logged).length > 0),
      );
      const own = records.flatMap(({ body }) => readProofRecord(body) ?? []);
      expect(own.filter(({ kind }) => kind !== 'merge').map((one) => one.message_id)).toEqual(
        decided.map(({ event: { messageId } }) => messageId),
      );
    }),
    { numRuns: 300 },
  );
});

it('X3: records every answer in which two profiles disagreed', () => {
  fc.assert(
    fc.property(sequence, (events) => {
      const { records, profiles } = run([events]);
      const conflicts = records.flatMap(({ body }) => readProofRecord(body)?.merge?.conflicts ?? []);
      const cells = new Set(conflicts.map(({ cell }) => cell));
      for (const { consent } of profiles)
        for (const [cell, { conflict }] of Object.entries(consent))
          if (conflict) expect(cells).toContain(cell);
      for (const { survivor, absorbed, stands } of conflicts) expect([survivor, absorbed]).toContain(stands);
    }),
    { numRuns: 300 },
  );
});

it('I10: gives profiles of plain JSON and of bounded size, whatever the events contain', () => {
  fc.assert(
    fc.property(sequence, (events) => {
      for (const profile of run([events]).profiles) {
        expect(JSON.parse(JSON.stringify(profile))).toStrictEqual(profile);
        expect(profile.timeline.length).toBeLessThanOrEqual(profileBounds.timeline);
        expect(profile.timeline.map(({ at }) => at)).toEqual(
          profile.timeline.map(({ at }) => at).toSorted((a, b) => a - b),
        );
      }
    }),
    { numRuns: 300 },
  );
});
