import type { ConsentState, MessageCode } from '@rialto/core/model';
import { describe, expect, it } from 'vitest';
import { eventOf, identifier, saleOf, testEvent } from '../store/test-events.ts';
import { createWorkingView } from '../store/working-view.ts';
import { decideBatch } from './decide-batch.ts';
import type { PreparedEvent } from './prepared-event.ts';

/** A hub in memory: decides, applies, remembers. */
function hub() {
  const view = createWorkingView();
  return {
    view,
    take(...batch: readonly PreparedEvent[]) {
      const changes = decideBatch(batch, view);
      view.apply(changes);
      return changes;
    },
    profileOf: (text: string) => view.profile(view.profileIdOf(identifier(text)) ?? ''),
  };
}
const consentOf = (
  messageId: string,
  person: string,
  states: Readonly<Record<string, ConsentState>>,
): PreparedEvent =>
  eventOf(messageId, [person], {
    name: 'Consent Recorded',
    interaction: false,
    properties: { cells: Object.entries(states).map(([purpose, state]) => ({ purpose, state })) },
  });
const view = (
  messageId: string,
  person: readonly string[],
  change: Partial<PreparedEvent> = {},
): PreparedEvent =>
  eventOf(messageId, person, {
    name: 'Product Viewed',
    purposes: ['analytics'],
    stamp: { analytics: true, linking: true },
    ...change,
  });

describe('the gate at the hub', () => {
  const refused: [string, MessageCode] = ['rejected', 'consent_refused'];
  const held: [string, MessageCode] = ['held', 'consent_undecided'];
  it.each<
    [
      string,
      Readonly<Record<string, boolean>> | undefined,
      boolean,
      ConsentState | undefined,
      readonly [string, MessageCode?],
    ]
  >([
    ['a stamp that grants', { analytics: true }, false, undefined, ['accepted']],
    ['a stamp that refuses', { analytics: false }, true, 'granted', refused],
    ['a stamp that says nothing of it', { marketing: true }, false, 'granted', held],
    ['no stamp and a write key', undefined, false, 'granted', held],
    ['no stamp, a secret key and a record', undefined, true, 'granted', ['accepted']],
    ['no stamp, a secret key and no record', undefined, true, undefined, held],
    ['no stamp, a secret key and a record that is pending', undefined, true, 'pending', held],
    ['a grant and a withdrawal on record', { analytics: true }, true, 'withdrawn', refused],
    ['a grant and an objection on record', { analytics: true }, false, 'objected', refused],
    ['a grant and a soft opt-in on record', { analytics: true }, false, 'soft_opt_in', ['accepted']],
  ])('I6: answers to %s', (_, stamp, trusted, recorded, [status, code]) => {
    const { take } = hub();
    if (recorded) take(consentOf('c', 'userId:ada', { analytics: recorded }));
    const { results, entries } = take(view('v', ['userId:ada'], { stamp, trusted }));
    expect(results).toEqual([{ messageId: 'v', status, ...(code ? { code } : {}) }]);
    expect(entries).toHaveLength(status === 'accepted' ? 1 : 0);
  });

  it('I6: refuses for any of the people that the event points to', () => {
    const { take } = hub();
    take(consentOf('c', 'loyalty_card:1', { analytics: 'denied' }));
    expect(take(view('v', ['userId:ada', 'loyalty_card:1'])).results).toMatchObject([{ status: 'rejected' }]);
  });

  it('I6: takes the grant of one of the people for no permission of another', () => {
    const { take } = hub();
    take(consentOf('c', 'anonymousId:kiosk', { analytics: 'granted' }), saleOf('s', ['userId:ada'], '5'));
    const bare = { stamp: undefined, trusted: true };
    const { results } = take(
      view('both', ['userId:ada', 'anonymousId:kiosk'], bare),
      view('new', ['userId:bob', 'anonymousId:kiosk'], bare),
      view('own', ['anonymousId:kiosk'], bare),
    );
    expect(results.map(({ status }) => status)).toEqual(['held', 'held', 'accepted']);
  });

  it('I6: knows in the same batch what the person has just said', () => {
    const { take } = hub();
    const { results } = take(
      view('a', ['userId:ada']),
      consentOf('b', 'userId:ada', { analytics: 'withdrawn' }),
      view('c', ['userId:ada']),
    );
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'rejected']);
  });

  it('I6: refuses once a permission has lapsed', () => {
    const { take } = hub();
    const { receivedAt } = testEvent('x');
    const granted = consentOf('c', 'userId:ada', { analytics: 'granted' });
    take({
      ...granted,
      properties: { ...granted.properties, valid_until: new Date(receivedAt + 1_000).toISOString() },
    });
    const later = (messageId: string, ms: number) =>
      view(messageId, ['userId:ada'], { stamp: undefined, receivedAt: receivedAt + ms });
    expect(take(later('a', 999), later('b', 1_000)).results.map(({ status }) => status)).toEqual([
      'accepted',
      'rejected',
    ]);
  });

  it('I6: lets pass what is necessary, whatever else was refused', () => {
    const { take } = hub();
    take(consentOf('c', 'userId:ada', { analytics: 'denied', linking: 'denied' }));
    expect(take(saleOf('s', ['userId:ada'], '5')).results).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('a batch', () => {
  it('I7: of what was taken before changes nothing', () => {
    const { take, profileOf } = hub();
    take(saleOf('s', ['userId:ada'], '5'));
    const before = profileOf('userId:ada');
    expect(take(saleOf('s', ['userId:ada'], '5'), saleOf('s', ['userId:bob'], '9'))).toEqual({
      results: [
        { messageId: 's', status: 'duplicate' },
        { messageId: 's', status: 'duplicate' },
      ],
      entries: [],
      links: [],
      merges: [],
      records: [],
      profiles: [],
    });
    expect(profileOf('userId:ada')).toBe(before);
  });

  it('I7: finds a duplicate in itself, and the same id of another source is none', () => {
    const { take } = hub();
    const results = take(testEvent('a'), testEvent('a'), testEvent('a', { source: 'web' })).results;
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'duplicate', 'accepted']);
  });

  it('I7: of refused and held events leaves no trace', () => {
    const { take } = hub();
    const { entries, links, merges, profiles } = take(
      view('a', ['userId:ada'], { stamp: { analytics: false } }),
      view('b', ['userId:ada'], { stamp: undefined, trusted: false }),
    );
    expect([entries, links, merges, profiles]).toEqual([[], [], [], []]);
  });

  it('I7: keeps training in the log and out of every profile', () => {
    const { take, profileOf } = hub();
    const { results, entries, profiles } = take({ ...saleOf('s', ['userId:ada'], '5'), training: true });
    expect(results).toEqual([{ messageId: 's', status: 'accepted' }]);
    expect(entries).toMatchObject([{ profileId: undefined }]);
    expect([profiles, profileOf('userId:ada')]).toEqual([[], undefined]);
  });

  it('keeps an event of nobody in the log', () => {
    const { take } = hub();
    expect(take(testEvent('a'))).toMatchObject({
      results: [{ status: 'accepted' }],
      entries: [{ profileId: undefined }],
      profiles: [],
    });
  });

  it('I5: writes a merge as a pointer that names its event, and rewrites nothing', () => {
    const { take, profileOf } = hub();
    const [first, second] = [view('a', ['anonymousId:x']), saleOf('b', ['loyalty_card:1'], '5')];
    take(first, second);
    const [device, card] = [profileOf('anonymousId:x')?.id, profileOf('loyalty_card:1')?.id];
    const { merges, entries } = take(
      view('c', ['anonymousId:x', 'loyalty_card:1'], { receivedAt: first.receivedAt + 7 }),
    );
    const survivor = [device, card].toSorted()[0];
    const absorbed = [device, card].toSorted()[1];
    expect(merges).toEqual([{ absorbed, survivor, because: 'till/c', at: first.receivedAt + 7 }]);
    expect(entries).toHaveLength(1);
    expect(profileOf('anonymousId:x')).toEqual(profileOf('loyalty_card:1'));
    expect(profileOf('loyalty_card:1')).toMatchObject({
      id: survivor,
      events: 3,
      revenue: { orders: 1, sums: { GBP: '5' } },
    });
  });

  it('I3: joins nothing for a person who refused linking, though the stamp says otherwise', () => {
    const { take, profileOf } = hub();
    take(consentOf('c', 'userId:ada', { linking: 'denied' }), view('v', ['anonymousId:x']));
    take(saleOf('s', ['userId:ada', 'anonymousId:x'], '5'));
    expect(profileOf('anonymousId:x')?.id).not.toBe(profileOf('userId:ada')?.id);
  });

  it('I4: of a kiosk that many use joins none of them', () => {
    const { take, view: graph } = hub();
    const people = ['ada', 'bob', 'cem'].map((name, index) =>
      saleOf(`s${index}`, [`email:${name}`, 'anonymousId:kiosk'], '1'),
    );
    take(...people.map((sale) => ({ ...sale, shared: true })));
    expect(graph.profiles()).toHaveLength(3);
  });
});
