import { type Consent, foldConsent, mergeConsent } from '@rialto/core/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PreparedEvent } from '../ingest/prepared-event.ts';
import { testEvent } from '../store/test-events.ts';
import {
  answerIdOf,
  makeConfirmationToken,
  readConfirmationToken,
  requestIdOf,
  tokenChance,
} from './confirmation-token.ts';
import { confirmedEvent, decideConfirmation } from './decide-confirmation.ts';

const start = 1_700_000_000_000;
const request = (change: Partial<PreparedEvent> = {}): PreparedEvent =>
  testEvent('confirmation-1', {
    name: 'Consent Recorded',
    identifiers: [{ kind: 'email', value: 'sha256:ab' }],
    properties: {
      cells: [{ purpose: 'marketing', channel: 'email', state: 'pending' }],
      confirm_by: new Date(start + 1_000).toISOString(),
    },
    ...change,
  });
const pending: Consent = foldConsent(
  {},
  [{ purpose: 'marketing', channel: 'email', state: 'pending' }],
  start,
);
const decide = (
  asked: PreparedEvent | undefined,
  consents: readonly Consent[] = [pending],
  isAnswered = false,
) => decideConfirmation({ request: asked, isAnswered, consents, now: start + 500 });

describe('a token', () => {
  it('C1: leads back to its source and to one hash, and any other text to another or to none', () => {
    const source = fc.stringMatching(/^[\w.:-]{1,100}$/);
    const chance = fc.uint8Array({ minLength: tokenChance, maxLength: tokenChance });
    fc.assert(
      fc.property(source, chance, fc.nat(), (name, bytes, place) => {
        const token = makeConfirmationToken(name, bytes);
        const key = readConfirmationToken(token);
        expect(key).toMatchObject({ source: name });
        expect(requestIdOf(key ?? { hash: '' })).toMatch(/^confirmation-[0-9a-f]{64}$/);
        expect(answerIdOf(key ?? { hash: '' }).length).toBeLessThanOrEqual(100);
        const at = place % token.length;
        const other = token[at] === 'A' ? 'B' : 'A';
        expect(readConfirmationToken(token.slice(0, at) + other + token.slice(at + 1))?.hash).not.toBe(
          key?.hash,
        );
      }),
    );
  });

  it('E4: is nothing that anybody makes up', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readConfirmationToken(text)).toBeUndefined();
      }),
    );
  });
});

describe('what a token confirms', () => {
  it.each<[string, PreparedEvent | undefined]>([
    ['there is no question', undefined],
    ['the question came by a public key', request({ trusted: false })],
    ['the question has no end', request({ properties: { ...request().properties, confirm_by: undefined } })],
    ['nobody is asked by it', request({ identifiers: [{ kind: 'userId', value: 'c-42' }] })],
    ['it is another event', request({ name: 'Sale Completed' })],
    [
      'it was no question but an answer',
      request({
        properties: {
          ...request().properties,
          cells: [{ purpose: 'marketing', channel: 'email', state: 'granted' }],
        },
      }),
    ],
  ])('C1: is nothing where %s', (_because, asked) => {
    expect(decide(asked)).toEqual({ kind: 'refused', code: 'unknown_confirmation' });
  });

  it('C2: is the channel of the address alone, also where a question names more', () => {
    const cells = ['email', 'sms', 'phone'].map((channel) => ({
      purpose: 'marketing',
      channel,
      state: 'pending',
    }));
    const properties = { ...request().properties, cells };
    expect(decide(request({ properties }))).toEqual({
      kind: 'open',
      purposes: ['marketing'],
      channel: 'email',
    });
    const identifiers = [{ kind: 'phone', value: 'sha256:cd' }];
    expect(decide(request({ properties, identifiers }))).toMatchObject({ channel: 'sms' });
    const answer = confirmedEvent(
      request({ properties, identifiers }),
      { source: 'till', hash: 'ef' },
      { kind: 'open', purposes: ['marketing'], channel: 'sms' },
      start + 500,
    );
    expect(answer.properties.cells).toEqual([{ purpose: 'marketing', channel: 'sms', state: 'granted' }]);
  });

  it('C1, X3: is nothing where it turns out that the person had refused elsewhere, until she is asked anew', () => {
    const refused = foldConsent(
      {},
      [{ purpose: 'marketing', channel: 'email', state: 'denied' }],
      start + 50,
    );
    const merged = mergeConsent(pending, refused);
    expect(decide(request(), [merged])).toEqual({ kind: 'refused', code: 'confirmation_void' });
    // Also where she has permitted since, or what she said was about marketing as such.
    for (const key of ['marketing', 'marketing@email']) {
      const since: Consent = { [key]: { state: 'granted', at: start + 300, refused: start + 50 } };
      expect(decide(request(), [since])).toMatchObject({ code: 'confirmation_void' });
    }
    const anew = request({ happenedAt: start + 100, receivedAt: start + 100 });
    expect(decide(anew, [merged])).toMatchObject({ kind: 'open' });
  });

  it('is void by a refusal of anybody to whom the address leads, and not by a lapse', () => {
    const refused = foldConsent({}, [{ purpose: 'marketing', state: 'withdrawn' }], start + 100);
    expect(decide(request(), [pending, refused])).toMatchObject({ code: 'confirmation_void' });
    const lapsed = foldConsent({}, [{ purpose: 'marketing', state: 'expired' }], start + 100);
    expect(decide(request(), [lapsed])).toMatchObject({ kind: 'open' });
  });
});
