import { type Consent, consentStateOf, type JsonObject, unusedContactFor } from '@rialto/core/model';
import { describe, expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { testEvent } from '../store/test-events.ts';
import { decidedCells, foldConsentEvent } from './fold-consent.ts';

const start = 1_700_000_000_000;
const at = (seconds: number, change: Partial<PreparedEvent> = {}): PreparedEvent =>
  testEvent(`m-${seconds}`, {
    name: 'Consent Recorded',
    happenedAt: start + seconds * 1_000,
    receivedAt: start + seconds * 1_000,
    ...change,
  });
const record = (seconds: number, properties: object, change: Partial<PreparedEvent> = {}): PreparedEvent =>
  at(seconds, { properties: properties as JsonObject, ...change });
const fold = (...events: readonly PreparedEvent[]): Consent => events.reduce<Consent>(foldConsentEvent, {});
const states = (consent: Consent) =>
  Object.fromEntries(Object.entries(consent).map(([key, { state }]) => [key, state]));

const whole = { sale: 'r-17', notice: 'receipt-footer-3', product_group: 'garden' };
const soft = (exception: unknown, channel: unknown = 'email') => ({
  cells: [{ purpose: 'marketing', channel, state: 'soft_opt_in', exception }],
});

describe('the existing-customer exception', () => {
  it('C4: is taken for e-mail and SMS, with the sale, the notice and the goods, which add up', () => {
    const consent = fold(
      record(1, soft(whole)),
      record(2, soft({ ...whole, product_group: 'toys' })),
      record(3, soft(whole, 'sms')),
    );
    expect(states(consent)).toEqual({ 'marketing@email': 'soft_opt_in', 'marketing@sms': 'soft_opt_in' });
    expect(consent['marketing@email']?.productGroups).toEqual(['garden', 'toys']);
  });

  it.each<[string, object, Partial<PreparedEvent>?]>([
    ['without the sale', soft({ ...whole, sale: undefined })],
    ['with a notice that says nothing', soft({ ...whole, notice: '  ' })],
    ['with goods that are no text', soft({ ...whole, product_group: 7 })],
    ['with no exception at all', soft(undefined)],
    ['with an exception that is a list', soft([whole])],
    ['for the phone', soft(whole, 'phone')],
    ['for messengers', soft(whole, 'messaging')],
    ['for no channel', soft(whole, null)],
    ['by the public key of a page', soft(whole), { trusted: false }],
  ])('C4: is nothing %s', (_how, properties, change) => {
    expect(fold(record(1, properties, change))).toEqual({});
  });

  it.each(['denied', 'withdrawn', 'objected'] as const)(
    'C4: is ended for good by one %s, whether it came before or after',
    (state) => {
      const no = record(5, { cells: [{ purpose: 'marketing', channel: 'email', state }] });
      for (const events of [
        [record(1, soft(whole)), no, record(9, soft(whole))],
        [record(9, soft(whole)), no],
      ]) {
        expect(fold(...events)['marketing@email']?.state).toBe(state);
      }
    },
  );

  it('C4: is ended by a mail that comes back with an unsubscription', () => {
    expect(
      states(fold(record(1, soft(whole)), at(5, { name: 'Unsubscribed' }), record(9, soft(whole)))),
    ).toEqual({
      'marketing@email': 'withdrawn',
    });
  });
});

describe('a permission to call', () => {
  const call = (more: object = {}) => ({
    cells: [{ purpose: 'marketing', channel: 'phone', state: 'granted' }],
    ...more,
  });

  it('C3: waits without a reference to its evidence, whoever brings it, and holds with one', () => {
    expect(states(fold(record(1, call())))).toEqual({ 'marketing@phone': 'pending' });
    expect(states(fold(record(1, call({ evidence: '  ' }))))).toEqual({ 'marketing@phone': 'pending' });
    expect(states(fold(record(1, call({ evidence: 'rec-77' }))))).toEqual({ 'marketing@phone': 'granted' });
    expect(states(fold(record(1, call({ evidence: 'rec-77' }), { trusted: false })))).toEqual({
      'marketing@phone': 'pending',
    });
  });

  it('C3: notes each use, the latest, and opens nothing by it', () => {
    const use = (seconds: number, properties: object = { purpose: 'marketing', channel: 'phone' }) =>
      record(seconds, properties, { name: 'Consent Used' });
    const consent = fold(record(1, call({ evidence: 'rec-77' })), use(60), use(30));
    expect(consent['marketing@phone']).toMatchObject({ state: 'granted', usedAt: start + 60_000 });
    expect(consentStateOf(fold(use(60)), 'marketing', start + 61_000, 'phone')).toBe('unset');
    expect(
      fold(use(1, { purpose: 'marketing' }), use(2, { channel: 'phone' }), use(3, { purpose: 7 })),
    ).toEqual({});
    expect(
      fold(use(1, { purpose: '__proto__', channel: 'phone' }), use(2, { purpose: 'a@b', channel: 'sms' })),
    ).toEqual({});
  });

  it('E1: counts no use that comes by a public key', () => {
    const granted = record(1, { cells: [{ purpose: 'marketing', channel: 'email', state: 'granted' }] });
    const use = (trusted: boolean) =>
      record(60, { purpose: 'marketing', channel: 'email' }, { name: 'Consent Used', trusted });
    expect(fold(granted, use(false))['marketing@email']).not.toHaveProperty('usedAt');
    expect(fold(granted, use(true))['marketing@email']?.usedAt).toBe(start + 60_000);
  });

  it.each(['email', 'sms', 'messaging'] as const)('E1: of a permission by %s lapses unused', (channel) => {
    const consent = fold(record(1, { cells: [{ purpose: 'marketing', channel, state: 'granted' }] }));
    const end = start + 1_000 + unusedContactFor;
    expect(consentStateOf(consent, 'marketing', end - 1, channel)).toBe('granted');
    expect(consentStateOf(consent, 'marketing', end, channel)).toBe('expired');
  });

  it('notes no use in the future: a clock that runs ahead must not keep a permission alive', () => {
    const early = record(
      10,
      { purpose: 'marketing', channel: 'email' },
      { name: 'Consent Used', happenedAt: start + unusedContactFor, receivedAt: start + 10_000 },
    );
    const granted = record(1, {
      cells: [{ purpose: 'marketing', channel: 'email', state: 'granted' }],
    });
    expect(fold(granted, early)['marketing@email']?.usedAt).toBe(start + 10_000);
  });
});

describe('a decision', () => {
  it('X1: reaches the channel in which it was given, and those that its words named', () => {
    const cells = [{ purpose: 'personalization', state: 'granted' }];
    expect(fold(record(1, { cells })).personalization?.reach).toEqual(['store']);
    expect(fold(record(1, { cells, reach: ['web', 'app', 'store'] })).personalization?.reach).toEqual([
      'app',
      'store',
      'web',
    ]);
    expect(fold(record(1, { cells, reach: ['web', 'fax', 7] })).personalization?.reach).toEqual([
      'store',
      'web',
    ]);
    expect(fold(record(1, { cells, reach: 'web' })).personalization?.reach).toEqual(['store']);
  });

  it('lifts nothing by saying that there is no answer, and is dated by the hub at the latest', () => {
    const denied = record(5, { cells: [{ purpose: 'marketing', state: 'denied' }] });
    const unset = record(9, { cells: [{ purpose: 'marketing', state: 'unset' }] });
    expect(states(fold(denied, unset))).toEqual({ marketing: 'denied' });
    const ahead = record(5, {
      cells: [{ purpose: 'marketing', state: 'granted' }],
      decided_at: new Date(start + 1e9).toISOString(),
    });
    expect(fold(ahead).marketing?.at).toBe(start + 5_000);
  });

  it('C7, C1: is not lost to a wrong clock: it is dated by what the hub makes of the message’s own time', () => {
    const granted = record(5, { cells: [{ purpose: 'marketing', channel: 'email', state: 'granted' }] });
    const iso = (seconds: number) => new Date(start + seconds * 1_000).toISOString();
    const refused = (skew: number, properties: object = {}) =>
      record(
        9,
        {
          cells: [{ purpose: 'marketing', channel: 'email', state: 'withdrawn' }],
          decided_at: iso(8 - skew),
          ...properties,
        },
        { originalTimestamp: iso(9 - skew) },
      );
    for (const skew of [0, 86_400, -86_400, 7_200]) {
      expect(fold(granted, refused(skew))['marketing@email']).toMatchObject({
        state: 'withdrawn',
        at: start + 8_000,
      });
    }
    const garbled = { ...refused(0), originalTimestamp: 'yesterday' };
    expect(fold(granted, garbled)['marketing@email']?.at).toBe(start + 8_000);
    expect(fold(granted, refused(0, { decided_at: iso(90) }))['marketing@email']?.at).toBe(start + 9_000);
  });

  it('C7: of which only the day is known counts from its end where it refuses, else from its start', () => {
    const noon = Date.UTC(2026, 10, 25, 12);
    const on = (state: string, days = 1) =>
      record(
        1,
        { cells: [{ purpose: 'analytics', state }], decided_at: '2026-11-25' },
        { happenedAt: noon + days * 86_400_000, receivedAt: noon + days * 86_400_000 },
      );
    expect(fold(on('denied')).analytics?.at).toBe(Date.UTC(2026, 10, 26) - 1);
    expect(fold(on('granted')).analytics?.at).toBe(Date.UTC(2026, 10, 25));
    expect(fold(on('denied', 0)).analytics?.at).toBe(noon);
    const cells = [
      { purpose: 'analytics', state: 'granted' },
      { purpose: 'marketing', state: 'denied' },
    ];
    const both = record(
      1,
      { cells, decided_at: '2026-11-25' },
      { happenedAt: noon * 2, receivedAt: noon * 2 },
    );
    expect(fold(both)).toMatchObject({
      analytics: { at: Date.UTC(2026, 10, 25) },
      marketing: { at: Date.UTC(2026, 10, 26) - 1 },
    });
  });

  it('C5: lifts no objection where it comes by the public key of a page', () => {
    const cell = { purpose: 'marketing', channel: 'web' };
    const objected = record(1, { cells: [{ ...cell, state: 'objected' }] });
    const granted = (seconds: number, trusted: boolean) =>
      record(seconds, { cells: [{ ...cell, state: 'granted' }] }, { trusted });
    expect(decidedCells(granted(5, false), fold(objected))).toEqual([{ ...cell, state: 'pending' }]);
    expect(states(fold(objected, granted(5, false)))).toEqual({ 'marketing@web': 'objected' });
    expect(states(fold(objected, granted(5, true)))).toEqual({ 'marketing@web': 'granted' });
    expect(states(fold(granted(5, false)))).toEqual({ 'marketing@web': 'granted' });
  });

  it('C1, X3: opens nothing as an answer to a question since which the person has said no', () => {
    const email = { purpose: 'marketing', channel: 'email' };
    const answer = record(9, {
      cells: [{ ...email, state: 'granted' }],
      method: 'doi_confirm',
      asked_at: new Date(start + 3_000).toISOString(),
    });
    const said = (seconds: number, cell: object) => record(seconds, { cells: [cell] });
    for (const state of ['denied', 'withdrawn', 'objected']) {
      for (const cell of [
        { ...email, state },
        { purpose: 'marketing', state },
      ]) {
        expect(fold(said(5, cell), answer)['marketing@email']?.state).not.toBe('granted');
        expect(fold(said(3, cell), answer)['marketing@email']?.state).not.toBe('granted');
        expect(fold(said(2, cell), answer)['marketing@email']?.state).toBe('granted');
      }
    }
    const again = said(6, { purpose: 'marketing', state: 'granted' });
    expect(
      fold(said(5, { purpose: 'marketing', state: 'denied' }), again, answer)['marketing@email']?.state,
    ).toBe('pending');
    expect(fold(said(5, { ...email, state: 'expired' }), answer)['marketing@email']?.state).toBe('granted');
  });

  it('P4: makes a profile no larger by channels of one’s own that come by a public key', () => {
    const cells = Array.from({ length: 200 }, (_, at) => ({
      purpose: 'marketing',
      channel: `x-${at}`,
      state: at % 2 === 0 ? 'granted' : 'denied',
    }));
    // A no on such a channel is a no to all of them, as on a channel that nobody knows.
    expect(states(fold(record(1, { cells }, { trusted: false })))).toEqual({ marketing: 'denied' });
    expect(Object.keys(fold(record(1, { cells })))).toHaveLength(200);
    expect(
      decidedCells(record(1, { message_channel: 'x-1' }, { name: 'Opt-Out Received', trusted: false })),
    ).toEqual([{ purpose: 'marketing', state: 'objected' }]);
  });

  it('C3: to be called waits for its evidence, also where a machine calls', () => {
    for (const channel of ['phone', 'voice']) {
      const cells = [{ purpose: 'marketing', channel, state: 'granted' }];
      expect(states(fold(record(1, { cells })))).toEqual({ [`marketing@${channel}`]: 'pending' });
      expect(states(fold(record(1, { cells, evidence: 'rec-77' })))).toEqual({
        [`marketing@${channel}`]: 'granted',
      });
    }
  });

  it('C5: is an objection where a message says so, on the channel that it names or on all', () => {
    const optOut = (properties: object) => decidedCells(record(1, properties, { name: 'Opt-Out Received' }));
    expect(optOut({ message_channel: 'sms' })).toEqual([
      { purpose: 'marketing', channel: 'sms', state: 'objected' },
    ]);
    expect(optOut({})).toEqual([{ purpose: 'marketing', state: 'objected' }]);
    expect(optOut({ message_channel: 'pigeon' })).toEqual([{ purpose: 'marketing', state: 'objected' }]);
  });
});
