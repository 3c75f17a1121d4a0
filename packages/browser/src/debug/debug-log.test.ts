import type { StoredEvent } from '@rialto/core/delivery';
import type { Message } from '@rialto/core/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DebugLog, emptyLog, isSettled, matchesFilter, maxRows, nameOf, takeNews } from './debug-log.ts';
import type { DebugNews, Place } from './debug-news.ts';

const message = (messageId: string, event = 'Product Viewed'): Message => ({
  type: 'track',
  messageId,
  event,
  timestamp: '2026-11-25T12:00:00.000Z',
  properties: { product_id: 'A1' },
});
const stored = (messageId: string): StoredEvent => ({
  messageId,
  body: JSON.stringify({ ...message(messageId), anonymousId: 'device' }),
  purposes: ['analytics'],
  storedAt: 0,
});
const judged = (messageId: string, verdict: 'pass' | 'hold' | 'drop', reason: string): DebugNews => ({
  kind: 'judged',
  message: message(messageId),
  purposes: ['analytics'],
  decision: { verdict, reason },
});
const passed = judged('a', 'pass', 'granted');
const held = judged('a', 'hold', 'undecided:analytics');
const refused = judged('a', 'drop', 'refused:analytics');
const found: DebugNews = { kind: 'found', events: [stored('a')] };
const sent: DebugNews = { kind: 'sent', delivery: 1, events: [stored('a')] };
const lost: DebugNews = { kind: 'answered', delivery: 1, result: { outcome: 'retry', reason: 'network' } };
const answered: DebugNews = {
  kind: 'answered',
  delivery: 1,
  result: { outcome: 'answered', results: [{ messageId: 'a', status: 'accepted' }] },
};
const silent: DebugNews = { kind: 'answered', delivery: 1, result: { outcome: 'answered', results: [] } };
const delivered: DebugNews = { kind: 'delivered', messageId: 'a', status: 'accepted' };
const issues = [{ path: 'properties.price', message: 'must be a number' }];
const rejected: DebugNews = {
  kind: 'rejected',
  messageId: 'a',
  status: 'rejected',
  code: 'invalid_properties',
  issues,
};
const dropped: DebugNews = { kind: 'dropped', messageId: 'a', reason: 'queue_full' };

const logOf = (...news: readonly DebugNews[]): DebugLog =>
  news.reduce((log, one, at) => takeNews(log, one, at), emptyLog);

describe('what is heard of one event comes into one row', () => {
  const atTheEnd = { kind: 'delivered', status: 'accepted' } as const;
  it.each<[string, readonly DebugNews[], Place]>([
    ['passed', [passed], { kind: 'queued' }],
    ['held', [held], { kind: 'held' }],
    ['refused', [refused], { kind: 'dropped', reason: 'refused:analytics' }],
    ['held, then granted', [held, passed], { kind: 'queued' }],
    ['held, then refused', [held, refused], { kind: 'dropped', reason: 'refused:analytics' }],
    ['found in the queue', [found], { kind: 'queued' }],
    ['under way', [passed, sent], { kind: 'sending' }],
    ['answered, and not yet out of the store', [passed, sent, answered], { kind: 'sending' }],
    ['delivered', [passed, sent, answered, delivered], atTheEnd],
    ['without an answer', [passed, sent, lost], { kind: 'queued', after: 'network' }],
    ['left out by the answer', [passed, sent, silent], { kind: 'queued', after: 'unanswered' }],
    ['sent again', [passed, sent, lost, sent], { kind: 'sending' }],
    [
      'rejected',
      [passed, sent, answered, rejected],
      { kind: 'rejected', status: 'rejected', code: 'invalid_properties', issues },
    ],
    ['dropped', [passed, dropped], { kind: 'dropped', reason: 'queue_full' }],
    ['dropped before the verdict is heard', [dropped, passed], { kind: 'dropped', reason: 'queue_full' }],
    ['found after it was delivered', [delivered, found], atTheEnd],
    ['sent once more by a page that is left', [delivered, sent], atTheEnd],
  ])('%s', (_, news, place) => {
    const { events } = logOf(...news);
    expect(events).toHaveLength(1);
    expect(events[0]?.place).toEqual(place);
  });
});

it('notes the way that an event has taken, each place once', () => {
  const [row] = logOf(held, held, passed, sent, lost, sent, answered, delivered).events;
  expect(row?.path.map(({ at, place }) => [at, place.kind])).toEqual([
    [0, 'held'],
    [2, 'queued'],
    [3, 'sending'],
    [4, 'queued'],
    [5, 'sending'],
    [7, 'delivered'],
  ]);
});

it('shows a message as it is sent, once it is', () => {
  expect(logOf(passed).events[0]?.message).not.toHaveProperty('anonymousId');
  expect(logOf(passed, sent).events[0]?.message).toMatchObject({ anonymousId: 'device' });
});

it('lists the newest first, and leaves a row in its place', () => {
  const { events } = logOf(passed, judged('b', 'pass', 'granted'), delivered);
  expect(events.map(({ key }) => key)).toEqual(['b', 'a']);
});

it('lists what was let go before it had an id one by one', () => {
  const invalid: DebugNews = { kind: 'dropped', messageId: '', reason: 'invalid_event' };
  const { events } = logOf(invalid, invalid);
  expect(new Set(events.map(({ key }) => key)).size).toBe(2);
});

it('does not fall over a stored event that cannot be read', () => {
  const { events } = logOf({ kind: 'found', events: [{ ...stored('a'), body: 'no JSON' }] });
  expect(events.map(nameOf)).toEqual(['unknown: tracked before this was opened']);
});

it('keeps deliveries with their answers, questions among them', () => {
  const { deliveries } = logOf(
    { kind: 'asked', delivery: 1, messageIds: ['a', 'b'] },
    { kind: 'told', delivery: 1, result: { outcome: 'answered', known: ['b'] } },
    { kind: 'sent', delivery: 2, events: [stored('a')] },
  );
  expect(deliveries).toMatchObject([
    { key: 2, kind: 'batch', messageIds: ['a'], bytes: stored('a').body.length },
    { key: 1, kind: 'question', at: 0, answeredAt: 1, result: { known: ['b'] } },
  ]);
  expect(deliveries[0]).not.toHaveProperty('result');
});

it('keeps errors, newest first', () => {
  const { errors } = logOf(
    { kind: 'error', code: 'hub_unreachable', message: 'one' },
    { kind: 'error', code: 'hub_refused', message: 'two' },
  );
  expect(errors.map(({ code }) => code)).toEqual(['hub_refused', 'hub_unreachable']);
});

it('is bounded, and counts what had to go', () => {
  const news = Array.from({ length: maxRows + 7 }, (_, at) => judged(`m${at}`, 'pass', 'granted'));
  const log = logOf(...news);
  expect(log.events).toHaveLength(maxRows);
  expect(log.events[0]?.key).toBe(`m${maxRows + 6}`);
  expect(log.forgotten).toBe(7);
});

it('counts what made room once, whatever is heard of it later', () => {
  const news = Array.from({ length: maxRows + 7 }, (_, at) => judged(`m${at}`, 'pass', 'granted'));
  const later: readonly DebugNews[] = [
    { kind: 'sent', delivery: 1, events: [stored('m0')] },
    { kind: 'delivered', messageId: 'm0', status: 'accepted' },
    { kind: 'dropped', messageId: 'm1', reason: 'queue_full' },
  ];
  const log = logOf(...news, ...later);
  expect([log.events[0]?.key, log.forgotten]).toEqual([`m${maxRows + 6}`, 7]);
  expect(logOf(...news, { kind: 'dropped', messageId: '', reason: 'invalid_event' }).forgotten).toBe(8);
});

it('has one row for each id, and an end stays an end, whatever is heard in whatever order', () => {
  const all = [passed, held, refused, found, sent, lost, answered, silent, delivered, rejected, dropped];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...all)), (news) => {
      let log = emptyLog;
      let end: Place | undefined;
      for (const [at, one] of news.entries()) {
        log = takeNews(log, one, at);
        expect(log.events.length).toBeLessThanOrEqual(1);
        const place = log.events[0]?.place;
        if (end) expect(place).toEqual(end);
        else if (place && isSettled(place)) end = place;
      }
    }),
  );
});

describe('the filter', () => {
  const [row] = logOf(passed, sent).events;
  it.each([
    ['', true],
    ['product', true],
    ['VIEWED a1', true],
    ['analytics', true],
    ['sending', true],
    ['order', false],
    ['product order', false],
  ])('"%s" finds it: %s', (filter, isFound) => {
    expect(row && matchesFilter(row, filter)).toBe(isFound);
  });
});
