import {
  type Channel,
  type Consent,
  type ConsentCell,
  type ConsentState,
  cellKey,
  type FoldedCell,
  foldConsent,
  mergeConsent,
  unusedContactFor,
} from '@rialto/core/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayUse } from './may-use.ts';

const known = ['necessary', 'analytics', 'personalization', 'marketing', 'linking'];
const now = 1_000_000;
const cell = (state: ConsentState, at = 1, more: Partial<FoldedCell> = {}): FoldedCell => ({
  state,
  at,
  ...more,
});
const ask = (
  consent: Consent,
  channel?: Channel,
  {
    purpose = 'marketing',
    productGroup,
    at = now,
  }: { purpose?: string; productGroup?: string; at?: number } = {},
) => mayUse(consent, { purpose, channel, productGroup, known, now: at });

describe('a question before a contact', () => {
  it.each<{
    row: string;
    because: string;
    consent: Consent;
    channel?: Channel;
    may: boolean;
    reason: string;
  }>([
    {
      row: 'C5',
      because: 'an objection as such ends a channel that was granted before',
      consent: { marketing: cell('objected', 5, { objected: 5 }), 'marketing@email': cell('granted', 4) },
      channel: 'email',
      may: false,
      reason: 'refused:marketing',
    },
    {
      row: 'C5',
      because: 'a withdrawal as such ends it too',
      consent: { marketing: cell('withdrawn', 5), 'marketing@phone': cell('granted', 4) },
      channel: 'phone',
      may: false,
      reason: 'refused:marketing',
    },
    {
      row: 'C5',
      because: 'at the same instant the refusal stands',
      consent: { marketing: cell('denied', 5), 'marketing@sms': cell('granted', 5) },
      channel: 'sms',
      may: false,
      reason: 'refused:marketing',
    },
    {
      row: 'C5',
      because: 'a channel that was expressly granted later is open',
      consent: { marketing: cell('objected', 5, { objected: 5 }), 'marketing@email': cell('granted', 6) },
      channel: 'email',
      may: true,
      reason: 'granted',
    },
    {
      row: 'C5',
      because: 'a later grant of one channel opens no other',
      consent: { marketing: cell('objected', 5, { objected: 5 }), 'marketing@email': cell('granted', 6) },
      channel: 'sms',
      may: false,
      reason: 'refused:marketing',
    },
    {
      row: 'C5',
      because: 'who objects and later permits the use as such has not permitted letters again',
      consent: { marketing: cell('granted', 6, { objected: 5 }), 'marketing@email': cell('granted', 4) },
      channel: 'email',
      may: false,
      reason: 'refused:marketing',
    },
    {
      row: 'C5',
      because: 'what she permits as such after an objection holds where nobody is sought out',
      consent: { marketing: cell('granted', 6, { objected: 5 }), 'marketing@web': cell('granted', 4) },
      channel: 'web',
      may: true,
      reason: 'granted',
    },
    {
      row: 'C5',
      because: 'it does not hold where she refused that very place',
      consent: { marketing: cell('granted', 6, { objected: 1 }), 'marketing@store': cell('withdrawn', 4) },
      channel: 'store',
      may: false,
      reason: 'refused:marketing@store',
    },
    {
      row: 'C5',
      because: 'an objection on the channel ends that channel',
      consent: { marketing: cell('granted', 9), 'marketing@email': cell('objected', 5, { objected: 5 }) },
      channel: 'email',
      may: false,
      reason: 'refused:marketing@email',
    },
    {
      row: 'C5',
      because: 'an objection on one channel leaves another as it is',
      consent: {
        'marketing@sms': cell('granted', 4),
        'marketing@email': cell('objected', 5, { objected: 5 }),
      },
      channel: 'sms',
      may: true,
      reason: 'granted',
    },
    {
      row: 'C1',
      because: 'who was only asked has not answered',
      consent: { 'marketing@email': cell('pending', 5) },
      channel: 'email',
      may: false,
      reason: 'undecided:marketing@email',
    },
    {
      row: 'C2',
      because: 'a grant for e-mail is none for the phone',
      consent: { marketing: cell('granted', 5), 'marketing@email': cell('granted', 5) },
      channel: 'phone',
      may: false,
      reason: 'undecided:marketing@phone',
    },
    {
      row: 'E1',
      because: 'a lapse of the purpose as such is nobody’s no to a channel',
      consent: { marketing: cell('granted', 1, { until: 2 }), 'marketing@email': cell('granted', 1) },
      channel: 'email',
      may: true,
      reason: 'granted',
    },
    {
      row: 'X3',
      because: 'where two answers disagree the refusal stands',
      consent: mergeConsent(
        { 'marketing@email': cell('granted', 9) },
        { 'marketing@email': cell('denied', 5) },
      ),
      channel: 'email',
      may: false,
      reason: 'refused:marketing@email',
    },
  ])('$row: answers $may because $because', ({ consent, channel, may, reason }) => {
    expect(ask(consent, channel)).toMatchObject({ may, reason });
  });

  it('C5: leaves open what the contract needs: a person who objected is told that her parcel is there', () => {
    const consent = {
      marketing: cell('objected', 5, { objected: 5 }),
      'marketing@email': cell('objected', 5),
    };
    for (const channel of ['email', 'phone', 'post', 'sms'] as const) {
      const said = ask(consent, channel, { purpose: 'necessary' });
      expect(said).toMatchObject({ may: true, reason: 'necessary' });
      expect(said.duties).toBeUndefined();
    }
  });

  it('E1: takes a permission to write that was not used for 24 months for lapsed, and says until when it holds', () => {
    const granted = { 'marketing@email': cell('granted', now) };
    expect(ask(granted, 'email').until).toBe(now + unusedContactFor);
    expect(ask(granted, 'email', { at: now + unusedContactFor - 1 }).may).toBe(true);
    expect(ask(granted, 'email', { at: now + unusedContactFor })).toEqual({
      may: false,
      state: 'expired',
      reason: 'refused:marketing@email',
    });
    const used = { 'marketing@email': cell('granted', now, { usedAt: now + 500 }) };
    expect(ask(used, 'email', { at: now + unusedContactFor }).may).toBe(true);
    expect(ask({ 'marketing@phone': cell('granted', now) }, 'phone').until).toBeUndefined();
  });

  it('C3: says of a call that it must be recorded', () => {
    expect(ask({ 'marketing@phone': cell('granted') }, 'phone').duties).toEqual(['record_use']);
    expect(ask({ 'marketing@phone': cell('pending') }, 'phone')).not.toHaveProperty('duties');
  });
});

describe('a no to the purpose as such', () => {
  const email: ConsentCell = { purpose: 'marketing', channel: 'email', state: 'granted' };
  const soft: ConsentCell = {
    ...email,
    state: 'soft_opt_in',
    exception: { sale: 's', notice: 'n', product_group: 'garden' },
  };

  it.each(['denied', 'withdrawn', 'objected'] as const)(
    'G16, C5: %s ends what was permitted before, and a later yes to the purpose revives none of it',
    (state) => {
      const before = foldConsent(foldConsent({}, [email], 1), [{ purpose: 'marketing', state }], 2);
      const accepted = foldConsent(before, [{ purpose: 'marketing', state: 'granted' }], 3);
      expect(ask(accepted, 'email').may).toBe(false);
      expect(ask(accepted).may).toBe(true);
      expect(ask(foldConsent(accepted, [email], 4), 'email').may).toBe(true);
      const noted = foldConsent(foldConsent({}, [soft], 1), [{ purpose: 'marketing', state }], 2);
      const lifted = foldConsent(noted, [{ purpose: 'marketing', state: 'granted' }], 3);
      expect(ask(lifted, 'email', { productGroup: 'garden' }).may).toBe(false);
    },
  );
});

it('G16, X3: a no that a merge dated anew ends what either of the two had permitted until then', () => {
  const account = foldConsent(
    foldConsent({}, [{ purpose: 'marketing', channel: 'sms', state: 'granted' }], 3),
    [{ purpose: 'marketing', state: 'granted' }],
    4,
  );
  const card = foldConsent({}, [{ purpose: 'marketing', state: 'denied' }], 1);
  const accepted = foldConsent(mergeConsent(account, card), [{ purpose: 'marketing', state: 'granted' }], 8);
  expect(ask(account, 'sms').may).toBe(true);
  expect(ask(accepted, 'sms').may).toBe(false);
});

describe('the existing-customer exception', () => {
  const exception = { 'marketing@email': cell('soft_opt_in', 5, { productGroups: ['garden'] }) };

  it('C4: holds for the goods that it was noted for, and says that every message carries the opt-out', () => {
    expect(ask(exception, 'email', { productGroup: 'garden' })).toMatchObject({
      may: true,
      state: 'soft_opt_in',
      reason: 'soft_opt_in',
      duties: ['opt_out_in_message'],
    });
  });

  it.each<[string, Consent, Channel | undefined, string | undefined]>([
    ['other goods', exception, 'email', 'toys'],
    ['a message that names no goods', exception, 'email', undefined],
    ['another channel', exception, 'sms', 'garden'],
    ['no channel', exception, undefined, 'garden'],
    ['the phone, whoever noted it', { 'marketing@phone': exception['marketing@email'] }, 'phone', 'garden'],
    ['the use as such', { marketing: exception['marketing@email'] }, 'email', 'garden'],
    ['who refused marketing as such', { ...exception, marketing: cell('denied', 1) }, 'email', 'garden'],
    [
      'who once objected to it, whatever she permitted since',
      { ...exception, marketing: cell('granted', 9, { objected: 2 }) },
      'email',
      'garden',
    ],
    [
      'who objected on the channel, whichever came first',
      foldConsent(
        foldConsent({}, [{ purpose: 'marketing', channel: 'email', state: 'objected' }], 3),
        [
          {
            purpose: 'marketing',
            channel: 'email',
            state: 'soft_opt_in',
            exception: { sale: 's', notice: 'n', product_group: 'garden' },
          },
        ],
        7,
      ),
      'email',
      'garden',
    ],
  ])('C4: does not hold for %s', (_for, consent, channel, productGroup) => {
    expect(ask(consent, channel, productGroup === undefined ? {} : { productGroup }).may).toBe(false);
  });

  it('C4, E1: lapses unused like every permission to write', () => {
    expect(ask(exception, 'email', { productGroup: 'garden', at: 5 + unusedContactFor }).may).toBe(false);
  });
});

describe('whatever was said before', () => {
  const channel = fc.constantFrom<Channel | undefined>(undefined, 'email', 'sms', 'phone', 'web', 'store');
  const state = fc.constantFrom<ConsentState>(
    'pending',
    'granted',
    'denied',
    'withdrawn',
    'objected',
    'soft_opt_in',
  );
  const decision = fc.record({
    channel,
    state,
    at: fc.integer({ min: 1, max: 30 }),
    exception: fc.constant({ sale: 's', notice: 'n', product_group: 'garden' }),
  });
  const refuses = ({ state: one }: { state: ConsentState }) =>
    ['denied', 'withdrawn', 'objected'].includes(one);

  it('C5, X3: never answers yes against the latest decision of the person, in any order of arrival', () => {
    fc.assert(
      fc.property(fc.array(decision, { maxLength: 12 }), channel, (said, asked) => {
        const consent = said.reduce<Consent>(
          (before, { at, ...one }) =>
            foldConsent(before, [{ purpose: 'marketing', ...one } as ConsentCell], at),
          {},
        );
        const { may, state: answered } = ask(consent, asked, { productGroup: 'garden', at: 40 });
        if (!may) return;
        // Whatever she said on this channel, or on all of them, that is not older than any other.
        const onIt = said.filter(({ channel: on }) => on === asked || on === undefined);
        const words = onIt.filter((one) => one.state !== 'pending' && one.state !== 'soft_opt_in');
        const latest = Math.max(...words.map(({ at }) => at));
        const last = words.filter(({ at }) => at === latest);
        // The web's own grant may be older than that of the use as such; a refusal on it may not be newer.
        expect(last.every((one) => !refuses(one))).toBe(true);
        if (answered === 'granted') expect(words.some((one) => one.state === 'granted')).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it('E4: answers no to a purpose that the plan does not know, and where nobody has decided', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), channel, (purpose, asked) => {
        const consent = {
          [cellKey(purpose, asked)]: cell('granted'),
          [purpose]: cell('granted'),
        };
        fc.pre(!known.includes(purpose));
        expect(ask(consent, asked, { purpose })).toMatchObject({ may: false });
        expect(ask({}, asked)).toMatchObject({ may: false, state: 'unset' });
      }),
    );
    for (const purpose of ['__proto__', 'constructor', 'toString', '']) {
      expect(ask({}, 'email', { purpose }).may).toBe(false);
    }
  });
});
