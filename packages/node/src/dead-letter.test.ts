import type { MessageResult } from '@rialto/core';
import { storedEvent } from '@rialto/core/testing';
import { describe, expect, it } from 'vitest';
import { deadLetterOf, decodeDeadLetter, encodeDeadLetter, isExpired } from './dead-letter.ts';

const event = storedEvent('a', { purposes: ['analytics'] });
const now = Date.parse('2026-11-25T10:00:00Z');
const result = (change: Partial<MessageResult>): MessageResult => ({
  messageId: 'a',
  status: 'rejected',
  ...change,
});

describe('a dead letter', () => {
  it.each<[string, MessageResult | string, object]>([
    ['the hub rejects', result({ code: 'unknown_event' }), { status: 'rejected', code: 'unknown_event' }],
    ['the hub rejects without a code', result({}), { status: 'rejected' }],
    ['no hub can read', 'unreadable', { reason: 'unreadable' }],
    ['is too large for the hub', 'message_too_large', { reason: 'message_too_large' }],
    ['was tried for too long', 'too_old', { reason: 'too_old' }],
  ])('is written for what %s', (_what, outcome, why) => {
    expect(deadLetterOf(event, outcome, now)).toEqual({
      at: '2026-11-25T10:00:00.000Z',
      ...why,
      messageId: 'a',
      purposes: ['analytics'],
      message: JSON.parse(event.body),
    });
  });

  it.each<[string, MessageResult | string]>([
    ['the hub refused for want of consent', result({ code: 'consent_refused' })],
    ['the hub could not decide on', result({ code: 'consent_undecided' })],
    ['the hub refused for a code of consent that is new', result({ code: 'consent_expired' as never })],
    ['the hub held', result({ status: 'held', code: 'consent_undecided' })],
    ['the hub held without a code', result({ status: 'held' })],
    ['was refused here', 'refused:analytics'],
    ['is undecided here', 'undecided:analytics'],
    ['a gate of somebody else dropped by a word of its own', 'opted-out'],
    ['was delivered', result({ status: 'accepted' })],
    ['the hub had already', result({ status: 'duplicate' })],
  ])('is not written for what %s', (_what, outcome) => {
    expect(deadLetterOf(event, outcome, now)).toBeUndefined();
  });

  it('is one line that is read back as it was, whatever is in it', () => {
    const body = JSON.stringify({ note: 'line\nbreak \u2028 Käse' });
    const letter = deadLetterOf({ ...event, body }, 'unreadable', now);
    const line = letter ? encodeDeadLetter(letter) : '';
    expect(line.match(/\n/g)).toHaveLength(1);
    expect(decodeDeadLetter(line.trimEnd())).toEqual(letter);
  });

  it.each([
    '',
    'null',
    '7',
    '[]',
    '{}',
    '{"messageId":"a"',
    '{"messageId":7,"purposes":[],"at":""}',
    '{"messageId":"a"}',
  ])('is not read out of %j', (line) => {
    expect(decodeDeadLetter(line)).toBeUndefined();
  });

  it('is old when its time has passed, or cannot be read, and not when it lies in the future', () => {
    const letter = { at: '2026-11-25T10:00:00Z', messageId: 'a', purposes: [], message: null };
    expect(isExpired(letter, now + 1_000, 1_000)).toBe(false);
    expect(isExpired(letter, now + 1_001, 1_000)).toBe(true);
    expect(isExpired(letter, now - 1_000_000, 1_000)).toBe(false);
    expect(isExpired({ ...letter, at: 'soon' }, now, 1_000)).toBe(true);
  });
});
