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

  it('C5: is an objection where a message says so, on the channel that it names or on all', () => {
    const optOut = (properties: object) => decidedCells(record(1, properties, { name: 'Opt-Out Received' }));
    expect(optOut({ message_channel: 'sms' })).toEqual([
      { purpose: 'marketing', channel: 'sms', state: 'objected' },
    ]);
    expect(optOut({})).toEqual([{ purpose: 'marketing', state: 'objected' }]);
    expect(optOut({ message_channel: 'pigeon' })).toEqual([{ purpose: 'marketing', state: 'objected' }]);
  });
});
