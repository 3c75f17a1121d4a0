import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildMessage } from './build-message.ts';
import type { MessageDraft } from './message.ts';
import { createMessageId } from './message-id.ts';
import { limits } from './wire-limits.ts';

const now = Date.UTC(2026, 10, 22, 9);
const input = { now, random: new Uint8Array(10) };
const at = new Date(now).toISOString();
const build = (draft: object) => buildMessage({ type: 'track', ...draft } as MessageDraft, input);

describe('a message', () => {
  it('is made of a draft: an id, a time, and nothing that is undefined', () => {
    expect(build({ event: 'Cart Viewed', userId: undefined, properties: { cart_id: 'c1' } })).toStrictEqual({
      type: 'track',
      event: 'Cart Viewed',
      properties: { cart_id: 'c1' },
      messageId: createMessageId(now, input.random),
      timestamp: at,
    });
  });

  it('carries identifiers behind those that its context has already', () => {
    const known = { id: '1', type: 'email', collection: 'users', encoding: 'none' };
    const { context } = build({
      identifiers: [{ kind: 'loyalty_card', value: '42' }],
      context: { externalIds: [known], locale: 'de' },
    });
    expect(context).toEqual({
      locale: 'de',
      externalIds: [known, { id: '42', type: 'loyalty_card', collection: 'users', encoding: 'none' }],
    });
  });

  it('leaves its draft as it was', () => {
    const draft = Object.freeze({
      identifiers: Object.freeze([{ kind: 'email', value: 'a' }]),
      context: Object.freeze({}),
    });
    expect(() => build(draft)).not.toThrow();
  });

  it.each<[string, unknown, string]>([
    ['left out', undefined, at],
    ['a text', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['a Date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['epoch milliseconds', 1_000, '1970-01-01T00:00:01.000Z'],
    ['a Date that is none', new Date('x'), at],
    ['no time', 'yesterday', at],
    ['not a number', Number.NaN, at],
    ['beyond all time', 1e20, at],
    ['null', null, at],
    ['true', true, at],
    ['a Symbol', Symbol('now'), at],
    ['a BigInt', 1n, at],
    [
      'an object',
      {
        valueOf: () => {
          throw new Error('a trap');
        },
      },
      at,
    ],
    ['a list', [2026], at],
  ])('has a time where its timestamp is %s', (_, timestamp, expected) => {
    expect(build({ timestamp }).timestamp).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['left out', undefined],
    ['empty', ''],
    ['a number', 7],
    ['null', null],
    ['longer than a hub takes', 'x'.repeat(limits.messageIdLength + 1)],
  ])('has an id of its own where the one given is %s', (_, messageId) => {
    expect(build({ messageId }).messageId).toMatch(/^[0-9a-f]{8}-/);
  });

  it('has the id that it is given', () => {
    const messageId = 'x'.repeat(limits.messageIdLength);
    expect(build({ messageId }).messageId).toBe(messageId);
  });

  it('has what can be read of a draft that is a trap', () => {
    const trap = {
      event: 'Cart Viewed',
      get userId() {
        throw new Error('a trap');
      },
    };
    expect(buildMessage(trap as unknown as MessageDraft, input)).toEqual({
      event: 'Cart Viewed',
      messageId: expect.any(String),
      timestamp: at,
    });
  });

  it('is made of anything whatever', () => {
    const anything = fc.anything({
      withDate: true,
      withBigInt: true,
      withNullPrototype: true,
      withMap: true,
    });
    fc.assert(
      fc.property(anything, anything, (draft, thing) => {
        expect(buildMessage(draft as MessageDraft, input).timestamp).toBeTypeOf('string');
        expect(
          build({ identifiers: thing, context: thing, timestamp: thing, messageId: thing }).messageId,
        ).toBeTypeOf('string');
        expect(build({ identifiers: [thing], context: { externalIds: thing } }).timestamp).toBe(at);
      }),
    );
  });
});
