import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel } from './channel.ts';
import { consentStateOf } from './consent-lapse.ts';
import { type ConsentCell, type ConsentState, consentStates, isRefusal } from './consent-record.ts';
import { type Consent, foldConsent, mergeConsent } from './fold-consent.ts';

interface Decision {
  readonly cells: readonly ConsentCell[];
  readonly at: number;
  readonly until: number | undefined;
  readonly reach?: readonly Channel[] | undefined;
}

const cell: fc.Arbitrary<ConsentCell> = fc.record({
  purpose: fc.constantFrom('analytics', 'marketing', 'constructor'),
  channel: fc.constantFrom(undefined, 'email', 'sms'),
  state: fc.constantFrom(...consentStates),
  exception: fc.option(
    fc.constantFrom('lamps', 'rugs').map((product_group) => ({ sale: 'o-1', notice: 'n-1', product_group })),
    { nil: undefined },
  ),
});
const decision: fc.Arbitrary<Decision> = fc.record({
  cells: fc.array(cell, { maxLength: 4 }),
  at: fc.nat(5),
  until: fc.option(fc.nat(9), { nil: undefined }),
  reach: fc.option(fc.subarray<Channel>(['web', 'store', 'app']), { nil: undefined }),
});
const decisions = fc.array(decision, { maxLength: 8 });
const foldAll = (list: readonly Decision[]): Consent =>
  list.reduce<Consent>(
    (consent, { cells, at, until, reach }) => foldConsent(consent, cells, at, { until, reach }),
    {},
  );
const consent = decisions.map(foldAll);
/** Without the time of lapse of what is closed already, which decides nothing. */
const essence = (given: Consent) =>
  Object.fromEntries(
    Object.entries(given).map(([key, { state, at, conflict }]) => [
      key,
      { state, at, conflict: conflict ?? false },
    ]),
  );
const strictest = (a: ConsentState, b: ConsentState): ConsentState =>
  Object.values(mergeConsent({ x: { state: a, at: 1 } }, { x: { state: b, at: 1 } }))[0]?.state ?? 'unset';

describe('consent records fold', () => {
  it('G9: to the same in whatever order they arrive', () => {
    fc.assert(
      fc.property(
        decisions.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          expect(foldAll(shuffled)).toEqual(foldAll(list));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('G9: to the same however often one of them arrives', () => {
    fc.assert(
      fc.property(decisions, (list) => {
        expect(foldAll([...list, ...list])).toEqual(foldAll(list));
      }),
    );
  });

  it.each<[string, Decision[], ConsentState]>([
    [
      'the later',
      [
        { cells: [{ purpose: 'x', state: 'denied' }], at: 1, until: undefined },
        { cells: [{ purpose: 'x', state: 'granted' }], at: 2, until: undefined },
      ],
      'granted',
    ],
    [
      'the later, though it came first',
      [
        { cells: [{ purpose: 'x', state: 'granted' }], at: 2, until: undefined },
        { cells: [{ purpose: 'x', state: 'denied' }], at: 1, until: undefined },
      ],
      'granted',
    ],
    [
      'at the same instant the stricter',
      [
        {
          cells: [
            { purpose: 'x', state: 'denied' },
            { purpose: 'x', state: 'granted' },
          ],
          at: 1,
          until: undefined,
        },
      ],
      'denied',
    ],
  ])('G9: so that of two decisions %s stands', (_, list, state) => {
    expect(foldAll(list).x?.state).toBe(state);
  });

  it('G9: by cell, so that a channel does not speak for the purpose', () => {
    const folded = foldAll([
      { cells: [{ purpose: 'marketing', channel: 'email', state: 'granted' }], at: 1, until: undefined },
    ]);
    expect(consentStateOf(folded, 'marketing', 2)).toBe('unset');
    expect(consentStateOf(folded, 'marketing', 2, 'email')).toBe('granted');
    expect(consentStateOf(folded, 'marketing', 2, 'sms')).toBe('unset');
  });

  it('leave what they are given untouched', () => {
    const before: Consent = Object.freeze({ x: Object.freeze({ state: 'granted' as const, at: 1 }) });
    foldConsent(before, [{ purpose: 'x', state: 'denied' }], 2);
    mergeConsent(before, { x: { state: 'denied', at: 2 } });
    expect(before.x?.state).toBe('granted');
  });
});

describe('states that weigh less or more than time', () => {
  const lamps = { sale: 'o-1', notice: 'n-1', product_group: 'lamps' };
  const fold = (...states: readonly ConsentState[]): ConsentState => {
    const decisions = states.map((state, at) => ({
      cells: [{ purpose: 'x', channel: 'email' as const, state, exception: lamps }],
      at,
      until: undefined,
    }));
    const forwards = consentStateOf(foldAll(decisions), 'x', 9, 'email');
    expect(consentStateOf(foldAll(decisions.toReversed()), 'x', 9, 'email')).toBe(forwards);
    return forwards;
  };

  it.each<[ConsentState[], ConsentState]>([
    [['granted', 'pending'], 'granted'],
    [['denied', 'pending'], 'denied'],
    [['pending', 'granted'], 'granted'],
    [['soft_opt_in', 'pending'], 'soft_opt_in'],
    [['soft_opt_in', 'granted'], 'granted'],
    [['granted', 'soft_opt_in'], 'granted'],
    [['withdrawn', 'soft_opt_in'], 'withdrawn'],
    [['soft_opt_in', 'objected', 'soft_opt_in'], 'objected'],
  ])('G13: %j comes to %s', (states, state) => {
    expect(fold(...states)).toBe(state);
  });

  it.each<[ConsentState[], ConsentState]>([
    [['granted', 'objected'], 'objected'],
    [['objected', 'denied'], 'objected'],
    [['objected', 'withdrawn', 'pending', 'soft_opt_in'], 'objected'],
    [['objected', 'granted'], 'granted'],
    [['objected', 'granted', 'withdrawn'], 'objected'],
  ])('G14: %j comes to %s', (states, state) => {
    expect(fold(...states)).toBe(state);
  });

  it('G14: is not forgotten when two people turn out to be one', () => {
    const objected = foldAll([{ cells: [{ purpose: 'x', state: 'objected' }], at: 1, until: undefined }]);
    const denied = foldAll([{ cells: [{ purpose: 'x', state: 'withdrawn' }], at: 2, until: undefined }]);
    expect(consentStateOf(mergeConsent(denied, objected), 'x', 3)).toBe('objected');
  });

  it('G13: a soft opt-in remembers the goods of every sale, and forgets them with the first answer', () => {
    const soft = (product_group: string): ConsentCell => ({
      purpose: 'x',
      state: 'soft_opt_in',
      exception: { ...lamps, product_group },
    });
    const both = foldConsent(foldConsent({}, [soft('rugs')], 1), [soft('lamps')], 2);
    expect(both.x?.productGroups).toEqual(['lamps', 'rugs']);
    expect(foldConsent(both, [{ purpose: 'x', state: 'denied' }], 3).x?.productGroups).toBeUndefined();
  });
});

describe('what two profiles permit', () => {
  it('G10: does not depend on which is merged into which', () => {
    fc.assert(
      fc.property(consent, consent, (a, b) => {
        expect(mergeConsent(a, b)).toEqual(mergeConsent(b, a));
      }),
    );
  });

  it('G10: does not depend on which two of three are merged first', () => {
    fc.assert(
      fc.property(consent, consent, consent, (a, b, c) => {
        expect(essence(mergeConsent(mergeConsent(a, b), c))).toEqual(
          essence(mergeConsent(a, mergeConsent(b, c))),
        );
      }),
    );
  });

  it('G10: is the same when one is merged with itself or with nobody', () => {
    fc.assert(
      fc.property(consent, (a) => {
        expect(mergeConsent(a, a)).toEqual(a);
        expect(mergeConsent(a, {})).toEqual(a);
        expect(mergeConsent({}, a)).toEqual(a);
      }),
    );
  });

  it('G10: opens nothing that either had refused', () => {
    fc.assert(
      fc.property(consent, consent, (a, b) => {
        const merged = mergeConsent(a, b);
        for (const [key, { state }] of [...Object.entries(a), ...Object.entries(b)]) {
          const after = Object.hasOwn(merged, key) ? merged[key] : undefined;
          if (isRefusal(state)) expect(isRefusal(after?.state ?? 'unset')).toBe(true);
        }
      }),
    );
  });

  it.each<[ConsentState, ConsentState, ConsentState]>([
    ['granted', 'denied', 'denied'],
    ['granted', 'unset', 'granted'],
    ['unset', 'unset', 'unset'],
    ['granted', 'pending', 'granted'],
    ['denied', 'pending', 'denied'],
    ['granted', 'soft_opt_in', 'granted'],
    ['pending', 'soft_opt_in', 'soft_opt_in'],
    ['withdrawn', 'denied', 'withdrawn'],
    ['denied', 'objected', 'objected'],
    ['expired', 'granted', 'expired'],
  ])('G10: is of %s and %s: %s', (a, b, together) => {
    expect(strictest(a, b)).toBe(together);
    expect(strictest(b, a)).toBe(together);
  });

  it('G10: stands until the person decides anew', () => {
    const merged = mergeConsent({ x: { state: 'granted', at: 9 } }, { x: { state: 'denied', at: 3 } });
    expect(merged.x).toEqual({ state: 'denied', at: 9, conflict: true, refused: 9 });
    expect(foldConsent(merged, [{ purpose: 'x', state: 'granted' }], 8).x?.state).toBe('denied');
    expect(foldConsent(merged, [{ purpose: 'x', state: 'granted' }], 10).x).toEqual({
      state: 'granted',
      at: 10,
      refused: 9,
    });
  });

  it('G10: lapses with the first of two permissions', () => {
    const merged = mergeConsent(
      { x: { state: 'granted', at: 1, until: 50 } },
      { x: { state: 'granted', at: 2 } },
    );
    expect(merged.x).toEqual({ state: 'granted', at: 2, until: 50 });
  });

  it('G11: permits for no longer than either of two did, also where they permitted it in different ways', () => {
    const granted = { x: { state: 'granted' as const, at: 1, until: 50 } };
    const soft = { x: { state: 'soft_opt_in' as const, at: 2, until: 90 } };
    expect(mergeConsent(granted, soft).x).toEqual({ state: 'granted', at: 1, until: 50 });
    expect(consentStateOf(mergeConsent(soft, granted), 'x', 50)).toBe('expired');
  });
});
