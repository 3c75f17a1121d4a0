import type { Message, MessageContext } from '@rialto/core';
import { describe, expect, it } from 'vitest';
import { labelsOf } from './labels.ts';

const message = (change: Partial<Message> = {}): Message => ({
  type: 'track',
  event: 'Sale Completed',
  messageId: 'm-1',
  timestamp: '2026-11-25T10:00:00.000Z',
  ...change,
});
const orderOf = (change: Partial<Message>) => labelsOf(message(change), ['necessary']).order;

describe('how urgent an event is', () => {
  it.each([
    ['high', 'a sale', message(), ['necessary'], undefined],
    ['normal', 'what needs an opt-in', message({ event: 'Product Viewed' }), ['analytics'], undefined],
    ['normal', 'what needs an opt-in as well', message(), ['necessary', 'analytics'], undefined],
    ['low', 'a page', message({ type: 'page' }), ['analytics'], undefined],
    ['low', 'a screen that needs no opt-in', message({ type: 'screen' }), ['necessary'], undefined],
    ['low', 'a sale of which the call says so', message(), ['necessary'], 'low'],
    ['high', 'a page of which the call says so', message({ type: 'page' }), ['analytics'], 'high'],
    ['high', 'a sale with a priority that nobody knows', message(), ['necessary'], 'urgent'],
    ['high', 'a sale with a priority that is no text', message(), ['necessary'], { low: true }],
  ] as const)('is %s for %s', (priority, _, given, purposes, wanted) => {
    expect(labelsOf(given, purposes, wanted).priority).toBe(priority);
  });
});

describe('the order of events', () => {
  const card: MessageContext = {
    externalIds: [{ id: '7000-42', type: 'loyalty_card', collection: 'users', encoding: 'none' }],
  };

  it('is that of the person, by whatever the person is known', () => {
    expect(orderOf({ messageId: 'a', userId: 'c-42' })).toBe(orderOf({ messageId: 'b', userId: 'c-42' }));
    expect(orderOf({ messageId: 'a', context: card })).toBe(orderOf({ messageId: 'b', context: card }));
    expect(orderOf({ userId: 'c-42' })).not.toBe(orderOf({ anonymousId: 'c-42' }));
  });

  it('spreads people, and events of nobody, over four lanes evenly', () => {
    for (const field of ['userId', 'messageId']) {
      const counts = [0, 0, 0, 0];
      for (let number = 0; number < 4_000; number += 1) {
        const lane = (orderOf({ [field]: `c-${number}` }) ?? 0) % 4;
        counts[lane] = (counts[lane] ?? 0) + 1;
      }
      expect(Math.min(...counts), field).toBeGreaterThan(850);
    }
  });

  it('is a whole number of 32 bits', () => {
    for (const userId of ['', 'c-42', 'ü'.repeat(500), '\ud800']) {
      const order = orderOf({ userId }) ?? -1;
      expect(order >>> 0).toBe(order);
    }
  });
});
