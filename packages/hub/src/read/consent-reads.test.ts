import type { Channel, Consent, CustomerContext, FoldedCell } from '@rialto/core/model';
import { unusedContactFor } from '@rialto/core/model';
import { describe, expect, it } from 'vitest';
import { foundProfile } from '../profile/fold-event.ts';
import { readCustomerContext } from './customer-context.ts';

const now = Date.UTC(2026, 10, 22, 9);
const cell = (state: FoldedCell['state'], more: Partial<FoldedCell> = {}): FoldedCell => ({
  state,
  at: now - 1_000,
  ...more,
});
const read = (
  consent: Consent,
  purpose: CustomerContext['purpose'] = 'service',
  channel: Channel = 'store',
): CustomerContext =>
  readCustomerContext(
    { ...foundProfile('p_1', { happenedAt: now - 5_000 }), consent },
    { purpose, channel, now },
  );

describe('what a touchpoint is told of permissions', () => {
  it('X1: how far a decision reaches, so that a device knows whether a word given in the store is for it', () => {
    const { cells } = read({ personalization: cell('granted', { reach: ['store', 'web'] }) }).permissions;
    expect(cells).toMatchObject([{ purpose: 'personalization', state: 'granted', reach: ['store', 'web'] }]);
  });

  it('X3: that two answers disagree, while the refusal stands', () => {
    const { cells, reachableOn } = read({
      'marketing@email': cell('denied', { conflict: true }),
    }).permissions;
    expect(cells).toMatchObject([{ channel: 'email', state: 'denied', conflict: true }]);
    expect(reachableOn).toEqual([]);
  });

  it('C4: for which goods an exception holds, which makes nobody reachable for whatever else', () => {
    const { cells, reachableOn } = read({
      'marketing@email': cell('soft_opt_in', { productGroups: ['garden'] }),
      'marketing@sms': cell('granted'),
    }).permissions;
    expect(cells).toMatchObject([{ state: 'soft_opt_in', productGroups: ['garden'] }, { state: 'granted' }]);
    expect(reachableOn).toEqual(['sms']);
  });

  it('E1: when a permission to write lapses by lying unused, and that it has', () => {
    const granted = { 'marketing@email': cell('granted'), 'marketing@phone': cell('granted') };
    const [email, phone] = read(granted).permissions.cells;
    expect(email?.expires).toBe(new Date(now - 1_000 + unusedContactFor).toISOString());
    expect(phone).not.toHaveProperty('expires');
    const old = read({ 'marketing@email': { state: 'granted', at: now - unusedContactFor } }).permissions;
    expect(old).toMatchObject({ cells: [{ state: 'expired' }], reachableOn: [] });
  });

  it('says of a refusal no end that it has not, and of a use without an answer nothing', () => {
    expect(read({ 'marketing@email': cell('denied') }).permissions.cells[0]).not.toHaveProperty('expires');
    expect(read({ 'marketing@phone': { state: 'unset', at: 0, usedAt: now } }).permissions.cells).toEqual([]);
  });
});

describe('a read for marketing', () => {
  const blocks = (consent: Consent, channel?: Channel) =>
    read(consent, 'marketing', channel).offers?.suppressed.some(({ reason }) => reason === 'no-permission')
      ? 'closed'
      : 'open';

  it.each<[string, Consent, Channel, 'open' | 'closed']>([
    ['closed to nobody who permitted it', { marketing: cell('granted') }, 'store', 'open'],
    ['closed by an objection', { marketing: cell('objected') }, 'store', 'closed'],
    ['closed by a withdrawal', { marketing: cell('withdrawn') }, 'email', 'closed'],
    [
      'closed by an objection although a letter was permitted before',
      { marketing: cell('objected'), 'marketing@email': cell('granted') },
      'email',
      'closed',
    ],
    [
      'closed on the channel that the person objected to',
      { marketing: cell('granted'), 'marketing@email': cell('objected') },
      'email',
      'closed',
    ],
    ['open elsewhere', { marketing: cell('granted'), 'marketing@email': cell('objected') }, 'web', 'open'],
    [
      'open for the letter that the person permitted',
      { 'marketing@email': cell('granted') },
      'email',
      'open',
    ],
    ['closed where only the letter was permitted', { 'marketing@email': cell('granted') }, 'web', 'closed'],
    [
      'closed under the exception, which is for contact only',
      { 'marketing@email': cell('soft_opt_in', { productGroups: ['garden'] }) },
      'email',
      'closed',
    ],
    ['closed where nobody was asked', {}, 'store', 'closed'],
  ])('C5: is %s', (_what, consent, channel, expected) => {
    expect(blocks(consent, channel)).toBe(expected);
  });

  it('C5: leaves the service what it needs for the contract', () => {
    const context = read({ marketing: cell('objected') }, 'service');
    expect(context).toHaveProperty('orders');
    expect(context).toHaveProperty('cases');
  });
});
