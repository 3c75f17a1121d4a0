import { type ConsentState, type CustomerContext, type ReadPurpose, readPurposes } from '@rialto/core/model';
import { describe, expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { foldEvent, foundProfile, linkProfile } from '../profile/fold-event.ts';
import type { Profile } from '../profile/profile.ts';
import { identifier, testEvent } from '../store/test-events.ts';
import { declinedFor, readCustomerContext } from './customer-context.ts';
import { blocksFor, readRules } from './read-rules.ts';

const start = Date.UTC(2026, 10, 22, 9);
const minute = 60_000;
const on = (
  minutes: number,
  name: string,
  properties: object = {},
  change: Partial<PreparedEvent> = {},
): PreparedEvent =>
  testEvent(`m-${name}-${minutes}`, {
    name,
    channel: 'web',
    happenedAt: start + minutes * minute,
    receivedAt: start + minutes * minute,
    properties: properties as PreparedEvent['properties'],
    ...change,
  });
const consent = (minutes: number, states: Readonly<Record<string, ConsentState>>, more: object = {}) =>
  on(
    minutes,
    'Consent Recorded',
    {
      cells: Object.entries(states).map(([key, state]) => ({
        purpose: key.split('@')[0],
        ...(key.includes('@') ? { channel: key.split('@')[1] } : {}),
        state,
      })),
      ...more,
    },
    { interaction: false },
  );
const profile = (...events: readonly PreparedEvent[]): Profile =>
  events.reduce(foldEvent, linkProfile(foundProfile('p_1', { happenedAt: start }), identifier('userId:ada')));
const read = (who: Profile, purpose: ReadPurpose = 'service', now = start + 60 * minute): CustomerContext =>
  readCustomerContext(who, { purpose, channel: 'store', now });
const always = ['version', 'asOf', 'purpose', 'channel', 'subject', 'permissions'];
const blocksOf = (context: CustomerContext) =>
  Object.keys(context)
    .filter((key) => !always.includes(key))
    .toSorted();

/** Ada: a lamp in the web cart, a chair bought in the store, a complaint, an offer declined, a mail. */
const life = [
  on(
    0,
    'identify',
    {},
    { type: 'identify', traits: { name: 'Ada', email: 'ada@example.org' }, interaction: false },
  ),
  on(1, 'Product Added', { product_id: 'lamp', name: 'Lamp', price: 19.99 }, { phase: 'consideration' }),
  on(
    2,
    'Sale Completed',
    { receipt_number: 'r1', products: [{ product_id: 'chair', quantity: 2 }] },
    { channel: 'store', amount: '80', currency: 'EUR', place: 'Hamburg', phase: 'purchase' },
  ),
  on(3, 'Offer Declined', { offer_id: 'o1', product_id: 'sofa' }),
  on(4, 'Case Opened', { case_id: 'k1', subject: 'Scratch' }, { channel: 'phone' }),
  on(5, 'Message Sent', { campaign_id: 'spring' }, { channel: 'email', direction: 'outbound' }),
];
const ada = profile(...life);

describe('a read', () => {
  it.each<[ReadPurpose, readonly string[]]>([
    [
      'service',
      ['campaigns', 'cases', 'now', 'offers', 'orders', 'phase', 'responses', 'timeline', 'traits'],
    ],
    ['advice', ['now', 'offers', 'orders', 'phase', 'responses', 'traits']],
    ['self', ['cases', 'now', 'offers', 'orders', 'traits']],
    ['personalization', ['now', 'offers', 'phase', 'responses']],
    ['marketing', ['campaigns', 'offers', 'phase', 'responses', 'value']],
  ])('for %s shows %j to whom everything is granted, and nothing else', (purpose, blocks) => {
    const open = profile(...life, consent(6, { personalization: 'granted', marketing: 'granted' }));
    expect(blocksOf(read(open, purpose))).toEqual(blocks);
  });

  it.each(
    (['personalization', 'marketing'] as const).flatMap((purpose) =>
      ([undefined, 'pending', 'denied', 'withdrawn', 'objected', 'soft_opt_in'] as const).map(
        (state) => [purpose, state] as const,
      ),
    ),
  )('for %s that is %s shows nothing, and says why nothing may be offered', (purpose, state) => {
    const closed = state ? profile(...life, consent(6, { [purpose]: state })) : ada;
    expect(blocksOf(read(closed, purpose))).toEqual(['offers']);
    expect(read(closed, purpose).offers).toMatchObject({
      active: [],
      suppressed: [{ reason: 'no-permission' }],
    });
  });

  it('for marketing shows nothing more once the permission has lapsed', () => {
    const until = start + 90 * minute;
    const lapsing = profile(
      ...life,
      consent(6, { marketing: 'granted' }, { valid_until: new Date(until).toISOString() }),
    );
    expect(blocksOf(read(lapsing, 'marketing', until - 1))).toContain('value');
    expect(blocksOf(read(lapsing, 'marketing', until))).toEqual(['offers']);
    expect(read(lapsing, 'marketing', until).permissions.cells).toMatchObject([
      { purpose: 'marketing', state: 'expired', expires: new Date(until).toISOString() },
    ]);
  });

  it.each(readPurposes)('for %s leaves out what there is not, and writes no null', (purpose) => {
    for (const who of [ada, profile()]) expect(JSON.stringify(read(who, purpose))).not.toContain('null');
    expect(read(profile(), purpose)).not.toHaveProperty('phase');
  });

  it.each(readPurposes)('for %s names no identifier and no profile', (purpose) => {
    const text = JSON.stringify(read(ada, purpose));
    for (const secret of ['ada@example.org', 'p_1', 'userId']) expect(text).not.toContain(secret);
    expect(read(ada, purpose).subject).toMatchObject({ state: 'known', assurance: 'login' });
  });

  it('has another subject for each purpose, and the same for the same', () => {
    const ids = readPurposes.map((purpose) => read(ada, purpose).subject.id);
    expect(new Set(ids).size).toBe(readPurposes.length);
    expect(read(ada, 'service').subject.id).toBe(ids[0]);
  });

  it('survives the end of time', () => {
    const far = profile(
      on(1, 'Offer Declined', { offer_id: 'o1' }, { happenedAt: 8.64e15, receivedAt: 8.64e15 }),
    );
    expect(read(far).offers?.suppressed).toMatchObject([
      { reason: 'declined', until: '+275760-09-13T00:00:00.000Z' },
    ]);
  });
});

describe('after a withdrawal', () => {
  const seen = { purposes: ['analytics'], phase: 'consideration' } as const;
  const events = [
    on(1, 'Sale Completed', { receipt_number: 'r1', products: [{ product_id: 'chair' }] }),
    on(2, 'Product Viewed', { product_id: 'lamp', name: 'Secret lamp' }, seen),
    on(3, 'Product Added', { product_id: 'lamp', name: 'Secret lamp' }, seen),
    on(4, 'Ad Exposed', { campaign_id: 'secret' }, { ...seen, channel: 'radio', direction: 'outbound' }),
    on(5, 'Offer Presented', { offer_id: 'secret' }, { purposes: ['personalization'] }),
  ];

  it.each(['withdrawn', 'denied', 'objected'] as const)(
    'by %s, what was kept for the purpose is shown no more',
    (state) => {
      const after = profile(...events, consent(6, { analytics: state, personalization: state }));
      const context = read(after);
      expect(JSON.stringify(context).toLowerCase()).not.toContain('secret');
      expect(context.now).toMatchObject({ carts: [], lastTouchpoint: { event: 'Sale Completed' } });
      expect(context.phase).toBeUndefined();
      expect(context.orders?.list).toHaveLength(1);
    },
  );

  it('is shown again what a new permission covers', () => {
    const back = consent(7, { analytics: 'granted', personalization: 'granted' });
    const context = read(profile(...events, consent(6, { analytics: 'withdrawn' }), back));
    expect(context.timeline?.touches.map(({ event }) => event)).toContain('Product Viewed');
    expect(context.now?.carts).toHaveLength(1);
  });

  it('is shown what needed no permission, and never for what it was kept', () => {
    const context = read(profile(...events));
    expect(context.timeline?.touches).toHaveLength(5);
    expect(JSON.stringify(context)).not.toContain('purposes');
  });
});

describe('what must not be offered', () => {
  const suppressed = (who: Profile, now?: number) =>
    read(who, 'service', now).offers?.suppressed.map(({ reason, offerId, productId }) =>
      `${reason} ${offerId ?? productId ?? ''}`.trim(),
    );
  it.each<[string, readonly PreparedEvent[], readonly string[]]>([
    ['is what was declined', [on(1, 'Offer Declined', { offer_id: 'o1' })], ['declined o1']],
    ['is what was dismissed', [on(1, 'Offer Dismissed', { offer_id: 'o1' })], ['declined o1']],
    [
      'is not what was accepted after all',
      [on(1, 'Offer Declined', { offer_id: 'o1' }), on(2, 'Offer Accepted', { offer_id: 'o1' })],
      [],
    ],
    [
      'is what was declined after it was accepted',
      [on(2, 'Offer Declined', { offer_id: 'o1' }), on(1, 'Offer Accepted', { offer_id: 'o1' })],
      ['declined o1'],
    ],
    ['is what is owned', [on(1, 'Sale Completed', { products: [{ product_id: 'chair' }] })], ['owned chair']],
    ['is anything while a complaint is open', [on(1, 'Case Opened', { case_id: 'k' })], ['complaint-open']],
    [
      'is nothing more when it is closed',
      [on(1, 'Case Opened', { case_id: 'k' }), on(2, 'Case Closed', { case_id: 'k' })],
      [],
    ],
  ])('%s', (_, events, expected) => {
    expect(suppressed(profile(...events))).toEqual(expected);
  });

  it('may be offered again when its time is over', () => {
    const declined = profile(on(0, 'Offer Declined', { offer_id: 'o1' }));
    const end = start + declinedFor * 86_400_000;
    expect(suppressed(declined, end - 1)).toEqual(['declined o1']);
    expect(suppressed(declined, end)).toEqual([]);
  });
});

describe('where a customer may be reached', () => {
  const on = (states: Readonly<Record<string, ConsentState>>) =>
    read(profile(consent(1, states))).permissions.reachableOn;
  it.each<[string, Readonly<Record<string, ConsentState>>, readonly string[]]>([
    ['nowhere without an answer', {}, []],
    [
      'on the channels that are granted',
      { 'marketing@email': 'granted', 'marketing@sms': 'denied', 'marketing@post': 'granted' },
      ['email', 'post'],
    ],
    // Its four conditions (UWG section 7(3)) are the sender's to prove; without them it is no permission.
    ['not by soft opt-in alone', { 'marketing@email': 'soft_opt_in' }, []],
    ['not by a purpose alone', { marketing: 'granted' }, []],
    ['not for another purpose', { 'analytics@email': 'granted' }, []],
    [
      'nowhere after an objection to marketing as such',
      { marketing: 'objected', 'marketing@email': 'granted' },
      [],
    ],
    ['nowhere while marketing as such is denied', { marketing: 'denied', 'marketing@email': 'granted' }, []],
    ['with marketing as such granted', { marketing: 'granted', 'marketing@email': 'granted' }, ['email']],
  ])('%s', (_, states, channels) => {
    expect(on(states)).toEqual(channels);
  });
});

describe('the rules', () => {
  it('open no block for a purpose that needs a grant but by that grant', () => {
    for (const purpose of readPurposes) {
      const { needs, blocks } = readRules[purpose];
      expect(blocksFor(purpose, () => 'granted')).toEqual(new Set(blocks));
      if (needs)
        expect(blocksFor(purpose, (asked) => (asked === needs ? 'unset' : 'granted'))).toEqual(new Set());
    }
  });
});
