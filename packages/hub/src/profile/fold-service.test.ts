import { describe, expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { testEvent } from '../store/test-events.ts';
import { foldEvent, foundProfile } from './fold-event.ts';

const start = testEvent('x').happenedAt;
const on = (
  seconds: number,
  name: string,
  properties: object = {},
  change: Partial<PreparedEvent> = {},
): PreparedEvent =>
  testEvent(`m-${name}-${seconds}`, {
    name,
    happenedAt: start + seconds * 1_000,
    properties: properties as PreparedEvent['properties'],
    ...change,
  });
const fold = (...events: readonly PreparedEvent[]) =>
  events.reduce(foldEvent, foundProfile('p', { happenedAt: start }));

describe('a case', () => {
  const opened = on(1, 'Case Opened', { case_id: 'k1', subject: 'Broken lamp' }, { channel: 'email' });
  const closed = on(5, 'Case Closed', { case_id: 'k1' }, { channel: 'phone' });
  it.each([
    ['in their order', [opened, closed]],
    [
      'the other way round',
      [closed, on(1, 'Case Opened', { case_id: 'k1', subject: 'Broken lamp' }, { channel: 'email' })],
    ],
  ])('is closed when its events come %s', (_, events) => {
    expect(fold(...events).cases).toMatchObject([
      {
        id: 'k1',
        state: 'closed',
        subject: 'Broken lamp',
        openedAt: start + 1_000,
        updatedAt: start + 5_000,
      },
    ]);
  });

  it('is open again when it is heard of again', () => {
    expect(fold(opened, closed, on(9, 'Case Updated', { case_id: 'k1' })).cases[0]?.state).toBe('open');
  });

  it("is not made of a retailer's own event that only begins like one", () => {
    expect(fold(on(1, 'Case Studied', { case_id: 'k1' }), on(1, 'Case ')).cases).toEqual([]);
  });
});

describe('the responses to offers', () => {
  const offer = (seconds: number, name: string, offer_id = 'o1') =>
    on(seconds, name, { offer_id, product_id: 'lamp' });
  it('are kept in their order, and none without an offer or of another name', () => {
    const { responses } = fold(
      offer(3, 'Offer Declined'),
      offer(1, 'Offer Presented'),
      on(2, 'Offer Declined'),
      on(2, 'constructor', { offer_id: 'o1' }),
    );
    expect(responses.map(({ response, at }) => [response, at])).toEqual([
      ['presented', start + 1_000],
      ['declined', start + 3_000],
    ]);
  });

  it('keep a refusal although the offers of a hundred pages come after it', () => {
    const shown = Array.from({ length: 100 }, (_, index) =>
      offer(10 + index, 'Offer Presented', `o${index}`),
    );
    const { responses } = fold(offer(1, 'Offer Declined'), ...shown);
    expect(responses).toHaveLength(21);
    expect(responses[0]?.response).toBe('declined');
  });
});

describe('the last contact', () => {
  const sent = (seconds: number, campaign_id: string, change: Partial<PreparedEvent> = {}) =>
    on(seconds, 'Ad Exposed', { campaign_id }, { channel: 'email', direction: 'outbound', ...change });
  it('is by channel the latest that the retailer began', () => {
    const { lastContact } = fold(
      sent(2, 'spring'),
      sent(1, 'winter'),
      sent(9, 'none', { direction: 'inbound' }),
      sent(3, 'radio', { channel: 'radio' }),
    );
    expect(lastContact).toEqual({
      email: { at: start + 2_000, campaign: 'spring' },
      radio: { at: start + 3_000, campaign: 'radio' },
    });
  });
});
