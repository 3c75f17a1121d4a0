import { purposes } from '@rialto/core/model';
import { describe, expect, it } from 'vitest';
import { sessionKey } from '../capture/session-rules.ts';
import type { DeliveryRow } from './debug-log.ts';
import type { Place } from './debug-news.ts';
import { builtInPurposes, sessionKey as sessionKeyOfTheChunk } from './debug-source.ts';
import {
  bytesInWords,
  countInWords,
  deliveryInWords,
  deviceInWords,
  durationInWords,
  nextAttemptInWords,
  placeInWords,
  shortId,
  timeInWords,
  verdictInWords,
} from './in-words.ts';

describe('what the gate said', () => {
  it.each([
    ['pass', 'granted', 'good', 'permitted'],
    ['pass', 'necessary', 'good', 'needs no permission'],
    ['hold', 'undecided:analytics', 'waiting', 'waits for your choice: analytics'],
    ['hold', 'theirs', 'waiting', 'waits for your choice: theirs'],
    ['drop', 'refused:marketing', 'quiet', 'let go: refused marketing'],
    ['drop', 'refused', 'quiet', 'let go: refused'],
    ['drop', 'unknown-purpose:tea', 'quiet', 'let go: nobody is asked about tea'],
    ['drop', 'no-purpose', 'quiet', 'let go: it names no purpose'],
    ['drop', 'gate-failed', 'quiet', 'let go: the consent manager failed'],
    ['drop', 'constructor', 'quiet', 'let go: constructor'],
  ] as const)('%s for the reason %s is %s: "%s … %s"', (verdict, reason, tone, text) => {
    expect(verdictInWords({ verdict, reason })).toEqual({ tone, text });
  });

  it('is not known where it was not heard', () => {
    expect(verdictInWords(undefined).text).toBe('not asked yet');
  });
});

describe('where an event is', () => {
  it.each<[Place, string, string]>([
    [{ kind: 'held' }, 'waiting', 'held in memory'],
    [{ kind: 'queued' }, 'moving', 'in the queue'],
    [{ kind: 'queued', after: 'network' }, 'waiting', 'in the queue again: no connection'],
    [{ kind: 'queued', after: 'status_503' }, 'waiting', 'in the queue again: status 503'],
    [{ kind: 'sending' }, 'moving', 'on its way'],
    [{ kind: 'delivered', status: 'accepted' }, 'good', 'delivered'],
    [{ kind: 'delivered', status: 'duplicate' }, 'good', 'delivered before'],
    [
      { kind: 'rejected', status: 'rejected', code: 'invalid_properties', issues: undefined },
      'bad',
      'rejected: properties do not fit the plan',
    ],
    [
      { kind: 'rejected', status: 'held', code: 'consent_undecided', issues: undefined },
      'bad',
      'not kept: nobody has decided yet',
    ],
    [
      { kind: 'rejected', status: 'rejected', code: undefined, issues: undefined },
      'bad',
      'rejected: no reason given',
    ],
    [{ kind: 'dropped', reason: 'refused:analytics' }, 'quiet', 'let go'],
    [{ kind: 'dropped', reason: 'reset' }, 'quiet', 'let go'],
    [{ kind: 'dropped', reason: 'queue_full' }, 'bad', 'dropped: the queue is full'],
    [{ kind: 'dropped', reason: 'invalid_event' }, 'bad', 'dropped: it has no name'],
    [{ kind: 'dropped', reason: 'something_new' }, 'bad', 'dropped: something_new'],
  ])('%j is %s, "%s"', (place, tone, text) => {
    expect(placeInWords(place)).toEqual({ tone, text });
  });
});

describe('what became of a delivery', () => {
  const accepted = { messageId: 'a', status: 'accepted' } as const;
  it.each<[Pick<DeliveryRow, 'kind' | 'result'>, string, string]>([
    [{ kind: 'batch' }, 'moving', 'on its way'],
    [{ kind: 'batch', result: { outcome: 'answered', results: [accepted, accepted] } }, 'good', '2 accepted'],
    [
      {
        kind: 'batch',
        result: { outcome: 'answered', results: [accepted, { ...accepted, status: 'rejected' }] },
      },
      'bad',
      '1 accepted, 1 rejected',
    ],
    [
      { kind: 'batch', result: { outcome: 'retry', reason: 'network' } },
      'waiting',
      'no connection, tried again later',
    ],
    [
      { kind: 'batch', result: { outcome: 'retry', reason: 'status_503', retryAfter: 2000 } },
      'waiting',
      'status 503, tried again after 2 s',
    ],
    [
      { kind: 'batch', result: { outcome: 'split', reason: 'too_large' } },
      'waiting',
      'the batch was too large: sent in halves',
    ],
    [
      { kind: 'batch', result: { outcome: 'refused', reason: 'status_401' } },
      'bad',
      'the key is refused (status 401)',
    ],
    [{ kind: 'question', result: { outcome: 'answered', known: ['a'] } }, 'good', 'the hub has 1 of them'],
    [
      { kind: 'question', result: { outcome: 'unsupported' } },
      'quiet',
      'the hub cannot tell; they are sent again',
    ],
    [{ kind: 'question', result: { outcome: 'retry', reason: 'timeout' } }, 'waiting', 'no answer in time'],
  ])('%j is %s, "%s"', (row, tone, text) => {
    expect(deliveryInWords(row)).toEqual({ tone, text });
  });
});

describe('the next attempt', () => {
  const at = new Date(2026, 0, 2, 14, 3, 7).getTime();
  const row: DeliveryRow = { key: 1, kind: 'batch', at, answeredAt: at, messageIds: ['a'], bytes: 10 };
  it.each<[string, number, readonly DeliveryRow[], string]>([
    ['with nothing in the queue', 0, [row], 'nothing to send'],
    ['before the first', 1, [], 'soon'],
    ['during one', 1, [{ ...row, result: undefined as never }], 'now, on its way'],
    ['after a good one', 1, [{ ...row, result: { outcome: 'answered', results: [] } }], 'soon'],
    ['after a failed one', 1, [{ ...row, result: { outcome: 'retry', reason: 'network' } }], 'by 14:04:07'],
    [
      'when the hub named a time',
      1,
      [{ ...row, result: { outcome: 'retry', reason: 'status_503', retryAfter: 5000 } }],
      'at 14:03:12, as the hub asked',
    ],
    [
      'with a wrong key',
      1,
      [{ ...row, result: { outcome: 'refused', reason: 'status_401' } }],
      'by 14:04:07, once the key is right',
    ],
  ])('%s', (_, events, deliveries, text) => {
    expect(nextAttemptInWords({ queue: { events, bytes: events * 100 } }, deliveries)).toBe(text);
  });
});

it.each([
  ['granted', false, 'may be used to store'],
  ['refused', false, 'may not be used'],
  ['undecided', false, 'is not used before a choice'],
  ['granted', true, 'shared by several people: nothing is stored'],
] as const)('says of a device that is %s, shared %s: %s', (device, isShared, text) => {
  expect(deviceInWords({ device, isShared }).text).toBe(text);
});

it('words figures shortly', () => {
  expect([0, 999, 1023, 1024, 5_242_880].map(bytesInWords)).toEqual([
    '0 B',
    '999 B',
    '1023 B',
    '1 kB',
    '5120 kB',
  ]);
  expect([0.4, 12, 999, 1000, 2345].map(durationInWords)).toEqual([
    '0 ms',
    '12 ms',
    '999 ms',
    '1 s',
    '2.3 s',
  ]);
  expect([0, 1, 2].map((count) => countInWords(count, 'event'))).toEqual(['0 events', '1 event', '2 events']);
  expect(timeInWords(Number.NaN)).toBe('');
  expect(timeInWords(new Date(2026, 0, 2, 4, 3, 7, 9).getTime(), true)).toBe('04:03:07.009');
});

it('shows of a long id only the beginning', () => {
  expect(shortId('0198a7c2-1111-4222-8333-944444444444')).toBe('0198a7c2…');
  expect(shortId('c-42')).toBe('c-42');
});

it('knows by heart what the chunk may not import', () => {
  expect(builtInPurposes).toEqual(purposes);
  expect(sessionKeyOfTheChunk).toBe(sessionKey);
});
