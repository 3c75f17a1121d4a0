import type { ConsentState } from '@rialto/core/model';
import { describe, expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { identifier, testEvent } from '../store/test-events.ts';
import { foldEvent, foundProfile, linkProfile } from './fold-event.ts';
import type { Profile } from './profile.ts';
import { profileBounds } from './profile-bounds.ts';

const start = testEvent('x').happenedAt;
const on = (
  seconds: number,
  name: string,
  properties: object = {},
  change: Partial<PreparedEvent> = {},
): PreparedEvent =>
  testEvent(`m-${name}-${seconds}`, {
    name,
    happenedAt: start + seconds * 1_000,
    receivedAt: start + 1_000_000,
    properties: properties as PreparedEvent['properties'],
    ...change,
  });
const founded = foundProfile('p', { happenedAt: start });
const fold = (...events: readonly PreparedEvent[]): Profile => events.reduce(foldEvent, founded);

describe('a profile', () => {
  it('counts its events and knows the first and the last, in whatever order they come', () => {
    expect(fold(on(5, 'A'), on(-3, 'B'), on(2, 'C'))).toMatchObject({
      events: 3,
      version: 3,
      firstSeenAt: start - 3_000,
      lastSeenAt: start + 5_000,
    });
  });

  it('is in the phase of the latest event that has one', () => {
    const phase = (seconds: number, name: string, change: Partial<PreparedEvent>) =>
      on(seconds, name, {}, change);
    expect(
      fold(
        phase(1, 'Sale Completed', { phase: 'purchase' }),
        phase(0, 'Product Viewed', { phase: 'consideration' }),
        phase(9, 'Case Opened', {}),
      ).phase,
    ).toEqual({
      phase: 'purchase',
      because: 'Sale Completed',
      at: start + 1_000,
    });
    expect(fold(on(1, 'A'))).not.toHaveProperty('phase');
  });

  it('has the best that its identifiers offer, and the first userId', () => {
    const linked = ['anonymousId:x', 'email:a', 'userId:ada', 'loyalty_card:1', 'userId:bob']
      .map(identifier)
      .reduce(linkProfile, founded);
    expect(linked).toMatchObject({ assurance: 'login', userId: 'ada' });
    expect(['anonymousId:x', 'phone:1'].map(identifier).reduce(linkProfile, founded).assurance).toBe(
      'contact',
    );
    expect(linkProfile(founded, identifier('club_number:1')).assurance).toBe('card');
  });

  it('leaves the profile before it as it was', () => {
    const before = JSON.stringify(founded);
    fold(on(1, 'Sale Completed', { products: [{ product_id: 'lamp' }] }), on(2, 'Case Opened'));
    expect(JSON.stringify(founded)).toBe(before);
  });
});

describe('the timeline', () => {
  it('is sorted by time, whatever comes late, and bounded', () => {
    const events = Array.from({ length: 120 }, (_, index) => on((index * 37) % 120, 'Store Visited'));
    const { timeline } = fold(...events);
    expect(timeline).toHaveLength(profileBounds.timeline);
    expect(timeline.map(({ at }) => at)).toEqual(
      Array.from({ length: 50 }, (_, index) => start + (70 + index) * 1_000),
    );
  });

  it('says where, by whom and what about, and leaves out what is no interaction', () => {
    const { timeline } = fold(
      on(1, 'Product Viewed', { name: 'Lamp', product_id: 'A1' }, { channel: 'web' }),
      on(2, 'Advice Given', {}, { place: 'Hamburg', direction: 'outbound' }),
      on(3, 'Message Sent', {}, { interaction: false }),
    );
    expect(timeline).toEqual([
      { at: start + 1_000, channel: 'web', direction: 'inbound', event: 'Product Viewed', about: 'Lamp' },
      { at: start + 2_000, channel: 'store', direction: 'outbound', event: 'Advice Given', place: 'Hamburg' },
    ]);
  });

  it('does not carry long texts', () => {
    expect(fold(on(1, 'Case Opened', { subject: 'x'.repeat(9_999) })).timeline[0]?.about).toHaveLength(200);
  });
});

describe('the facts of an account', () => {
  const identify = (seconds: number, traits: object) =>
    on(seconds, 'identify', {}, { type: 'identify', traits: traits as PreparedEvent['traits'] });
  it('are the few that may be shown, the newest of each', () => {
    const { facts } = fold(
      identify(2, { name: 'Ada', email: 'ada@example.org', iban: 'DE00' }),
      identify(1, { name: 'old', language: 'de' }),
      identify(3, { name: 7 }),
    );
    expect(facts).toEqual({
      name: { value: '7', at: start + 3_000 },
      language: { value: 'de', at: start + 1_000 },
    });
  });

  it('come from identify only, and never from garbage', () => {
    const traits = { name: { first: 'Ada' }, title: ['Dr'], locale: null, language: ' ' };
    expect(fold(identify(1, traits), on(2, 'Signed In', {}, { traits: { name: 'Eve' } })).facts).toEqual({});
  });

  it('may be from before 1970', () => {
    expect(fold(identify(-2e9, { name: 'Ada' })).facts.name?.value).toBe('Ada');
  });
});

describe('consent', () => {
  const states = ({ consent }: Profile): Record<string, ConsentState> =>
    Object.fromEntries(Object.entries(consent).map(([key, { state }]) => [key, state]));
  const record = (seconds: number, cells: unknown, more: object = {}) =>
    on(seconds, 'Consent Recorded', { cells, ...more });

  it.each<[string, readonly PreparedEvent[], object]>([
    [
      'of a record',
      [
        record(1, [
          { purpose: 'analytics', state: 'granted' },
          { purpose: 'marketing', channel: 'email', state: 'denied' },
        ]),
      ],
      { analytics: 'granted', 'marketing@email': 'denied' },
    ],
    [
      'of two records, the later one',
      [
        record(2, [{ purpose: 'analytics', state: 'denied' }]),
        record(1, [{ purpose: 'analytics', state: 'granted' }]),
      ],
      { analytics: 'denied' },
    ],
    [
      'of a paper that was filed late',
      [
        record(1, [{ purpose: 'analytics', state: 'granted' }]),
        record(9, [{ purpose: 'analytics', state: 'denied' }], {
          decided_at: new Date(start - 9e6).toISOString(),
        }),
      ],
      { analytics: 'granted' },
    ],
    ['of an unsubscription', [on(1, 'Email Unsubscribed')], { 'marketing@email': 'withdrawn' }],
    ['of an unsubscription as Segment names it', [on(1, 'Unsubscribed')], { 'marketing@email': 'withdrawn' }],
    ['of a report as spam', [on(1, 'Email Marked as Spam')], { 'marketing@email': 'withdrawn' }],
    [
      'of an objection on one channel',
      [on(1, 'Opt-Out Received', { message_channel: 'sms' })],
      { 'marketing@sms': 'objected' },
    ],
    ['of an objection as such', [on(1, 'Opt-Out Received')], { marketing: 'objected' }],
    [
      'of an objection on a channel that nobody knows',
      [on(1, 'Opt-Out Received', { message_channel: 'pigeon' })],
      { marketing: 'objected' },
    ],
    [
      'of a permission on a channel that nobody knows',
      [record(1, [{ purpose: 'marketing', channel: 'pigeon', state: 'granted' }])],
      {},
    ],
    [
      'of a refusal on a channel that nobody knows',
      [record(1, [{ purpose: 'marketing', channel: 'pigeon', state: 'denied' }])],
      { marketing: 'denied' },
    ],
    [
      'of garbage',
      [
        record(1, [
          null,
          7,
          'x',
          {},
          { purpose: 1, state: 'granted' },
          { purpose: 'x', state: 'yes' },
          { purpose: '', state: 'denied' },
        ]),
        record(2, 'all'),
      ],
      {},
    ],
    [
      'of names that are traps',
      [
        record(1, [
          { purpose: '__proto__', state: 'granted' },
          { purpose: 'marketing@email', state: 'granted' },
          { purpose: 'constructor', state: 'granted' },
        ]),
      ],
      { constructor: 'granted' },
    ],
  ])('is that %s', (_, events, expected) => {
    expect(states(fold(...events))).toEqual(expected);
  });

  it('is not decided in the future, which would shut out what is decided next', () => {
    const ahead = record(1, [{ purpose: 'analytics', state: 'granted' }], {
      decided_at: '2099-01-01T00:00:00Z',
    });
    expect(fold(ahead).consent.analytics?.at).toBe(ahead.receivedAt);
    const next = {
      ...record(2, [{ purpose: 'analytics', state: 'denied' }]),
      happenedAt: ahead.receivedAt + 1,
      receivedAt: ahead.receivedAt + 1,
    };
    expect(states(fold(ahead, next))).toEqual({ analytics: 'denied' });
  });

  it('has its end', () => {
    const { consent } = fold(
      record(1, [{ purpose: 'analytics', state: 'granted' }], { valid_until: '2030-01-01T00:00:00Z' }),
    );
    expect(consent.analytics?.until).toBe(Date.UTC(2030, 0));
  });
});
