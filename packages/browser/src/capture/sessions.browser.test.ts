import { manualClock } from '@rialto/core/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CaptureLog, type CaptureWorld, record } from '../../test/capture-log.ts';
import { acquisition } from './acquisition.ts';
import type { Capture } from './capture.ts';
import { pageViews } from './page-views.ts';
import { sessions } from './sessions.ts';

const minute = 60_000;
const begunAt = location.href;
const logs: CaptureLog[] = [];
afterEach(() => {
  for (const { stop } of logs.splice(0)) stop();
  Reflect.deleteProperty(document, 'referrer');
  vi.restoreAllMocks();
  history.replaceState(null, '', begunAt);
});

interface Arrival extends CaptureWorld {
  readonly query?: string;
  readonly referrer?: string;
  /** How the document was loaded. */
  readonly type?: string;
}

/** A document is loaded, with these captures. */
function land(captures: Parameters<typeof record>[0], world: Arrival = {}): CaptureLog {
  const { query = '', referrer = '', type = 'navigate' } = world;
  history.replaceState(null, '', `/landing${query}`);
  Object.defineProperty(document, 'referrer', { value: referrer, configurable: true });
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{ type } as unknown as PerformanceEntry]);
  const log = record(captures, world);
  logs.push(log);
  return log;
}
const idOf = (context: object): unknown => (context as { sessionId?: unknown }).sessionId;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('sessions()', () => {
  it('S1, S9: gives each event the same id, and says of the first that it is', () => {
    const { send } = land(sessions());
    const first = send();
    expect(first).toEqual({ sessionId: expect.stringMatching(uuid), sessionStart: true });
    expect(send()).toEqual({ sessionId: idOf(first) });
    expect(send('Consent Recorded')).toEqual({ sessionId: idOf(first) });
  });

  it('S1: stores nothing before an event may be sent', () => {
    const { storage } = land([sessions(), acquisition(), pageViews()], {
      query: '?gclid=1',
      permitted: () => false,
    });
    expect(storage.size).toBe(0);
  });

  it('S2: begins another after a pause, in the open page', async () => {
    const { send, clock } = land(sessions());
    const first = send();
    await clock.advance(30 * minute - 1);
    expect(send()).toEqual({ sessionId: idOf(first) });
    await clock.advance(30 * minute);
    const second = send();
    expect(second).toMatchObject({ sessionStart: true });
    expect(idOf(second)).not.toBe(idOf(first));
  });

  it('S2: by a pause of its own length', async () => {
    const { send, clock } = land(sessions({ idle: minute }));
    const first = send();
    await clock.advance(minute);
    expect(idOf(send())).not.toBe(idOf(first));
  });

  it('S4: ends at midnight where it is told to', async () => {
    const clock = manualClock(new Date(2026, 10, 25, 23, 59).getTime());
    const { send } = land(sessions({ midnight: true }), { clock });
    const first = send();
    await clock.advance(2 * minute);
    expect(idOf(send())).not.toBe(idOf(first));
  });

  it.each([0, -1, Number.NaN, 'soon' as unknown as number])('refuses an idle of %j kindly', (idle) => {
    expect(() => sessions({ idle })).toThrow(/idle must be milliseconds/);
  });

  it('S6: is one for the tabs of an origin, whoever acts', async () => {
    const clock = manualClock();
    const storage = new Map<string, string>();
    const one = land(sessions(), { clock, storage, seed: 1 });
    const other = land(sessions(), { clock, storage, seed: 2 });
    const id = idOf(one.send());
    for (let turn = 0; turn < 4; turn += 1) {
      await clock.advance(20 * minute);
      expect(other.send()).toEqual({ sessionId: id });
      await clock.advance(20 * minute);
      expect(one.send()).toEqual({ sessionId: id });
    }
  });

  it('S6: two tabs with two campaigns end a session once, not with every event', () => {
    const storage = new Map<string, string>();
    const one = land(sessions(), { storage, query: '?utm_source=a', seed: 1 });
    const first = idOf(one.send());
    const other = land(sessions(), { storage, query: '?utm_source=b', seed: 2 });
    const second = idOf(other.send());
    expect(second).not.toBe(first);
    expect([one.send(), other.send(), one.send()].map(idOf)).toEqual([second, second, second]);
  });

  it.each([
    ['another campaign', { query: '?utm_source=b' }, true],
    ['the same campaign', { query: '?utm_source=a' }, false],
    ['no link', {}, false],
    ['a stranger', { referrer: 'https://bank.example/' }, false],
    ['a reload', { query: '?utm_source=b', type: 'reload' }, false],
    ['a way back', { query: '?utm_source=b', type: 'back_forward' }, false],
    ['a search engine, of which acquisition() would know', { referrer: 'https://www.google.de/' }, false],
  ])('S5: %s after a first campaign', (_, arrival, starts) => {
    const storage = new Map<string, string>();
    const first = idOf(land(sessions(), { storage, query: '?utm_source=a' }).send());
    expect(idOf(land(sessions(), { ...arrival, storage, seed: 2 }).send()) !== first).toBe(starts);
  });

  it.each([
    ['a search engine', { referrer: 'https://www.google.de/' }, true],
    ['a bank', { referrer: 'https://bank.example/' }, false],
    ['PayPal', { referrer: 'https://www.paypal.com/' }, false],
    ['another page of the shop', { referrer: `${location.origin}/` }, false],
    ['no link', {}, false],
  ])('S5: with acquisition(), %s after a first campaign', (_, arrival, starts) => {
    const storage = new Map<string, string>();
    const all = [sessions(), acquisition()];
    const first = idOf(land(all, { storage, query: '?utm_medium=email' }).send());
    expect(idOf(land(all, { ...arrival, storage, seed: 2 }).send()) !== first).toBe(starts);
  });

  it('S7: lives with whatever lies in the storage', () => {
    const storage = new Map<string, string>();
    const { send } = land(sessions(), { storage });
    fc.assert(
      fc.property(fc.string(), (text) => {
        storage.set('rialto:session', text);
        expect(idOf(send())).toMatch(uuid);
      }),
    );
  });

  it('S8: begins another when what was stored has been forgotten', () => {
    const { send, storage } = land(sessions());
    const first = send();
    storage.clear();
    const second = send();
    expect(second).toMatchObject({ sessionStart: true });
    expect(idOf(second)).not.toBe(idOf(first));
  });

  it('stops', () => {
    const { send, stop } = land(sessions());
    stop();
    expect(send()).toEqual({});
  });
});

describe('Visit Started with sessions()', () => {
  const all = () => [sessions(), acquisition(), pageViews()];
  const direct = { acquisition: { channel: 'direct', evidence: 'none' } };
  const visits = ({ events }: CaptureLog) => events.filter(([event]) => event === 'Visit Started');

  it('S9, A14: is the first event of a session, and says where it came from', () => {
    const log = land(all(), { query: '?utm_medium=email' });
    expect(log.events).toEqual([
      ['Visit Started', { acquisition: { channel: 'email', evidence: 'utm_medium' } }],
      ['page', undefined],
    ]);
    expect(log.sent[0]?.context).toMatchObject({ sessionStart: true });
    expect(log.send()).toEqual({ sessionId: idOf(log.sent[0]?.context ?? {}) });
  });

  it('A14: not once more for the next document of the session', () => {
    const storage = new Map<string, string>();
    land(all(), { storage, query: '?utm_medium=email' });
    for (const next of [
      { referrer: `${location.origin}/landing` },
      { query: '?utm_medium=email' },
      {},
      { referrer: 'https://bank.example/' },
      { type: 'reload' },
    ])
      expect(visits(land(all(), { ...next, storage, seed: 2 }))).toEqual([]);
  });

  it('A14: once more for another campaign', () => {
    const storage = new Map<string, string>();
    land(all(), { storage, query: '?utm_medium=email' });
    expect(visits(land(all(), { storage, query: '?gclid=1', seed: 2 }))).toEqual([
      [
        'Visit Started',
        { acquisition: { channel: 'search', evidence: 'gclid', source: 'google', paid: true } },
      ],
    ]);
  });

  it('S9, A14: in the open page, after a pause, by no link', async () => {
    const log = land(all(), { query: '?utm_medium=email' });
    await log.clock.advance(30 * minute);
    log.send('Cart Viewed');
    expect(visits(log)[1]).toEqual(['Visit Started', direct]);
    const [, started, cart] = log.sent;
    expect(started?.event).toBe('Visit Started');
    expect(started?.context).toMatchObject({ sessionStart: true });
    expect(cart).toEqual({ event: 'Cart Viewed', context: { sessionId: idOf(started?.context ?? {}) } });
  });

  it('S9, A14: within the shop after a pause, by no link', () => {
    const clock = manualClock();
    expect(visits(land(all(), { clock, referrer: `${location.origin}/` }))).toEqual([
      ['Visit Started', direct],
    ]);
  });

  it('S1, S9, A14: waits for the permission, and keeps the time of the landing', async () => {
    let permitted = false;
    const log = land(all(), { query: '?utm_medium=email', permitted: () => permitted });
    const landedAt = log.clock.now();
    expect(visits(log)).toEqual([]);
    await log.clock.advance(40 * minute);
    permitted = true;
    const consent = log.send('Consent Recorded');
    log.send('Product Viewed');
    expect(log.sent.map(({ event }) => event)).toEqual([
      'Consent Recorded',
      'Visit Started',
      'Product Viewed',
    ]);
    expect(consent).toMatchObject({ sessionStart: true });
    expect(log.sent[1]).toEqual({
      event: 'Visit Started',
      context: { sessionId: idOf(consent) },
      timestamp: landedAt,
    });
    expect(visits(log)).toEqual([
      ['Visit Started', { acquisition: { channel: 'email', evidence: 'utm_medium' } }],
    ]);
  });

  it.each(['?gclid=1', ''])(
    'S9, A14: comes late where acquisition() does, and starts nothing anew (%j)',
    (query) => {
      let begin = (): unknown => undefined;
      const late: Capture = (target) => {
        begin = () => acquisition()(target);
        return () => {};
      };
      const log = land([sessions(), late], { query, referrer: 'https://www.google.de/' });
      const first = log.send('page');
      begin();
      expect(log.sent.map(({ event }) => event)).toEqual(['page', 'Visit Started']);
      expect(log.sent[1]?.context).toEqual({ sessionId: idOf(first) });
      expect(visits(log)).toMatchObject([['Visit Started', { acquisition: { channel: 'search' } }]]);
      expect(log.send()).toEqual({ sessionId: idOf(first) });
    },
  );

  it('S5: is not there anew where acquisition() came late the first time and in time the second', () => {
    const storage = new Map<string, string>();
    const first = idOf(land(sessions(), { storage, query: '?gclid=1' }).send());
    expect(visits(land(all(), { storage, query: '?gclid=2', seed: 2 }))).toEqual([]);
    expect(idOf(land(sessions(), { storage }).send())).toBe(first);
  });

  it('A13: without sessions() each landing is a visit', () => {
    const storage = new Map<string, string>();
    for (let count = 0; count < 2; count += 1)
      expect(visits(land([acquisition()], { storage, query: '?utm_medium=email' }))).toHaveLength(1);
  });
});
