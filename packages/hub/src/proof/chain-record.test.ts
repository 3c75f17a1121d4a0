import { describe, expect, it } from 'vitest';
import { foundProfile } from '../profile/fold-event.ts';
import type { Profile } from '../profile/profile.ts';
import { consentOf, eventOf } from '../store/test-events.ts';
import { canonicalJson } from './canonical-json.ts';
import { chainMerge, chainRecord, headOf } from './chain-record.ts';
import { hashEvent, hashRecord, hashWords } from './hash-record.ts';
import { readProofRecord } from './proof-record.ts';

const start = Date.UTC(2026, 10, 22, 9);
const recordOf = (event: Parameters<typeof chainRecord>[0]) =>
  readProofRecord(chainRecord(event, 'p_1', undefined)?.body ?? '');

/** Taken down at a till, with everything that can be said of it, and with what must not be kept. */
const atTheTill = consentOf(
  'm1',
  ['userId:ada', 'email:sha256:00'],
  {
    analytics: 'denied',
    'marketing@email': 'granted',
    'marketing@phone': 'granted',
    'marketing@fax': 'granted',
  },
  {
    happenedAt: start - 5_000,
    receivedAt: start,
    originalTimestamp: '2026-11-22T10:59:00+02:00',
    channel: 'store',
    place: 'hh-4',
    properties: {
      decided_at: '2026-11-22T08:58:00Z',
      policy_version: '2026-10',
      text_hash: 'sha256:ab',
      locale: 'de',
      method: 'spoken',
      actor: 'customer',
      ui: 'till 3.2',
      staff: 's-17',
      reach: ['web', 'email'],
      valid_until: '2028-11-22T00:00:00Z',
      ip: '203.0.113.9',
      user_agent: 'Mozilla/5.0',
    },
    context: {
      page: { url: 'https://shop.example/?ip=203.0.113.9' },
      ip: '203.0.113.9',
      userAgent: 'Mozilla/5.0',
    },
  },
);

describe('the record of a decision', () => {
  it('P1: says who, when by both clocks, which words, how, where, who took it down, and each answer', () => {
    expect(recordOf(atTheTill)).toEqual({
      schema: 'rialto.consent-record/1',
      chain: 'p_1',
      number: 1,
      kind: 'decision',
      who: [
        { kind: 'userId', value: 'ada' },
        { kind: 'email', value: 'sha256:00' },
      ],
      // By the hub's clock: the till's is 55 seconds behind it.
      decided_at: '2026-11-22T08:58:55.000Z',
      recorded_at: '2026-11-22T09:00:00.000Z',
      original_timestamp: '2026-11-22T10:59:00+02:00',
      source: 'till',
      message_id: 'm1',
      event: 'Consent Recorded',
      event_hash: hashEvent(canonicalJson(atTheTill)),
      key: 'secret',
      channel: 'store',
      place: 'hh-4',
      staff: 's-17',
      actor: 'customer',
      method: 'spoken',
      ui: 'till 3.2',
      policy_version: '2026-10',
      text_hash: 'sha256:ab',
      locale: 'de',
      reach: ['web', 'email'],
      valid_until: '2028-11-22T00:00:00Z',
      cells: [
        {
          stated: { purpose: 'analytics', state: 'denied' },
          counted: { purpose: 'analytics', state: 'denied' },
        },
        {
          stated: { purpose: 'marketing', channel: 'email', state: 'granted' },
          counted: { purpose: 'marketing', channel: 'email', state: 'granted' },
        },
        {
          // A permission to call without its evidence.
          stated: { purpose: 'marketing', channel: 'phone', state: 'granted' },
          counted: { purpose: 'marketing', channel: 'phone', state: 'pending' },
        },
        // A channel that nobody knows.
        { stated: { purpose: 'marketing', channel: 'fax', state: 'granted' } },
      ],
    });
  });

  it('P1: keeps a grant by a public key as it was stated and as it counted', () => {
    const record = recordOf(
      consentOf('m', ['userId:ada'], { 'marketing@email': 'granted' }, { trusted: false }),
    );
    expect(record).toMatchObject({
      key: 'write',
      cells: [{ stated: { state: 'granted' }, counted: { state: 'pending' } }],
    });
  });

  it('P1: is read cell by cell, without a copy of the event for each', () => {
    const reads = (count: number): number => {
      let times = 0;
      const event = consentOf('m', ['userId:ada'], {});
      const cells = Array.from({ length: count }, () => ({ purpose: 'analytics', state: 'granted' }));
      const properties = Object.defineProperty({ ...event.properties, cells }, 'note', {
        enumerable: true,
        get: () => {
          times += 1;
          return 'x';
        },
      });
      expect(chainRecord({ ...event, properties }, 'p_1', undefined)).toBeDefined();
      return times;
    };
    expect(reads(100)).toBe(reads(1));
  });

  it('P4: holds no address of the network and no user agent, wherever a client put one', () => {
    const body = chainRecord(atTheTill, 'p_1', undefined)?.body ?? '';
    expect(body).not.toMatch(/203\.0\.113|Mozilla|shop\.example/);
  });

  it('U8: names the hash of the words where an older log holds the words themselves', () => {
    const words = consentOf(
      'm',
      ['userId:ada'],
      { analytics: 'granted' },
      {
        properties: { text: ' Ja,\n gern ', text_hash: 'sha256:of-other-words' },
      },
    );
    expect(recordOf(words)?.text_hash).toBe(hashWords('Ja, gern'));
    expect(chainRecord(words, 'p_1', undefined)?.body).not.toContain('gern');
  });

  it('R1: is an objection where another message says it, and nothing where nobody decided', () => {
    expect(recordOf(eventOf('m', ['userId:ada'], { name: 'Email Unsubscribed' }))).toMatchObject({
      kind: 'objection',
      event: 'Email Unsubscribed',
      cells: [{ counted: { purpose: 'marketing', channel: 'email', state: 'withdrawn' } }],
    });
    for (const event of [
      eventOf('m', ['userId:ada']),
      consentOf('m', ['userId:ada'], {}),
      consentOf('m', ['userId:ada'], { analytics: 'perhaps' }),
    ])
      expect(chainRecord(event, 'p_1', undefined)).toBeUndefined();
  });

  it('C3: says of each call who used the permission, when and for what', () => {
    const call = eventOf('m', ['userId:ada'], {
      name: 'Consent Used',
      happenedAt: start,
      receivedAt: start + 1,
      properties: {
        purpose: 'marketing',
        channel: 'phone',
        campaign_id: 'spring',
        staff: 's-2',
        reference: 'r-9',
      },
    });
    expect(recordOf(call)).toMatchObject({
      kind: 'use',
      used_at: '2026-11-22T09:00:00.000Z',
      staff: 's-2',
      use: { purpose: 'marketing', channel: 'phone', campaign_id: 'spring', reference: 'r-9' },
    });
  });

  it('E4: is made of garbage too, without a throw', () => {
    const garbage = consentOf(
      'm',
      ['userId:ada'],
      {},
      {
        happenedAt: Number.MAX_VALUE,
        receivedAt: Number.NaN,
        properties: {
          cells: [null, 7, [], { purpose: 'analytics', state: 'denied' }],
          reach: { a: 1 },
          staff: {},
        },
      },
    );
    expect(recordOf(garbage)).toMatchObject({ cells: [{ stated: null }, { stated: 7 }, { stated: [] }, {}] });
  });

  it('R2: is hashed over the hash before it, and follows it', () => {
    const first = chainRecord(atTheTill, 'p_1', undefined);
    const second =
      first && chainRecord(consentOf('m2', ['userId:ada'], { analytics: 'granted' }), 'p_1', headOf(first));
    expect([first?.number, first?.previous, first?.hash]).toEqual([1, '', hashRecord('', first?.body ?? '')]);
    expect([second?.number, second?.previous]).toEqual([2, first?.hash]);
    expect(second?.hash).toBe(hashRecord(first?.hash ?? '', second?.body ?? ''));
  });
});

describe('the record of a merge', () => {
  const profile = (id: string, change: Partial<Profile>): Profile => ({
    ...foundProfile(id, { happenedAt: start }),
    ...change,
  });
  const head = { count: 3, head: 'sha256:cc' };

  it('X3: says where the absorbed chain ended, and in what the two disagreed', () => {
    const ada = profile('p_1', {
      consent: {
        analytics: { state: 'granted', at: 5 },
        linking: { state: 'granted', at: 5 },
        'marketing@email': { state: 'withdrawn', at: 5 },
        'marketing@phone': { state: 'unset', at: 0, usedAt: 7 },
      },
      proof: { count: 1, head: 'sha256:aa' },
    });
    const device = profile('p_2', {
      consent: {
        analytics: { state: 'denied', at: 2 },
        linking: { state: 'granted', at: 1 },
        'marketing@email': { state: 'granted', at: 9 },
        'marketing@phone': { state: 'granted', at: 9 },
      },
      proof: head,
    });
    const record = chainMerge(eventOf('m', ['userId:ada', 'anonymousId:d']), ada, device);
    expect([record?.chain, record?.number, record?.previous]).toEqual(['p_1', 2, 'sha256:aa']);
    expect(readProofRecord(record?.body ?? '')).toMatchObject({
      kind: 'merge',
      merge: {
        absorbed: { chain: 'p_2', ...head },
        conflicts: [
          { cell: 'analytics', survivor: 'granted', absorbed: 'denied', stands: 'denied' },
          { cell: 'marketing@email', survivor: 'withdrawn', absorbed: 'granted', stands: 'withdrawn' },
        ],
      },
    });
  });

  it('R1: is made where either has a chain, and not where nobody ever decided', () => {
    const event = eventOf('m', ['userId:ada', 'anonymousId:d']);
    const [empty, decided] = [profile('p_1', {}), profile('p_2', { proof: head })];
    expect(chainMerge(event, empty, profile('p_3', {}))).toBeUndefined();
    expect(chainMerge(event, empty, decided)).toMatchObject({ chain: 'p_1', number: 1 });
    expect(readProofRecord(chainMerge(event, decided, empty)?.body ?? '')?.merge?.absorbed).toEqual({
      chain: 'p_1',
      count: 0,
      head: '',
    });
  });
});

describe('canonical JSON', () => {
  it.each<[unknown, string]>([
    [{ b: [1, undefined, null], a: { d: 'ä"', c: undefined } }, '{"a":{"d":"ä\\""},"b":[1,null,null]}'],
    [JSON.parse('{"__proto__":{"z":1,"a":2}}'), '{"__proto__":{"a":2,"z":1}}'],
    [{ 10: 1, 9: 2, B: 3, a: 4 }, '{"10":1,"9":2,"B":3,"a":4}'],
    ['a\ud800', '"a\\ud800"'],
    [[], '[]'],
  ])('of %j is one text', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});
